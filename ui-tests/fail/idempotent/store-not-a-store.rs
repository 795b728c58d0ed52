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

#[lazy_module]
mod names {
    pub fn init() -> Vec<String> {
        Vec::new()
    }
}

mod plain {}

#[lambda_handler]
#[dispatch]
mod shop {
    use super::*;

    #[operation]
    #[idempotent(key = "order_id", store = names)]
    pub async fn no_store(order: Order) -> String {
        order.order_id
    }

    #[operation]
    #[idempotent(key = "order_id", store = plain)]
    pub async fn no_lazy_module(order: Order) -> String {
        order.order_id
    }

    #[operation]
    #[idempotent(key = "order_id", store = missing)]
    pub async fn no_module(order: Order) -> String {
        order.order_id
    }
}
