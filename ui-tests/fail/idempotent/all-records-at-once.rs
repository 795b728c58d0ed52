use gatewright::prelude::*;
use gatewright::testing::MemoryStore;
use serde::Deserialize;

#[lazy_module]
mod done {
    use super::*;

    pub fn init() -> MemoryStore {
        MemoryStore::new()
    }
}

#[derive(Deserialize)]
struct Order {
    order_id: String,
}

#[lambda_handler]
#[dispatch]
mod worker {
    use super::*;

    #[sqs("orders")]
    #[idempotent(key = "order_id", store = done)]
    pub async fn fulfil(orders: Batch<Order>) -> Failures {
        drop(orders.iter().map(|order| &order.order_id).count());
        Failures::default()
    }
}
