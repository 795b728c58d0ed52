//! The options of event sources that describe the deployment, on one function and beside `#[lambda_handler]` alone.

use gatewright::prelude::*;
use serde_json::Value;

#[lambda_handler(main = false)]
#[dispatch]
mod worker {
    use super::*;

    #[sqs(
        "orders",
        concurrency = 8,
        enabled = false,
        batch_size = 10_000,
        maximum_batching_window_in_seconds = 300,
        filter_criteria("{\"body\": {\"status\": [\"paid\"]}}"),
        scaling_config(maximum_concurrency = 1000),
    )]
    async fn fulfil(_: Message<Value>) -> Result<(), Error> {
        Ok(())
    }

    #[sqs("bulk.fifo", batch_size = 10)]
    async fn bulk(_: Message<Value>) -> Result<(), Error> {
        Ok(())
    }

    #[kinesis(env = "CLICKS", starting_position = "LATEST", tumbling_window_in_seconds = 60)]
    async fn count(_: Batch<Value>, window: Window<u64>) -> Result<Window<u64>, Error> {
        Ok(window)
    }

    // Without options, the mapping may be written elsewhere.
    #[kinesis("visits")]
    async fn visits(_: Batch<Value>, window: Window<u64>) -> Result<Window<u64>, Error> {
        Ok(window)
    }

    #[kafka("orders", consumer_group_id = "orders")]
    async fn topic(_: Message<Value>) -> Result<(), Error> {
        Ok(())
    }

    #[cfg(any())]
    #[kafka("other", consumer_group_id = "orders")]
    async fn other_topic(_: Message<Value>) -> Result<(), Error> {
        Ok(())
    }

    #[s3(events("s3:ObjectCreated:*"), suffix = ".csv")]
    async fn index(_: Event<Value>) -> Result<(), Error> {
        Ok(())
    }

    #[eventbridge(event_bus_name = "orders", retry_policy(maximum_retry_attempts = 0))]
    async fn placed(_: Value) -> Result<(), Error> {
        Ok(())
    }
}

#[lambda_handler(main = false)]
#[schedule("nightly", schedule_expression = "cron(0 3 ? * MON-FRI *)", schedule_expression_timezone = "Europe/Berlin")]
async fn clean_up() -> Result<(), Error> {
    Ok(())
}

macro_rules! queue {
    ($name:literal, $size:literal) => {
        #[lambda_handler(main = false)]
        #[sqs($name, batch_size = $size)]
        async fn from_a_macro(_: Message<Value>) -> Result<(), Error> {
            Ok(())
        }
    };
}

queue!("returns", 5);

fn main() {
    let _ = (&worker::GATEWAY, &CLEAN_UP, &FROM_A_MACRO);
}
