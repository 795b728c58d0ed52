use gatewright::Transformed;
use gatewright::prelude::*;

#[lambda_handler]
#[dispatch]
mod worker {
    use super::*;

    #[mq("orders", report_batch_item_failures = true)]
    async fn reported(_: u32) -> Result<(), Error> {
        Ok(())
    }

    #[mq("arn:aws:mq:us-east-2:111122223333:broker:test:b-9bcfa592")]
    async fn whole_arn(_: u32) -> Result<(), Error> {
        Ok(())
    }

    #[firehose("clicks", concurrency = 0)]
    async fn none_at_a_time(_: u32) -> Transformed {
        Transformed::dropped()
    }

    #[firehose(clicks)]
    async fn without_quotes(_: u32) -> Transformed {
        Transformed::dropped()
    }
}
