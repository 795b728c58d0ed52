//! Handlers of queues whose names are in environment variables.

use gatewright::prelude::*;

#[lambda_handler(name = "names", timeout = "2s")]
#[dispatch]
mod names {
    use super::*;

    /// Logs the order, because the reply only reports failures.
    #[sqs(env = "ORDERS_QUEUE")]
    async fn order(order: u32) -> Result<(), Error> {
        println!("order {order}");
        Ok(())
    }

    #[sqs(env = "RETURNS_QUEUE")]
    async fn returned(_: u32) -> Result<(), Error> {
        Err(Error::msg("lost"))
    }
}
