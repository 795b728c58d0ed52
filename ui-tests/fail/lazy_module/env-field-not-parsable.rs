use gatewright::lazy_module;

#[lazy_module(env)]
pub struct Settings {
    tables: Vec<String>,
    page_size: u32,
}

fn main() {
    let _ = settings::try_get().map(|settings| settings.page_size);
}
