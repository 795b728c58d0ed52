//! A handler is a function, and a test calls it. `invoke` sends whole events, as the caller of the function does.

use gatewright::testing::{block_on, invoke};
use serde_json::{Value, json};

use super::{Discount, Line, Order, Price, prices};

fn send(event: &str) -> Value {
    let event = serde_json::from_str(event).expect("an event in JSON");
    block_on(invoke(&prices::GATEWAY, event)).expect("a reply")
}

#[test]
fn total_is_the_sum_of_the_lines() {
    let reply = send(include_str!("../events/total.json"));
    assert_eq!(reply, json!({"cents": 10770}));
}

#[test]
fn total_that_is_too_large_is_an_error() {
    let line = Line {
        cents: u64::MAX,
        quantity: 2,
    };
    let total = block_on(prices::total(Order { lines: vec![line] }));
    let error = total.expect_err("an overflow");
    assert_eq!(error.to_string(), "the total is too large");
}

#[test]
fn discount_is_taken_off() {
    let reply = send(include_str!("../events/discount.json"));
    assert_eq!(reply, json!({"cents": 8500}));
    let whole = block_on(prices::discount(Discount {
        cents: 1,
        percent: 100,
    }));
    assert_eq!(whole.expect("a price"), Price { cents: 0 });
}

#[test]
fn unknown_operation_is_an_error() {
    let event = json!({"operation": "prices.round", "payload": {}});
    let error = block_on(invoke(&prices::GATEWAY, event)).expect_err("no such operation");
    assert_eq!(error.error_type, "UnknownOperation");
}
