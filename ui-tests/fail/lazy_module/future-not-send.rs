use gatewright::prelude::*;

pub struct Catalog;

#[lazy_module]
mod catalog {
    use super::*;

    pub async fn init() -> Catalog {
        let counter = std::rc::Rc::new(1);
        std::future::ready(()).await;
        let _ = counter;
        Catalog
    }
}

fn use_it(catalog: catalog::Lazy) {
    let _ = (&*catalog, catalog::get());
}

fn main() {}
