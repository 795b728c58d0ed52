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

    #[cfg(all())]
    #[sqs("orders")]
    pub async fn one(order: Message<Order>) -> Result<(), Error> {
        drop(order.id);
        Ok(())
    }

    #[cfg(not(any()))]
    #[sqs("orders")]
    pub async fn two(_: Order) -> Result<(), Error> {
        Ok(())
    }
}
