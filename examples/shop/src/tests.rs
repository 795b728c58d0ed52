//! Tests of the whole function: direct calls of its handlers, and the files of `events/` sent through its gateway.

mod direct_calls;
mod failures;
mod replies;
mod triggers;

use std::fs;

use gatewright::testing::{self, FunctionError, block_on};
use serde_json::{Value, json};

use crate::shop;

/// Returns the gateway's reply to `events/{name}.json`.
///
/// The body of an HTTP reply is a string that holds JSON. It is parsed here, so that a test can compare the whole reply.
fn answer(name: &str) -> Result<Value, FunctionError> {
    let path = format!("{}/events/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text =
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("cannot read {path}: {error}"));
    let event: Value = serde_json::from_str(&text).expect("an event file holds JSON");
    let mut reply = block_on(testing::invoke(&shop::GATEWAY, event))?;
    if let Some(body) = reply.get_mut("body") {
        let text = body.as_str().expect("a body is text");
        *body = serde_json::from_str(text).expect("the shop answers in JSON");
    }
    Ok(reply)
}

fn http_reply(status: u16, body: &Value) -> Value {
    json!({
        "statusCode": status,
        "headers": {"content-type": "application/json"},
        "cookies": [],
        "body": body,
        "isBase64Encoded": false,
    })
}

/// Returns a reply with the problem document `problem`, completed with `type` and `status`.
fn http_problem(status: u16, mut problem: Value) -> Value {
    problem["type"] = json!("about:blank");
    problem["status"] = json!(status);
    let mut reply = http_reply(status, &problem);
    reply["headers"]["content-type"] = json!("application/problem+json");
    reply
}
