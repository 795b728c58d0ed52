use gatewright::prelude::*;
use serde_json::Value;

#[lambda_handler]
#[dispatch]
mod worker {
    use super::*;

    #[sns("orders", filter_policy = r#"{"order": {"status": ["paid"]}}"#)]
    pub async fn handler_1(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[sns("returns", filter_policy = r#"{"a": [1], "b": [1], "c": [1], "d": [1], "e": [1], "f": [1]}"#)]
    pub async fn handler_2(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[sns("parcels", filter_policy = r#"{"status": ["paid"}"#)]
    pub async fn handler_3(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[sns("bulk", filter_policy = r#"{"status": ["paid"]}"#, filter_policy_scope = "Body")]
    pub async fn handler_4(_: Value) -> Result<(), Error> {
        Ok(())
    }
}

fn gateway() -> &'static Gateway {
    &worker::GATEWAY
}
