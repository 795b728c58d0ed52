use gatewright::prelude::*;

pub struct Catalog;

#[lazy_module]
mod catalog {
    pub async fn init() {}
}

fn use_it(catalog: catalog::Lazy) {
    let _ = (&*catalog, catalog::get());
}

fn main() {}
