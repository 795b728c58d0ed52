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

    #[idempotent(key = "order_id", store = done)]
    async fn helper(order: Order) -> String {
        order.order_id
    }

    #[idempotent(key = "order_id", store = done)]
    pub struct Reply;

    #[operation]
    #[idempotent(key = "order_id", store = done)]
    #[idempotent(key = "order_id", store = done)]
    pub async fn twice(order: Order) -> String {
        order.order_id
    }

    #[operation]
    #[cfg_attr(debug_assertions, idempotent(key = "order_id", store = done))]
    pub async fn conditional(order: Order) -> String {
        helper(order).await
    }
}

#[idempotent(key = "order_id", store = done)]
async fn outside(order: Order) -> String {
    order.order_id
}

#[post("/orders")]
#[idempotent(key = "order_id", store = done)]
async fn outside_with_a_route(order: Order) -> String {
    order.order_id
}

#[idempotent(key = "order_id", store = done)]
#[post("/orders")]
async fn outside_above_a_route(order: Order) -> String {
    order.order_id
}

#[idempotent(key = "order_id", store = done)]
const NOTHING: () = ();
