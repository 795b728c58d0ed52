//! A type that is not an extractor is one error, however many handlers take it.

use gatewright::prelude::*;

pub struct Catalog;

#[lambda_handler]
#[dispatch]
mod shop {
    use super::*;

    #[get("/orders")]
    pub async fn orders(catalog: Catalog) -> String {
        let _ = catalog;
        String::new()
    }

    #[get("/products")]
    pub async fn products(catalog: Catalog) -> String {
        let _ = catalog;
        String::new()
    }
}
