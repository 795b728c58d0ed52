use gatewright::prelude::*;

#[lazy_module]
mod a {
    pub fn init() -> u8 {
        0
    }
}

pub struct Catalog;

#[lazy_module]
mod catalog {
    use super::*;

    pub async fn init(_a: a::Lazy, _b: a::Lazy, _c: a::Lazy, _d: a::Lazy, _e: a::Lazy, _f: a::Lazy, _g: a::Lazy, _h: a::Lazy, _i: a::Lazy) -> Catalog {
        Catalog
    }
}

fn use_it(catalog: catalog::Lazy) {
    let _ = (&*catalog, catalog::get());
}

fn main() {}
