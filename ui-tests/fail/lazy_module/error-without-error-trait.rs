use gatewright::prelude::*;

pub struct Failure;

pub struct Catalog;

#[lazy_module]
mod catalog {
    use super::*;

    pub async fn init() -> Result<Catalog, Failure> {
        Err(Failure)
    }
}

fn use_it(catalog: catalog::Lazy) {
    let _ = (&*catalog, catalog::get());
}

fn main() {}
