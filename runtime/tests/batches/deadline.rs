//! Batches that do not come to their end in time.

use std::time::{Duration, Instant};

use super::{answer, messages, reported, see, seen};
use gatewright::prelude::*;

#[lambda_handler(main = false, timeout = "1s", guard = "100ms")]
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
fn the_record_that_the_guard_interrupts_and_those_after_it_are_reported() {
    let started = Instant::now();
    let event = messages("waits", &["1", "60000", "2"]);
    assert_eq!(answer(&worker::GATEWAY, event), Ok(reported(&["m1", "m2"])));
    assert_eq!(seen(), ["1", "60000"]);
    assert!(
        started.elapsed() < Duration::from_secs(1),
        "{:?}",
        started.elapsed()
    );
}

#[test]
fn no_record_is_started_when_the_deadline_is_near() {
    let event = messages("waits", &["850", "1", "2"]);
    assert_eq!(answer(&worker::GATEWAY, event), Ok(reported(&["m1", "m2"])));
    assert_eq!(seen(), ["850"]);
}
