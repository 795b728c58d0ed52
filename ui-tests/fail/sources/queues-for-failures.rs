use gatewright::prelude::*;
use serde_json::Value;

#[lambda_handler]
#[dispatch]
mod worker {
    use super::*;

    #[kinesis("clicks", destination_config(on_failure(type = "Lambda", name = "failed")))]
    pub async fn handler_1(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[dynamodb("stock", destination_config(on_failure(type = "SQS", name = "failed.fifo")))]
    pub async fn handler_2(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[kafka("orders", destination_config(on_failure(type = "SQS")))]
    pub async fn handler_3(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[schedule("nightly", dead_letter_config(type = "SQS", name = "arn:aws:sqs:eu-west-1:123456789012:failed"))]
    pub async fn handler_4(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[eventbridge(event_bus_name = "arn:aws:events:eu-west-1:123456789012:event-bus/orders")]
    pub async fn handler_5(_: Value) -> Result<(), Error> {
        Ok(())
    }
}

fn gateway() -> &'static Gateway {
    &worker::GATEWAY
}
