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

    #[sqs("orders", concurrency = 8)]
    pub async fn fulfil(orders: Batch<Order>) -> Result<(), Error> {
        for order in orders {
            drop(order.id);
        }
        Ok(())
    }
}
