use gatewright::prelude::*;

#[lazy_module]
mod settings {
    pub fn init() -> u8 {
        0
    }
}

pub struct Catalog;

#[lazy_module]
mod catalog {
    use super::*;

    pub async fn init() -> Result<Catalog, Error> {
        let _ = settings::get().await?;
        Ok(Catalog)
    }
}

fn use_it(catalog: catalog::Lazy) {
    let _ = (&*catalog, catalog::get());
}

fn main() {}
