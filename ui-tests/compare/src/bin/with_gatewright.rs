//! On Gatewright.

use gatewright::prelude::*;
use warehouse::{Order, QueuedOrder, Receipt, Warehouse};

/// The environment variable `WAREHOUSE_URL`.
#[lazy_module(env)]
struct Settings {
    warehouse_url: String,
}

#[lazy_module]
mod client {
    use super::*;

    pub fn init(settings: settings::Lazy) -> Warehouse {
        Warehouse::new(&settings.warehouse_url)
    }
}

#[lambda_handler(timeout = "5s", guard = "500ms")]
#[dispatch]
mod orders {
    use super::*;

    #[put("/orders/{id}")]
    pub async fn put_order(
        Path(id): Path<String>,
        Json(order): Json<Order>,
        warehouse: client::Lazy,
    ) -> Result<(StatusCode, Json<Receipt>), Error> {
        let receipt = warehouse.ship(&id, &order).await?;
        Ok((StatusCode::CREATED, Json(receipt)))
    }

    #[sqs("orders")]
    pub async fn fulfil(
        queued: Message<QueuedOrder>,
        warehouse: client::Lazy,
    ) -> Result<(), Error> {
        warehouse.ship(&queued.id, &queued.order).await?;
        Ok(())
    }
}
