use gatewright::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Order {
    id: u32,
}

#[lambda_handler]
#[dispatch]
mod worker {
    use super::*;

    #[kafka("orders")]
    pub async fn fulfil(order: Message<Option<Order>>) {
        drop(order.as_ref().map(|order| order.id));
    }
}

fn gateway() -> &'static Gateway {
    &worker::GATEWAY
}
