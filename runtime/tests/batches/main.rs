//! Batches of records through a gateway: which records are handled, and which are reported.
#![cfg(test)]

mod all_at_once;
mod concurrent;
mod deadline;
mod firehose;
mod kafka;
mod mq;
mod ordered;
mod payloads;
mod pipes;
mod records;
mod whole_or_nothing;
mod windows;

use std::cell::RefCell;
use std::fmt::Display;

use gatewright::FunctionError;
use gatewright::prelude::*;
use serde_json::{Value, json};

thread_local! {
    /// The records that handlers received, in order. Each test has its own thread.
    static SEEN: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

fn see(what: impl Display) {
    let what = what.to_string();
    SEEN.with_borrow_mut(|seen| seen.push(what));
}

fn seen() -> Vec<String> {
    SEEN.take()
}

fn answer(gateway: &Gateway, event: Value) -> Result<Value, FunctionError> {
    gatewright::testing::block_on(gatewright::testing::invoke(gateway, event))
}

/// Like [`answer`], in virtual time: waiting takes no time, also for the guard. `Deadline::is_near` still reads the real clock.
fn answer_in_virtual_time(gateway: &Gateway, event: Value) -> Result<Value, FunctionError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime");
    runtime.block_on(gatewright::testing::invoke(gateway, event))
}

/// A message as SQS sends it.
fn message(queue: &str, id: &str, body: &str) -> Value {
    json!({
        "messageId": id,
        "receiptHandle": "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a",
        "body": body,
        "attributes": {
            "ApproximateReceiveCount": "2",
            "SentTimestamp": "1545082649183",
            "SenderId": "AIDAIENQZJOLO23YVJ4VO",
            "ApproximateFirstReceiveTimestamp": "1545082649185",
            "MessageGroupId": "g-1"
        },
        "messageAttributes": {
            "kind": {"stringValue": "retail", "stringListValues": [], "binaryListValues": [], "dataType": "String"}
        },
        "md5OfBody": "e4e68fb7bd0e697a0ae8f1bb342846b3",
        "eventSource": "aws:sqs",
        "eventSourceARN": format!("arn:aws:sqs:us-east-2:123456789012:{queue}"),
        "awsRegion": "us-east-2"
    })
}

/// Messages `m0`, `m1` and so on with these bodies.
fn messages(queue: &str, bodies: &[&str]) -> Value {
    let records: Vec<_> = bodies
        .iter()
        .enumerate()
        .map(|(index, body)| message(queue, &format!("m{index}"), body))
        .collect();
    json!({ "Records": records })
}

/// The reply that reports these ids.
fn reported(ids: &[&str]) -> Value {
    let failures: Vec<_> = ids
        .iter()
        .map(|id| json!({ "itemIdentifier": id }))
        .collect();
    json!({ "batchItemFailures": failures })
}
