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
    #[idempotent]
    pub async fn neither(order: Order) -> String {
        order.order_id
    }

    #[operation]
    #[idempotent(key = "order_id")]
    pub async fn no_store(order: Order) -> String {
        order.order_id
    }

    #[operation]
    #[idempotent(store = done, ttl = "1h")]
    pub async fn no_key(order: Order) -> String {
        order.order_id
    }

    #[operation]
    #[idempotent = "order_id"]
    pub async fn another_form(order: Order) -> String {
        order.order_id
    }
}
