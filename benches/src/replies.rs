//! Checks that two functions do the same work.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use gatewright_tests::scripted_api::{Event, answers};
use serde_json::{Value, json};

use crate::function::Function;

const LIMIT: Duration = Duration::from_secs(20);

/// Returns the reply that both functions give to `event`, or an error that shows the difference.
pub fn the_same_reply(event: &[u8], ours: &Function, peer: &Function) -> Result<Value> {
    let (ours, peer) = (reply(event, ours)?, reply(event, peer)?);
    ensure!(
        ours == peer,
        "expected equal replies; Gatewright's is {ours} and the peer's is {peer}"
    );
    Ok(ours)
}

/// Returns the response that both functions give to a request of an HTTP API, or an error that shows the difference.
///
/// Only differences that a client can see count. API Gateway ignores the case of header names, computes the body's length itself,
/// and treats an absent member like an empty one.
pub fn the_same_response(event: &[u8], ours: &Function, peer: &Function) -> Result<Value> {
    let (ours, peer) = (response(event, ours)?, response(event, peer)?);
    ensure!(
        ours == peer,
        "expected equal responses; Gatewright's is {ours} and the peer's is {peer}"
    );
    Ok(ours)
}

/// Returns the body and the media type, without the parameters, of the response to a request of an HTTP API.
pub fn body_and_type(event: &[u8], function: &Function) -> Result<(String, String)> {
    let reply = reply(event, function)?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let media_type = text(&reply["headers"]["content-type"]);
    let essence = media_type.split(';').next().unwrap_or_default();
    Ok((text(&reply["body"]), essence.to_owned()))
}

/// Returns the status of the response to a request of an HTTP API.
pub fn status(event: &[u8], function: &Function) -> Result<u64> {
    let reply = reply(event, function)?;
    reply["statusCode"].as_u64().context("no status")
}

fn response(event: &[u8], function: &Function) -> Result<Value> {
    let reply = reply(event, function)?;
    let mut headers = BTreeMap::new();
    for (name, value) in reply["headers"].as_object().into_iter().flatten() {
        let name = name.to_ascii_lowercase();
        // axum adds `allow` to a preflight response of a layer. Browsers do not read it there.
        if name != "content-length" && name != "allow" {
            headers.insert(name, value.clone());
        }
    }
    let body = reply["body"].as_str().unwrap_or_default();
    ensure!(
        reply["isBase64Encoded"] != Value::Bool(true),
        "expected a JSON body without base64: {reply}"
    );
    Ok(json!({
        "status": reply["statusCode"],
        "headers": headers,
        "body": if body.is_empty() {
            Value::Null
        } else {
            serde_json::from_str(body).with_context(|| format!("no JSON in {reply}"))?
        },
    }))
}

fn reply(event: &[u8], function: &Function) -> Result<Value> {
    let outcomes = answers(&function.path, vec![Event::new(event)], LIMIT)?;
    outcomes.first().context("no answer")?.reply()
}
