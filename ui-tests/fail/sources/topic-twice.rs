use gatewright::payload::Logs;
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
    pub async fn one(order: Message<Order>) -> Result<(), Error> {
        drop(order.id);
        Ok(())
    }

    #[kafka("orders", concurrency = 4)]
    pub async fn two(_: Order) -> Result<(), Error> {
        Ok(())
    }

    #[kinesis("orders")]
    pub async fn stream(_: Order) -> Result<(), Error> {
        Ok(())
    }

    #[logs("/aws/lambda/shop")]
    pub async fn watch(_: Logs) {}

    #[logs("/aws/lambda/shop")]
    pub async fn watch_too(_: Logs) {}
}
