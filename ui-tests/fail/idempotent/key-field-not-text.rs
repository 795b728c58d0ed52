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
    lines: Vec<String>,
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
    #[idempotent(key = "customer", store = done)]
    pub async fn post(Json(order): Json<Order>) -> Result<u64, Error> {
        Ok(order.customer.id)
    }

    #[operation]
    #[idempotent(key = "lines", store = done)]
    pub async fn order(order: Order) -> usize {
        order.lines.len()
    }
}
