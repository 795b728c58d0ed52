use gatewright::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
pub struct Order {
    pub sku: String,
}

#[lambda_handler(main = false)]
#[dispatch]
mod shop {
    use super::*;

    #[post("/orders")]
    pub async fn create(Valid(Json(order)): Valid<Json<Order>>) -> String {
        order.sku
    }
}

fn main() {
    let _ = &shop::GATEWAY;
}
