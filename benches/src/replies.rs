//! Whether two functions do the same work.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use gatewright_tests::scripted_api::{Event, answers};
use serde_json::{Value, json};

use crate::function::Function;

const LIMIT: Duration = Duration::from_secs(20);

/// The reply that both functions give to `event`, or an error that shows how they differ.
pub fn the_same_reply(event: &[u8], ours: &Function, peer: &Function) -> Result<Value> {
    let (ours, peer) = (reply(event, ours)?, reply(event, peer)?);
    ensure!(
        ours == peer,
        "different work cannot be compared: ours replies {ours}, the peer {peer}"
    );
    Ok(ours)
}

/// The response that both functions give to an HTTP API's request, or an error that shows how they differ.
///
/// What counts is what the client gets: API Gateway reads names of headers in any case, counts the body itself, and takes an
/// absent member for an empty one.
pub fn the_same_response(event: &[u8], ours: &Function, peer: &Function) -> Result<Value> {
    let (ours, peer) = (response(event, ours)?, response(event, peer)?);
    ensure!(
        ours == peer,
        "different work cannot be compared: ours responds {ours}, the peer {peer}"
    );
    Ok(ours)
}

fn response(event: &[u8], function: &Function) -> Result<Value> {
    let reply = reply(event, function)?;
    let mut headers = BTreeMap::new();
    for (name, value) in reply["headers"].as_object().into_iter().flatten() {
        let name = name.to_ascii_lowercase();
        if name != "content-length" {
            headers.insert(name, value.clone());
        }
    }
    let body = reply["body"].as_str().unwrap_or_default();
    ensure!(
        reply["isBase64Encoded"] != Value::Bool(true),
        "JSON needs no base64: {reply}"
    );
    Ok(json!({
        "status": reply["statusCode"],
        "headers": headers,
        "body": serde_json::from_str::<Value>(body).with_context(|| format!("no JSON in {reply}"))?,
    }))
}

fn reply(event: &[u8], function: &Function) -> Result<Value> {
    let outcomes = answers(&function.path, vec![Event::new(event)], LIMIT)?;
    outcomes.first().context("no answer")?.reply()
}
