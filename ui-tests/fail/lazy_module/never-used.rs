//! A module that neither a handler nor another `init` takes never starts. Outside this test that is a warning.
#![deny(dead_code)]

use gatewright::prelude::*;

#[lazy_module]
mod catalog {
    use super::*;

    pub async fn init() -> Result<Vec<String>, Error> {
        Ok(vec![String::from("a red mug")])
    }
}

#[lazy_module(env)]
struct Limits {
    max_orders: u32,
}

#[lambda_handler]
async fn shop(sku: String) -> String {
    sku
}
