use gatewright::prelude::*;
use serde_json::Value;

#[lambda_handler]
#[dispatch]
mod worker {
    use super::*;

    #[sqs("orders", batch_size = 0)]
    pub async fn handler_1(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[sqs("returns", batch_size = "50")]
    pub async fn handler_2(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[sqs("bulk", maximum_batching_window_in_seconds = 301)]
    pub async fn handler_3(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[sqs("slow", scaling_config(maximum_concurrency = 1))]
    pub async fn handler_4(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[sqs("fast", provisioned_poller_config(minimum_pollers = 1, maximum_pollers = 20000))]
    pub async fn handler_5(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[kinesis("clicks", parallelization_factor = 11, maximum_retry_attempts = -1)]
    pub async fn handler_6(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[dynamodb("stock", maximum_record_age_in_seconds = 30, bisect_batch_on_function_error = 1)]
    pub async fn handler_7(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[dynamodb("visits", starting_position = "AT_TIMESTAMP")]
    pub async fn handler_8(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[kafka("orders", provisioned_poller_config(minimum_pollers = 201))]
    pub async fn handler_9(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[mq("orders", enabled = "no")]
    pub async fn handler_10(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[schedule("nightly", retry_policy(maximum_event_age_in_seconds = 59, maximum_retry_attempts = 186))]
    pub async fn handler_11(_: Value) -> Result<(), Error> {
        Ok(())
    }
}

fn gateway() -> &'static Gateway {
    &worker::GATEWAY
}
