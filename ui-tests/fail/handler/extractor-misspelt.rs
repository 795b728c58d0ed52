//! rustc itself suggests the extractor with the nearest name.

use gatewright::prelude::*;

#[derive(serde::Deserialize)]
pub struct NewOrder {
    _sku: String,
}

#[lambda_handler]
#[dispatch]
mod shop {
    use super::*;

    #[post("/orders")]
    pub async fn create(order: Jsn<NewOrder>) -> StatusCode {
        let _ = order;
        StatusCode::CREATED
    }

    #[get("/orders")]
    pub async fn orders(page: Querry<u32>) -> StatusCode {
        let _ = page;
        StatusCode::OK
    }
}
