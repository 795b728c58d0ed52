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

    #[sqs("arn:aws:sqs:us-east-1:123456789012:orders")]
    pub async fn fulfil(order: Message<Order>) -> Result<(), Error> {
        drop(order.id);
        Ok(())
    }

    #[sns(orders)]
    pub async fn notify(_: Order) {}

    #[appsync("order")]
    pub async fn find(_: Order) {}

    #[eventbridge(source = "", detailType = "OrderPlaced")]
    pub async fn on_order(_: Order) {}

    #[event("orders")]
    pub async fn other(_: Order) {}
}
