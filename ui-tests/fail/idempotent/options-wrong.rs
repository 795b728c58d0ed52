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
    #[idempotent(key = "order_id", ttl = 3600, store = done)]
    pub async fn number(order: Order) -> String {
        order.order_id
    }

    #[operation]
    #[idempotent(key = "order_id", ttl = "2 weeks", store = done)]
    pub async fn weeks(order: Order) -> String {
        order.order_id
    }

    #[operation]
    #[idempotent(key = "order_id", ttl = "500ms", store = done)]
    pub async fn short(order: Order) -> String {
        order.order_id
    }

    #[operation]
    #[idempotent(key = "order_id", store = "done")]
    pub async fn quoted(order: Order) -> String {
        order.order_id
    }

    #[operation]
    #[idempotent(key = "order_id", store = super::done::Lazy)]
    pub async fn handle(order: Order) -> String {
        order.order_id
    }

    #[operation]
    #[idempotent(key = "order_id", table = done)]
    pub async fn unknown(order: Order) -> String {
        order.order_id
    }

    #[operation]
    #[idempotent(key = "order_id", store = done, outcome_unknown = "rerun")]
    pub async fn unknown_outcome(order: Order) -> String {
        order.order_id
    }

    #[operation]
    #[idempotent(key = "order_id", store = done, key = "id")]
    pub async fn repeated(order: Order) -> String {
        order.order_id
    }
}
