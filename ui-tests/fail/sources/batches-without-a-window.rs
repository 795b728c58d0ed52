use gatewright::prelude::*;
use serde_json::Value;

#[lambda_handler]
#[dispatch]
mod worker {
    use super::*;

    #[sqs("orders", batch_size = 50)]
    pub async fn handler_1(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[kinesis("clicks", batch_size = 100, maximum_batching_window_in_seconds = 0)]
    pub async fn handler_2(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[dynamodb("stock", batch_size = 11)]
    pub async fn handler_3(_: Value) -> Result<(), Error> {
        Ok(())
    }
}

fn gateway() -> &'static Gateway {
    &worker::GATEWAY
}
