//! Event source mappings that do not read which records failed: the batch succeeds or fails as a whole.

use std::time::Duration;

use super::{answer, kafka, messages, reported, see, seen};
use gatewright::prelude::*;

#[lambda_handler(main = false, timeout = "1s", guard = "100ms")]
#[dispatch]
mod worker {
    use super::*;

    #[kafka("orders", report_batch_item_failures = false)]
    async fn one(number: u32) -> Result<(), Error> {
        see(number);
        if number == 13 {
            return Err(Error::msg("thirteen"));
        }
        Ok(())
    }

    #[sqs("together", report_batch_item_failures = false)]
    async fn together(numbers: Batch<u32>) -> Result<(), Error> {
        see(numbers.len());
        Err(Error::msg("none of them"))
    }

    #[sqs("waits", concurrency = 2, report_batch_item_failures = false)]
    async fn wait(milliseconds: u64) -> Result<(), Error> {
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
        Ok(())
    }

    #[sqs("reported", report_batch_item_failures = true)]
    async fn reports(_: u32) -> Result<(), Error> {
        Err(Error::msg("none of them"))
    }
}

fn error(event: serde_json::Value) -> (String, String) {
    let error = answer(&worker::GATEWAY, event).unwrap_err();
    (error.error_type.into_owned(), error.message)
}

fn failed(message: &str) -> (String, String) {
    ("BatchFailed".to_owned(), message.to_owned())
}

#[test]
fn a_batch_without_a_failure_is_answered_as_any_other() {
    let event = kafka::batch("orders", &[&["1", "2"], &["3"]]);
    assert_eq!(answer(&worker::GATEWAY, event), Ok(reported(&[])));
    assert_eq!(seen(), ["1", "2", "3"]);
}

#[test]
fn a_record_that_fails_fails_the_invocation() {
    for value in ["13", "x"] {
        let event = kafka::batch("orders", &[&["1", value, "2"], &["3"]]);
        let message = "2 of 4 records are not done, from `orders-0@101` on; all come again";
        assert_eq!(error(event), failed(message));
    }
    let event = messages("together", &["1", "2"]);
    let message = "2 of 2 records are not done, from `m0` on; all come again";
    assert_eq!(error(event), failed(message));
}

#[test]
fn what_is_not_done_in_time_fails_the_invocation() {
    let event = messages("waits", &["1", "60000", "1"]);
    let message = "1 of 3 records are not done, from `m1` on; all come again";
    assert_eq!(error(event), failed(message));
}

#[test]
fn a_handler_that_says_so_has_its_failures_reported() {
    let event = messages("reported", &["1"]);
    assert_eq!(answer(&worker::GATEWAY, event), Ok(reported(&["m0"])));
}
