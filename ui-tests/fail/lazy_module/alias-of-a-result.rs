use gatewright::prelude::*;

pub type Loaded = Result<Catalog, Error>;

pub struct Catalog;

#[lazy_module]
mod catalog {
    use super::*;

    pub async fn init() -> Loaded {
        Ok(Catalog)
    }
}

fn use_it(catalog: catalog::Lazy) {
    let _ = (&*catalog, catalog::get());
}

fn main() {}
