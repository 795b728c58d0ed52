//! FIFO queues: the order of what failed is kept.

use super::{answer, messages, reported, see, seen};
use gatewright::prelude::*;

#[lambda_handler(main = false)]
#[dispatch]
mod worker {
    use super::*;

    #[sqs("orders.fifo")]
    async fn one(number: u32) -> Result<(), Error> {
        see(number);
        if number == 2 {
            Err(Error::msg("two"))
        } else {
            Ok(())
        }
    }

    #[sqs("all.fifo")]
    async fn all(numbers: Batch<u32>) -> Failures {
        let mut failures = Failures::default();
        for number in &numbers {
            see(**number);
            if **number == 2 {
                failures.add(number, Error::msg("two"));
            }
        }
        failures
    }
}

#[test]
fn after_a_failure_the_rest_is_reported_and_not_started() {
    let event = messages("orders.fifo", &["1", "2", "3", "4"]);
    assert_eq!(
        answer(&worker::GATEWAY, event),
        Ok(reported(&["m1", "m2", "m3"]))
    );
    assert_eq!(seen(), ["1", "2"]);
}

#[test]
fn a_message_that_does_not_parse_stops_the_queue_too() {
    let event = messages("orders.fifo", &["1", "x", "3"]);
    assert_eq!(answer(&worker::GATEWAY, event), Ok(reported(&["m1", "m2"])));
    assert_eq!(seen(), ["1"]);
}

#[test]
fn in_a_batch_all_from_the_first_failure_on_are_reported() {
    let event = messages("all.fifo", &["1", "2", "3", "4"]);
    assert_eq!(
        answer(&worker::GATEWAY, event),
        Ok(reported(&["m1", "m2", "m3"]))
    );
    assert_eq!(seen(), ["1", "2", "3", "4"]);
    let event = messages("all.fifo", &["1", "x", "3"]);
    assert_eq!(answer(&worker::GATEWAY, event), Ok(reported(&["m1", "m2"])));
    assert_eq!(seen(), ["1"]);
}
