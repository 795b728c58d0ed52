use gatewright::prelude::*;

#[lambda_handler]
#[dispatch]
mod worker {
    use super::*;

    #[sqs("qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq.fifo")]
    pub async fn f0(_: u32) -> Result<(), Error> {
        Ok(())
    }

    #[dynamodb("ab")]
    pub async fn f1(_: u32) -> Result<(), Error> {
        Ok(())
    }

    #[kinesis("sssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssss")]
    pub async fn f2(_: u32) -> Result<(), Error> {
        Ok(())
    }

    #[firehose("fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    pub async fn f3(_: u32) -> Result<Transformed, Error> {
        Ok(Transformed::dropped())
    }

    #[sns("")]
    pub async fn f4() {}

    #[s3("ab")]
    pub async fn f5() {}

    #[schedule("rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr")]
    pub async fn f6() {}

    #[eventbridge(detail_type = "ddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd")]
    pub async fn f7() {}

    #[kafka("..")]
    pub async fn f8(_: u32) -> Result<(), Error> {
        Ok(())
    }

    #[s3("192.168.5.4")]
    pub async fn f9() {}
}

fn gateway() -> &'static Gateway {
    &worker::GATEWAY
}
