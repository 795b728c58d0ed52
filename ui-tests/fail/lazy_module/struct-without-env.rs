use gatewright::lazy_module;

#[lazy_module]
pub struct Settings {
    table_name: String,
}

fn main() {}
