use gatewright::prelude::*;
use serde_json::Value;

#[lambda_handler]
#[dispatch]
mod worker {
    use super::*;

    #[sqs("orders", window = 5)]
    pub async fn handler_1(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[sqs("returns", filter = "{}", maxConcurrency = 5)]
    pub async fn handler_2(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[kinesis("clicks", on_failure(type = "SQS", name = "failed"))]
    pub async fn handler_3(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[sns("orders", dlq = "failed")]
    pub async fn handler_4(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[schedule("nightly", cron = "0 12 * * ? *")]
    pub async fn handler_5(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[eventbridge(bus = "orders")]
    pub async fn handler_6(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[eventbridge(env = "ORDERS_BUS", source = "shop")]
    pub async fn handler_7(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[sqs("parcels", scaling_config(concurrency = 5))]
    pub async fn handler_8(_: Value) -> Result<(), Error> {
        Ok(())
    }
}

fn gateway() -> &'static Gateway {
    &worker::GATEWAY
}
