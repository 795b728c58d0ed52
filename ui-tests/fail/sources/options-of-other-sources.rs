use gatewright::prelude::*;
use serde_json::Value;

#[lambda_handler]
#[dispatch]
mod worker {
    use super::*;

    #[sns("orders", batch_size = 10)]
    pub async fn handler_1(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[s3("invoices", filter_pattern = "ERROR")]
    pub async fn handler_2(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[mq("orders", starting_position = "LATEST")]
    pub async fn handler_3(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[firehose("clicks", batch_size = 10)]
    pub async fn handler_4(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[cognito("PreSignUp", enabled = false)]
    pub async fn handler_5(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[logs("/aws/lambda/shop", batch_size = 10)]
    pub async fn handler_6(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[eventbridge(source = "shop", schedule_expression = "rate(1 day)")]
    pub async fn handler_7(_: Value) -> Result<(), Error> {
        Ok(())
    }
}

fn gateway() -> &'static Gateway {
    &worker::GATEWAY
}
