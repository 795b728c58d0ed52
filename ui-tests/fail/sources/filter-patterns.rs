use gatewright::prelude::*;
use serde_json::Value;

#[lambda_handler]
#[dispatch]
mod worker {
    use super::*;

    #[sqs("orders", filter_criteria("{'body': ['paid']}"))]
    pub async fn handler_1(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[sqs("returns", filter_criteria(r#"{"status": ["paid"]}"#))]
    pub async fn handler_2(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[sqs("bulk", filter_criteria(r#"{"body": {"status": "paid"}}"#))]
    pub async fn handler_3(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[kinesis("clicks", filter_criteria(r#"{"data": {"page": [{"prefx": "/shop"}]}}"#))]
    pub async fn handler_4(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[dynamodb("stock", filter_criteria(r#"{"NewImage": {"count": {"N": ["0"]}}}"#))]
    pub async fn handler_5(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[kafka("orders", filter_criteria(r#"{"value": {"total": {"numeric": [">", 5]}}}"#))]
    pub async fn handler_6(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[mq("orders", filter_criteria)]
    pub async fn handler_7(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[sqs("parcels", filter_criteria(r#"{"body": ["a"]}"#, r#"{"body": ["a"]}"#))]
    pub async fn handler_8(_: Value) -> Result<(), Error> {
        Ok(())
    }
}

fn gateway() -> &'static Gateway {
    &worker::GATEWAY
}
