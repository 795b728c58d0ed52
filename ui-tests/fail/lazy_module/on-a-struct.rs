use gatewright::prelude::*;

#[lazy_module]
struct Catalog;

fn main() {
    let _ = Catalog;
}
