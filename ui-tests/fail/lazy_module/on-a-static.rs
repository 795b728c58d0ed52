use gatewright::prelude::*;

#[lazy_module]
static CATALOG: u8 = 0;

fn main() {
    let _ = CATALOG;
}
