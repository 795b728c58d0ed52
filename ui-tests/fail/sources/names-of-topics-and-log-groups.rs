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

    #[kafka("arn:aws:kafka:us-east-1:123456789012:cluster/shop/fc2f5bdf-fd1b-45ad-85dd-15b4a5a6247e-2")]
    pub async fn fulfil(order: Message<Order>) -> Result<(), Error> {
        drop(order.id);
        Ok(())
    }

    #[kafka("arn:aws:kafka:us-east-1:123456789012:topic/shop/fc2f5bdf-fd1b-45ad-85dd-15b4a5a6247e-2/returns")]
    pub async fn take_back(_: Order) -> Result<(), Error> {
        Ok(())
    }

    #[kafka("shop/orders")]
    pub async fn nowhere(_: Order) -> Result<(), Error> {
        Ok(())
    }

    #[kafka(topic = "orders")]
    pub async fn rest(_: Order) -> Result<(), Error> {
        Ok(())
    }

    #[logs("arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/shop:*")]
    pub async fn watch(_: Logs) {}

    #[logs("/aws/lambda/*")]
    pub async fn watch_all(_: Logs) {}

    #[logs(group = "/aws/lambda/shop")]
    pub async fn watch_rest(_: Logs) {}
}

fn gateway() -> &'static Gateway {
    &worker::GATEWAY
}
