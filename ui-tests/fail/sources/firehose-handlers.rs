use gatewright::Transformed;
use gatewright::prelude::*;

#[lambda_handler]
#[dispatch]
mod worker {
    use super::*;

    #[firehose("together")]
    async fn together(_: Batch<u32>) -> Transformed {
        Transformed::dropped()
    }

    #[firehose("nothing")]
    async fn nothing(_: Message<u32>) -> Result<(), Error> {
        Ok(())
    }

    #[firehose("counts")]
    async fn counts(_: Message<u32>) -> u32 {
        1
    }
}
