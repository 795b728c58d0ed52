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

#[dispatch]
mod shop {
    use super::*;

    #[post("/orders")]
    #[idempotent(key = "order_id", store = done)]
    pub async fn create_order(
        Json(order): Json<Order>,
    ) -> Result<(StatusCode, StreamBody), Error> {
        Err(Error::msg(order.order_id))
    }
}

fn main() {
    let _ = shop::INTERFACE;
}
