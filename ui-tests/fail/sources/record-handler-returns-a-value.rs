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

    #[kinesis("orders")]
    pub async fn fulfil(order: Message<Order>) -> Result<u32, Error> {
        Ok(order.id)
    }
}
