use gatewright::prelude::*;
use serde_json::Value;

#[lambda_handler]
#[dispatch]
mod worker {
    use super::*;

    #[logs("/aws/lambda/shop", filter_pattern = "{ $.level = \"ERROR\"")]
    pub async fn handler_1(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[logs("/aws/lambda/ledger", filter_pattern = ERROR)]
    pub async fn handler_2(_: Value) -> Result<(), Error> {
        Ok(())
    }
}

fn gateway() -> &'static Gateway {
    &worker::GATEWAY
}
