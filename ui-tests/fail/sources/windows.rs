use gatewright::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Default, Deserialize, Serialize)]
pub struct Total {
    total: u64,
}

#[lambda_handler]
#[dispatch]
mod worker {
    use super::*;

    #[kinesis("of-records")]
    pub async fn of_records(_: u64, window: Window<Total>) -> Result<Window<Total>, Error> {
        Ok(window)
    }

    #[kinesis("not-returned")]
    pub async fn not_returned(_: Batch<u64>, window: Window<Total>) -> Result<(), Error> {
        drop(window.state.total);
        Ok(())
    }

    #[dynamodb("not-taken")]
    pub async fn not_taken(_: Batch<u64>) -> (Window<Total>, Failures) {
        (Window::new(Total::default()), Failures::default())
    }

    #[dynamodb("twice")]
    pub async fn twice(_: Batch<u64>, window: Window<Total>, _: Window<Total>) -> Window<Total> {
        window
    }
}
