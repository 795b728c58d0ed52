use gatewright::prelude::*;

pub struct Catalog;

#[lazy_module(colour = "red")]
mod catalog {
    use super::*;

    pub fn init() -> Catalog {
        Catalog
    }
}

fn use_it(catalog: catalog::Lazy) {
    let _ = (&*catalog, catalog::get());
}

fn main() {}
