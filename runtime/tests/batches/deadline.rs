//! Batches that do not finish in time.

use std::time::Duration;

use super::{answer, answer_in_virtual_time, messages, reported, see, seen};
use gatewright::prelude::*;

#[lambda_handler(main = false, timeout = "3s", guard = "1s")]
#[dispatch]
mod worker {
    use super::*;

    #[sqs]
    async fn wait(milliseconds: u64) -> Result<(), Error> {
        see(milliseconds);
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
        Ok(())
    }
}

#[test]
fn interrupted_record_and_those_after_are_reported() {
    let event = messages("waits", &["1", "60000", "2"]);
    assert_eq!(
        answer_in_virtual_time(&worker::GATEWAY, event),
        Ok(reported(&["m1", "m2"]))
    );
    assert_eq!(seen(), ["1", "60000"]);
}

#[test]
fn near_deadline_starts_no_record() {
    let event = messages("waits", &["1200", "1", "2"]);
    assert_eq!(answer(&worker::GATEWAY, event), Ok(reported(&["m1", "m2"])));
    assert_eq!(seen(), ["1200"]);
}
