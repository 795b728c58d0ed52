use gatewright::prelude::*;

pub struct Catalog;

#[lazy_module]
mod catalog {
    use super::*;

    pub async fn init(Path(id): Path<u32>) -> Catalog {
        let _ = id;
        Catalog
    }
}

fn use_it(catalog: catalog::Lazy) {
    let _ = (&*catalog, catalog::get());
}

fn main() {}
