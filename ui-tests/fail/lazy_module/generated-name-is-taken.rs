use gatewright::prelude::*;

#[lazy_module]
mod catalog {
    pub struct Lazy;

    pub fn init() -> u8 {
        0
    }

    pub fn get() {}
}

fn main() {
    let _ = (catalog::Lazy, catalog::init());
    catalog::get();
}
