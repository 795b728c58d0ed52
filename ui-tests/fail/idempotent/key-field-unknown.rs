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
    customer: Customer,
}

#[derive(Deserialize)]
struct Customer {
    id: u64,
}

#[lambda_handler]
#[dispatch]
mod shop {
    use super::*;

    #[post("/orders")]
    #[idempotent(key = "oder_id", store = done)]
    pub async fn post(Json(order): Json<Order>) -> Result<u64, Error> {
        Ok(order.customer.id)
    }

    #[sqs]
    #[idempotent(key = "customer.number", store = done)]
    pub async fn fulfil(order: Message<Order>) -> Result<(), Error> {
        drop(order.order_id.clone());
        Ok(())
    }

    #[operation]
    #[idempotent(key = "orderId", store = done)]
    pub async fn order(order: Order) -> String {
        order.order_id
    }
}
