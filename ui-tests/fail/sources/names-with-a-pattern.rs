use gatewright::prelude::*;

#[lambda_handler]
#[dispatch]
mod worker {
    use super::*;

    #[sqs("*")]
    pub async fn f0(_: u32) -> Result<(), Error> {
        Ok(())
    }

    #[kinesis("clicks-*")]
    pub async fn f1(_: u32) -> Result<(), Error> {
        Ok(())
    }

    #[dynamodb("orders?")]
    pub async fn f2(_: u32) -> Result<(), Error> {
        Ok(())
    }

    #[kafka("orders.*")]
    pub async fn f3(_: u32) -> Result<(), Error> {
        Ok(())
    }

    #[mq("*")]
    pub async fn f4(_: u32) -> Result<(), Error> {
        Ok(())
    }

    #[firehose("clicks*")]
    pub async fn f5(_: u32) -> Result<Transformed, Error> {
        Ok(Transformed::dropped())
    }

    #[sns("orders-*")]
    pub async fn f6() {}

    #[s3("invoices/2024/*")]
    pub async fn f7() {}

    #[schedule("nightly*")]
    pub async fn f8() {}

    #[websocket("*")]
    pub async fn f9() -> StatusCode {
        StatusCode::OK
    }

    #[cognito("*")]
    pub async fn f10() {}

    #[appsync("*.*")]
    pub async fn f11() {}

    #[eventbridge(source = "shop.*", detail_type = "{\"prefix\": \"Order\"}")]
    pub async fn f12() {}
}

fn gateway() -> &'static Gateway {
    &worker::GATEWAY
}
