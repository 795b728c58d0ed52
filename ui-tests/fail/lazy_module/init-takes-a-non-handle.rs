use gatewright::prelude::*;

pub struct Settings;

pub struct Catalog;

#[lazy_module]
mod catalog {
    use super::*;

    pub async fn init(settings: Settings) -> Catalog {
        let _ = settings;
        Catalog
    }
}

fn use_it(catalog: catalog::Lazy) {
    let _ = (&*catalog, catalog::get());
}

fn main() {}
