use gatewright::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Default, Deserialize, Serialize)]
pub struct Total {
    total: u64,
}

#[derive(Deserialize, Serialize)]
pub struct NoDefault {
    total: u64,
}

#[lambda_handler]
#[dispatch]
mod worker {
    use super::*;

    #[sqs("orders")]
    pub async fn of_queue(_: Batch<u64>, window: Window<Total>) -> Result<(), Error> {
        drop(window.state.total);
        Ok(())
    }

    #[kinesis("orders")]
    pub async fn without_default(_: Batch<u64>, window: Window<NoDefault>) -> Window<NoDefault> {
        let _ = window.state.total;
        window
    }
}
