use std::fmt;

use gatewright::prelude::*;

#[derive(Problem)]
enum ShopError {
    #[problem(status = 409)]
    SoldOut,
    UnknownSku(String),
}

impl fmt::Display for ShopError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no")
    }
}

#[lambda_handler]
#[get("/")]
async fn index() -> Result<(), ShopError> {
    Err(ShopError::UnknownSku(String::new()))
}
