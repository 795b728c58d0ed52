//! Handlers of a whole batch.

use super::{answer, messages, reported, see, seen};
use gatewright::prelude::*;

#[lambda_handler(main = false)]
#[dispatch]
mod worker {
    use super::*;

    #[sqs("some")]
    async fn some(numbers: Batch<u32>) -> Result<Failures, Error> {
        let mut failures = Failures::default();
        for number in &numbers {
            see(**number);
            if **number % 2 == 0 {
                failures.add(number, Error::msg("even"));
            }
        }
        Ok(failures)
    }

    #[sqs("none")]
    async fn none(numbers: Batch<u32>) -> Result<(), Error> {
        see(numbers.len());
        Err(Error::msg("none of them"))
    }

    #[sqs("panics")]
    async fn panics(_: Batch<u32>) -> Failures {
        panic!("at the disco")
    }
}

#[test]
fn named_and_unread_records_are_reported() {
    let event = messages("some", &["1", "2", "x", "3", "4"]);
    assert_eq!(
        answer(&worker::GATEWAY, event),
        Ok(reported(&["m1", "m2", "m4"]))
    );
    assert_eq!(seen(), ["1", "2", "3", "4"]);
}

#[test]
fn error_or_panic_fails_every_record() {
    assert_eq!(
        answer(&worker::GATEWAY, messages("none", &["1", "2"])),
        Ok(reported(&["m0", "m1"]))
    );
    assert_eq!(seen(), ["2"]);
    assert_eq!(
        answer(&worker::GATEWAY, messages("panics", &["1", "2"])),
        Ok(reported(&["m0", "m1"]))
    );
}
