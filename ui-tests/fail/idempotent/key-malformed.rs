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
    #[idempotent(key = "$.order.id", store = done)]
    pub async fn json_path(order: Order) -> String {
        order.order_id
    }

    #[operation]
    #[idempotent(key = "/order-id", store = done)]
    pub async fn json_pointer(order: Order) -> String {
        order.order_id
    }

    #[operation]
    #[idempotent(key = "", store = done)]
    pub async fn empty(order: Order) -> String {
        order.order_id
    }

    #[operation]
    #[idempotent(key = order_id(), store = done)]
    pub async fn expression(order: Order) -> String {
        order.order_id
    }

    #[post("/orders")]
    #[idempotent(key = "header:Idempotency Key", store = done)]
    pub async fn header() {}
}
