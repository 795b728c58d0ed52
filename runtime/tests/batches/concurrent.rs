//! Batches with `concurrency`.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use super::{answer, answer_in_virtual_time, message, messages, reported, see, seen};
use gatewright::prelude::*;
use serde_json::json;
use tokio::time::sleep;

thread_local! {
    static RUNNING: Cell<usize> = const { Cell::new(0) };
    static MOST: Cell<usize> = const { Cell::new(0) };
    static STARTED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Sleeps, and records how many others run at the same time.
async fn work(milliseconds: u64) {
    RUNNING.set(RUNNING.get() + 1);
    MOST.set(MOST.get().max(RUNNING.get()));
    sleep(Duration::from_millis(milliseconds)).await;
    RUNNING.set(RUNNING.get() - 1);
}

#[lambda_handler(main = false, timeout = "3s", guard = "1s")]
#[dispatch]
mod worker {
    use super::*;

    #[sqs("waits", concurrency = 3)]
    async fn wait(milliseconds: u64) -> Result<(), Error> {
        STARTED.with_borrow_mut(|started| started.push(milliseconds.to_string()));
        work(milliseconds).await;
        see(milliseconds);
        Ok(())
    }

    #[sqs("groups.fifo", concurrency = 8)]
    async fn grouped(name: Message<String>) -> Result<(), Error> {
        see(format!("+{}", *name));
        work(10).await;
        see(format!("-{}", *name));
        if name.ends_with('!') {
            return Err(Error::msg("told to"));
        }
        Ok(())
    }

    #[sqs("one-by-one.fifo")]
    async fn one_by_one(name: String) -> Result<(), Error> {
        see(&name);
        if name.ends_with('!') {
            return Err(Error::msg("told to"));
        }
        Ok(())
    }

    #[sqs("together.fifo")]
    async fn together(names: Batch<String>) -> Failures {
        let mut failures = Failures::default();
        for name in &names {
            see(&**name);
            if name.ends_with('!') {
                failures.add(name, Error::msg("told to"));
            }
        }
        failures
    }

    #[kinesis("clicks", concurrency = 8)]
    async fn click(number: Message<u32>) -> Result<(), Error> {
        see(format!("+{}", *number));
        work(10).await;
        see(format!("-{}", *number));
        Ok(())
    }
}

/// Handlers that fail. Their deadline is far away, because printing the backtrace of a panic may take more than a second.
#[lambda_handler(main = false, timeout = "60s")]
#[dispatch]
mod failing {
    use super::*;

    #[sqs("fails", concurrency = 3)]
    async fn fail(milliseconds: u64) -> Result<(), Error> {
        work(milliseconds).await;
        see(milliseconds);
        match milliseconds {
            7 => panic!("seven"),
            9 => Err(Error::msg("nine")),
            _ => Ok(()),
        }
    }
}

/// Messages with their name as id, and its first letter as group.
fn grouped(queue: &str, names: &[&str]) -> serde_json::Value {
    let records: Vec<_> = names
        .iter()
        .map(|name| {
            let mut message = message(queue, name, &json!(name).to_string());
            message["attributes"]["MessageGroupId"] = json!(name[..1]);
            message
        })
        .collect();
    json!({ "Records": records })
}

#[test]
fn concurrency_limits_records_in_flight() {
    let event = messages("waits", &["30", "30", "30", "30", "30", "30"]);
    assert_eq!(answer(&worker::GATEWAY, event), Ok(reported(&[])));
    assert_eq!((MOST.get(), seen().len()), (3, 6));
}

#[test]
fn failures_do_not_affect_other_records() {
    let event = messages("fails", &["40", "7", "9", "x", "20"]);
    assert_eq!(
        answer(&failing::GATEWAY, event),
        Ok(reported(&["m1", "m2", "m3"]))
    );
    let mut seen = seen();
    seen.sort();
    assert_eq!(seen, ["20", "40", "7", "9"]);
}

#[test]
fn slow_record_occupies_only_its_own_slot() {
    let event = messages(
        "waits",
        &["60000", "100", "100", "100", "100", "350", "350", "1", "1"],
    );
    assert_eq!(
        answer_in_virtual_time(&worker::GATEWAY, event),
        Ok(reported(&["m0"])),
        "one slot waits; the other two handle the rest"
    );
}

#[test]
fn near_deadline_starts_nothing_but_finishes_running() {
    let event = messages("waits", &["1200", "1250", "1230", "1", "1"]);
    assert_eq!(answer(&worker::GATEWAY, event), Ok(reported(&["m3", "m4"])));
    assert_eq!(STARTED.take(), ["1200", "1250", "1230"]);
}

#[test]
fn groups_run_concurrently_and_in_order() {
    let event = grouped("groups.fifo", &["a1", "a2", "b1", "c1", "b2"]);
    assert_eq!(answer(&worker::GATEWAY, event), Ok(reported(&[])));
    assert_eq!(MOST.get(), 3);
    let seen = seen();
    for (group, order) in [
        ('a', ["+a1", "-a1", "+a2", "-a2"]),
        ('b', ["+b1", "-b1", "+b2", "-b2"]),
    ] {
        let of_group: Vec<_> = seen.iter().filter(|name| name.contains(group)).collect();
        assert_eq!(of_group, order);
    }
}

#[test]
fn fifo_failure_fails_rest_of_group() {
    for queue in ["groups.fifo", "one-by-one.fifo", "together.fifo"] {
        let event = grouped(queue, &["a1", "b1!", "a2", "b2", "c1", "b3"]);
        assert_eq!(
            answer(&worker::GATEWAY, event),
            Ok(reported(&["b1!", "b2", "b3"])),
            "{queue}"
        );
    }
}

#[test]
fn concurrency_of_one_keeps_order() {
    let event = grouped("one-by-one.fifo", &["a1", "b1!", "a2", "b2", "c1", "a3"]);
    assert_eq!(
        answer(&worker::GATEWAY, event),
        Ok(reported(&["b1!", "b2"]))
    );
    assert_eq!(seen(), ["a1", "b1!", "a2", "c1", "a3"]);
}

#[test]
fn unparsable_message_holds_back_group_in_batch() {
    let mut event = grouped("together.fifo", &["a1", "b1", "a2", "b2"]);
    event["Records"][0]["body"] = json!("not JSON");
    assert_eq!(answer(&worker::GATEWAY, event), Ok(reported(&["a1", "a2"])));
    assert_eq!(seen(), ["b1", "b2"]);
}

#[test]
fn one_partition_key_is_handled_sequentially() {
    // 1, 2 and 3 in base64.
    let records: Vec<_> = [
        ("10", "p", "MQ=="),
        ("11", "q", "Mg=="),
        ("12", "p", "Mw=="),
    ]
    .iter()
    .map(|(sequence, key, data)| {
        json!({
            "kinesis": {"partitionKey": key, "sequenceNumber": sequence, "data": data},
            "eventSource": "aws:kinesis",
            "eventSourceARN": "arn:aws:kinesis:us-east-2:123456789012:stream/clicks"
        })
    })
    .collect();
    assert_eq!(
        answer(&worker::GATEWAY, json!({ "Records": records })),
        Ok(reported(&[]))
    );
    assert_eq!(seen(), ["+1", "+2", "-1", "-2", "+3", "-3"]);
}
