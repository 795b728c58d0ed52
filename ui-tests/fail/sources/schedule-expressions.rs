use gatewright::prelude::*;
use serde_json::Value;

#[lambda_handler]
#[dispatch]
mod worker {
    use super::*;

    #[schedule("a", schedule_expression = "rate(5 minute)")]
    pub async fn handler_1(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[schedule("b", schedule_expression = "rate(30 seconds)")]
    pub async fn handler_2(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[schedule("c", schedule_expression = "5 minutes")]
    pub async fn handler_3(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[schedule("d", schedule_expression = "cron(0 12 * * MON-FRI)")]
    pub async fn handler_4(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[schedule("e", schedule_expression = "cron(0 12 * * MON *)")]
    pub async fn handler_5(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[schedule("f", schedule_expression = "cron(0 12 ? * 0 *)")]
    pub async fn handler_6(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[schedule("g", schedule_expression = "at(2027-02-29T12:00:00)")]
    pub async fn handler_7(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[schedule("h", schedule_expression = "rate(1 day)", schedule_expression_timezone = "europe/berlin")]
    pub async fn handler_8(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[schedule("i", schedule_expression = "rate(1 day)", schedule_expression_timezone = "CEST")]
    pub async fn handler_9(_: Value) -> Result<(), Error> {
        Ok(())
    }
}

fn gateway() -> &'static Gateway {
    &worker::GATEWAY
}
