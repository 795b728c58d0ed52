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

    #[sqs("orders")]
    pub async fn fulfil(order: Message<Order>, _: Batch<Order>) -> Result<(), Error> {
        drop(order.id);
        Ok(())
    }
}
