//! Events of services through a whole gateway: which handler they reach, and what it is given.
#![cfg(test)]

mod envelope;
mod fallback;
mod foreign;
mod http_like;
mod logs;
mod sources;

use gatewright::FunctionError;
use gatewright::prelude::*;
use serde_json::Value;

fn answer(gateway: &Gateway, event: Value) -> Result<Value, FunctionError> {
    gatewright::testing::block_on(gatewright::testing::invoke(gateway, event))
}

/// The error of an event that no handler takes.
fn refusal(gateway: &Gateway, event: Value) -> (String, String) {
    let error = answer(gateway, event).unwrap_err();
    (error.error_type.into_owned(), error.message)
}
