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
mod shop {
    use super::*;

    #[operation]
    #[idempotent(key = "header:Idempotency-Key", store = done)]
    pub async fn order(order: Order) -> String {
        order.order_id
    }

    #[sqs("orders")]
    #[idempotent(key = "header:Idempotency-Key", store = done)]
    pub async fn fulfil(order: Message<Order>) -> Result<(), Error> {
        drop(order.order_id.clone());
        Ok(())
    }
}
