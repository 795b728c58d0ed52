use gatewright::prelude::*;

pub struct Catalog;

#[lazy_module]
mod catalog {
    use super::*;

    async fn init() -> Catalog {
        Catalog
    }
}

fn use_it(catalog: catalog::Lazy) {
    let _ = (&*catalog, catalog::get());
}

fn main() {}
