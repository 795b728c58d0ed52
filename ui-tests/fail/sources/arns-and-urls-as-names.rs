use gatewright::prelude::*;

#[lambda_handler]
#[dispatch]
mod worker {
    use super::*;

    #[sqs("arn:aws:sqs:us-east-1:123456789012:orders")]
    pub async fn f0(_: u32) -> Result<(), Error> {
        Ok(())
    }

    #[sqs("https://sqs.eu-west-1.amazonaws.com/123456789012/orders")]
    pub async fn f1(_: u32) -> Result<(), Error> {
        Ok(())
    }

    #[sqs("arn:aws:sns:us-east-1:123456789012:orders")]
    pub async fn f2(_: u32) -> Result<(), Error> {
        Ok(())
    }

    #[s3("arn:aws:s3:::invoices/2024/*")]
    pub async fn f3() {}

    #[s3("https://invoices.s3.eu-west-1.amazonaws.com/2024/")]
    pub async fn f4() {}

    #[sns("https://sns.eu-west-1.amazonaws.com/")]
    pub async fn f5() {}

    #[mq("arn:aws:mq:us-east-1:123456789012:broker:shop:b-1")]
    pub async fn f6(_: u32) -> Result<(), Error> {
        Ok(())
    }

    #[schedule("arn:aws:events:us-east-1:123456789012:rule/shop-bus/nightly")]
    pub async fn f7() {}

    #[eventbridge(source = "arn:aws:events:us-east-1:123456789012:event-bus/shop")]
    pub async fn f8() {}

    #[websocket("wss://abc123.execute-api.eu-west-1.amazonaws.com/dev")]
    pub async fn f9() -> StatusCode {
        StatusCode::OK
    }
}

fn gateway() -> &'static Gateway {
    &worker::GATEWAY
}
