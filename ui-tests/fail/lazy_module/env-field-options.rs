use gatewright::lazy_module;

#[lazy_module(env)]
pub struct Settings {
    #[env(name = "table-name")]
    table_name: String,
    #[env(deflaut = 20)]
    page_size: u32,
    #[env(default = "many")]
    retries: u32,
    #[env(default = 1.5)]
    share: u32,
}

fn main() {
    let _ = settings::try_get();
}
