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

    #[sns("orders")]
    pub async fn fulfil(orders: Batch<Order>) -> Result<usize, Error> {
        Ok(orders.iter().filter(|order| order.id > 0).count())
    }
}
