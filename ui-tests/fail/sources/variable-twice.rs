use gatewright::prelude::*;

#[lambda_handler]
#[dispatch]
mod worker {
    use super::*;

    #[sqs(env = "ORDERS_QUEUE")]
    pub async fn f0(_: u32) -> Result<(), Error> {
        Ok(())
    }

    #[sqs(env = "ORDERS_QUEUE", concurrency = 8)]
    pub async fn f1(_: u32) -> Result<(), Error> {
        Ok(())
    }

    #[sns(env = "ORDERS_QUEUE")]
    pub async fn f2() {}
}

fn gateway() -> &'static Gateway {
    &worker::GATEWAY
}
