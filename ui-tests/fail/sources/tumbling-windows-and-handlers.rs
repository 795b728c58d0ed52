use gatewright::prelude::*;
use serde_json::Value;

#[lambda_handler]
#[dispatch]
mod worker {
    use super::*;

    #[kinesis("clicks", tumbling_window_in_seconds = 60)]
    pub async fn count(_: Message<Value>) -> Result<(), Error> {
        Ok(())
    }

    #[dynamodb("stock", batch_size = 10)]
    pub async fn watch(_: Batch<Value>, window: Window<u64>) -> Result<Window<u64>, Error> {
        Ok(window)
    }

    #[kinesis("visits", parallelization_factor = 2, tumbling_window_in_seconds = 60)]
    pub async fn visits(_: Batch<Value>, window: Window<u64>) -> Result<Window<u64>, Error> {
        Ok(window)
    }
}

fn gateway() -> &'static Gateway {
    &worker::GATEWAY
}
