use gatewright::lazy_module;

#[lazy_module(env)]
mod settings {
    pub fn init() -> u32 {
        1
    }
}

fn main() {
    let _ = settings::try_get();
}
