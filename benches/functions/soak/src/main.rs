//! A function whose invocations end in every way: with a reply, an error, a panic, or the guard's answer.

use std::time::Duration;

use gatewright::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Deserialize, Serialize)]
struct Order {
    sku: String,
    count: u32,
}

#[lazy_module]
mod prices {
    pub fn init() -> Vec<u32> {
        (0..1_000).collect()
    }
}

/// The guard's margin is long, so that the watchdog does not answer on a busy machine either.
#[lambda_handler(timeout = "3s", guard = "990ms")]
#[dispatch]
mod soak {
    use super::*;

    #[operation]
    pub async fn price(order: Order, prices: prices::Lazy) -> Result<u32, Error> {
        let price = prices.get(order.sku.len()).copied();
        Ok(price.unwrap_or_default() * order.count)
    }

    #[operation]
    pub async fn fails(order: Order) -> Result<u32, Error> {
        Err(Error::with_type("OutOfStock", format!("no {}", order.sku)))
    }

    #[operation]
    pub async fn panics(order: Order) -> Result<u32, Error> {
        panic!("no {}", order.sku)
    }

    #[operation]
    pub async fn waits(order: Order) -> Result<u32, Error> {
        tokio::time::sleep(Duration::from_secs(60)).await;
        Ok(order.count)
    }

    #[get("/orders/{id}")]
    pub async fn order(Path(id): Path<u32>) -> Json<Order> {
        let sku = format!("desk-{id}");
        Json(Order { sku, count: id })
    }
}
