use gatewright::prelude::*;
use serde_json::Value;

#[lambda_handler]
#[dispatch]
mod worker {
    use super::*;

    #[sqs("orders", scaling_config(maximum_concurrency = 10), provisioned_poller_config(minimum_pollers = 2))]
    pub async fn handler_1(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[kafka("orders", provisioned_poller_config(minimum_pollers = 20, maximum_pollers = 2))]
    pub async fn handler_2(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[kafka("returns", maximum_retry_attempts = 3)]
    pub async fn returns(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[sns("orders", filter_policy_scope = "MessageBody")]
    pub async fn handler_3(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[schedule("nightly", schedule_expression_timezone = "Europe/Berlin")]
    pub async fn handler_4(_: Value) -> Result<(), Error> {
        Ok(())
    }
}

fn gateway() -> &'static Gateway {
    &worker::GATEWAY
}
