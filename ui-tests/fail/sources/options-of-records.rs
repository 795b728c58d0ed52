use gatewright::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Order {
    id: u32,
}

#[lambda_handler]
#[dispatch]
mod worker {
    use super::*;

    #[sqs("orders", concurrency = "8")]
    pub async fn fulfil(order: Message<Order>) -> Result<(), Error> {
        drop(order.id);
        Ok(())
    }

    #[kinesis("clicks", concurrency = 0)]
    pub async fn count(_: Order) -> Result<(), Error> {
        Ok(())
    }

    #[dynamodb("stock", concurrency = 5000, parallelism = 8)]
    pub async fn watch(_: Order) -> Result<(), Error> {
        Ok(())
    }

    #[sqs("returns", report_batch_item_failures = "no", partial = false)]
    pub async fn returns(_: Order) -> Result<(), Error> {
        Ok(())
    }

    #[sqs(8)]
    pub async fn rest(_: Order) -> Result<(), Error> {
        Ok(())
    }
}

fn gateway() -> &'static Gateway {
    &worker::GATEWAY
}
