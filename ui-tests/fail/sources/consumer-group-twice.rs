use gatewright::prelude::*;
use serde_json::Value;

#[lambda_handler]
#[dispatch]
mod worker {
    use super::*;

    #[kafka("orders", consumer_group_id = "shop")]
    pub async fn handler_1(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[kafka("returns", consumer_group_id = "shop")]
    pub async fn handler_2(_: Value) -> Result<(), Error> {
        Ok(())
    }
}

fn gateway() -> &'static Gateway {
    &worker::GATEWAY
}
