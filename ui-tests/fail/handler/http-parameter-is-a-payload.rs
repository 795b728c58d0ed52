use gatewright::prelude::*;

#[derive(serde::Deserialize)]
pub struct Order;

#[dispatch]
mod shop {
    use super::*;

    #[post("/orders")]
    pub async fn orders(order: Order) {
        let _ = order;
    }
}

fn main() {
    let _ = shop::INTERFACE;
}
