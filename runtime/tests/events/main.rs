//! Events of services through a gateway: the handler that they reach, and its parameters.
#![cfg(test)]

mod aws_lambda_events;
mod envelope;
mod fallback;
mod logs;
mod names;
mod sources;
mod websocket;

use gatewright::FunctionError;
use gatewright::prelude::*;
use serde_json::Value;

fn answer(gateway: &Gateway, event: Value) -> Result<Value, FunctionError> {
    gatewright::testing::block_on(gatewright::testing::invoke(gateway, event))
}

/// The error of an event without a handler.
fn function_error(gateway: &Gateway, event: Value) -> (String, String) {
    let error = answer(gateway, event).unwrap_err();
    (error.error_type.into_owned(), error.message)
}
