//! A function behind an HTTP API only.

use gatewright::prelude::*;

#[lambda_handler(name = "http-api")]
#[dispatch(triggers(http_api))]
mod orders {
    #[get("/orders")]
    pub async fn orders() -> &'static str {
        "none"
    }
}
