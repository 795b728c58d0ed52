//! A handler is a function, and a test calls it. `invoke` sends whole events, and returns the reply to the queue.

use gatewright::prelude::*;
use gatewright::testing::{block_on, invoke};
use serde_json::{Value, json};

use super::{FULFIL, Order, fulfil};

fn order(quantity: u32) -> Message<Order> {
    Message::new(Order {
        id: "o-1001".to_owned(),
        sku: "A-100".to_owned(),
        quantity,
    })
}

fn send(event: &str) -> Value {
    let event = serde_json::from_str(event).expect("an event in JSON");
    block_on(invoke(&FULFIL, event)).expect("a report of failures")
}

#[test]
fn order_with_items_succeeds() {
    assert!(block_on(fulfil(order(2))).is_ok());
}

#[test]
fn order_without_items_fails() {
    let error = block_on(fulfil(order(0))).expect_err("no items");
    assert_eq!(error.to_string(), "the order `o-1001` has no items");
}

#[test]
fn batch_without_failures_is_deleted_from_the_queue() {
    let reply = send(include_str!("../events/orders.json"));
    assert_eq!(reply, json!({"batchItemFailures": []}));
}

#[test]
fn failed_message_is_reported_alone() {
    let reply = send(include_str!("../events/orders-one-fails.json"));
    let failed = json!([{"itemIdentifier": "2e1424d4-f796-459a-8184-9c92662be6da"}]);
    assert_eq!(reply, json!({"batchItemFailures": failed}));
}
