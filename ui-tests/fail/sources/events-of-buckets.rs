use gatewright::prelude::*;
use serde_json::Value;

#[lambda_handler]
#[dispatch]
mod worker {
    use super::*;

    #[s3("invoices", events("ObjectCreated:*"))]
    pub async fn handler_1(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[s3("reports", events("s3:ObjectCreated:Put", "s3:ObjectCreated:Put"))]
    pub async fn handler_2(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[s3("images", events = "s3:ObjectCreated:*")]
    pub async fn handler_3(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[s3("uploads", prefix = "in/*", suffix = "my file.csv")]
    pub async fn handler_4(_: Value) -> Result<(), Error> {
        Ok(())
    }
}

fn gateway() -> &'static Gateway {
    &worker::GATEWAY
}
