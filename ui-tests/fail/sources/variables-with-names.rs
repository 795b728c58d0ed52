use gatewright::prelude::*;

#[lambda_handler]
#[dispatch]
mod worker {
    use super::*;

    #[sqs("orders", env = "ORDERS_QUEUE")]
    pub async fn f0(_: u32) -> Result<(), Error> {
        Ok(())
    }

    #[kinesis(env = "clicks stream")]
    pub async fn f1(_: u32) -> Result<(), Error> {
        Ok(())
    }

    #[sns(env = "arn:aws:sns:us-east-1:123456789012:orders")]
    pub async fn f2() {}

    #[s3(env = BUCKET)]
    pub async fn f3() {}

    #[schedule(variable = "RULE")]
    pub async fn f4() {}

    #[websocket(env = "ROUTE")]
    pub async fn f5() -> StatusCode {
        StatusCode::OK
    }

    #[cognito(env = "TRIGGER")]
    pub async fn f6() {}

    #[eventbridge(env = "BUS_NAME", source = "shop.orders")]
    pub async fn f7() {}

    #[mq(env = "")]
    pub async fn f8(_: u32) -> Result<(), Error> {
        Ok(())
    }
}

fn gateway() -> &'static Gateway {
    &worker::GATEWAY
}
