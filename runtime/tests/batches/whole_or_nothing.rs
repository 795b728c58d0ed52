//! Event source mappings without partial batch responses: the batch succeeds or fails as a whole.

use std::time::Duration;

use super::{answer, answer_in_virtual_time, kafka, messages, reported, see, seen};
use gatewright::prelude::*;

#[lambda_handler(main = false, timeout = "3s", guard = "1s")]
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
fn batch_without_failures_reports_none() {
    let event = kafka::batch("orders", &[&["1", "2"], &["3"]]);
    assert_eq!(answer(&worker::GATEWAY, event), Ok(reported(&[])));
    assert_eq!(seen(), ["1", "2", "3"]);
}

#[test]
fn failed_record_fails_invocation() {
    for value in ["13", "x"] {
        let event = kafka::batch("orders", &[&["1", value, "2"], &["3"]]);
        let message = "2 of 4 records did not complete, starting with `orders-0@101`; the whole batch is retried";
        assert_eq!(error(event), failed(message));
    }
    let event = messages("together", &["1", "2"]);
    let message = "2 of 2 records did not complete, starting with `m0`; the whole batch is retried";
    assert_eq!(error(event), failed(message));
}

#[test]
fn unfinished_records_fail_invocation() {
    let event = messages("waits", &["1", "60000", "1"]);
    let message = "1 of 3 records did not complete, starting with `m1`; the whole batch is retried";
    let error = answer_in_virtual_time(&worker::GATEWAY, event).unwrap_err();
    assert_eq!(
        (&*error.error_type, &*error.message),
        ("BatchFailed", message)
    );
}

#[test]
fn partial_batch_response_can_be_enabled() {
    let event = messages("reported", &["1"]);
    assert_eq!(answer(&worker::GATEWAY, event), Ok(reported(&["m0"])));
}
