//! FIFO queues: a failure keeps the order.

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
fn fifo_failure_stops_the_rest() {
    let event = messages("orders.fifo", &["1", "2", "3", "4"]);
    assert_eq!(
        answer(&worker::GATEWAY, event),
        Ok(reported(&["m1", "m2", "m3"]))
    );
    assert_eq!(seen(), ["1", "2"]);
}

#[test]
fn unparsable_fifo_message_stops_the_rest() {
    let event = messages("orders.fifo", &["1", "x", "3"]);
    assert_eq!(answer(&worker::GATEWAY, event), Ok(reported(&["m1", "m2"])));
    assert_eq!(seen(), ["1"]);
}

#[test]
fn fifo_batch_reports_from_first_failure_on() {
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
