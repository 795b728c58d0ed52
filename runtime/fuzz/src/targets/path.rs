//! Paths as the client sent them, with `percent-encoding` as the other implementation, and the reference router.

use gatewright::testing::{block_on, invoke_bytes};
use gatewright_fuzz::routes;
use serde_json::{Value, json};

use super::choices::Choices;
use super::router::{Routed, route};
use super::text::{decoded, encoded, escaped, segment};

const METHODS: &[&str] = &["GET", "PUT", "PATCH", "DELETE"];

pub(super) fn check(random: &mut Choices<'_>) -> Result<u64, String> {
    let mut path = String::new();
    for _ in 0..random.usize(..5) {
        path.push('/');
        let segment = segment(random);
        match random.u8(4) {
            0 => path.push_str(&escaped(random)),
            1 => path.push_str(&encoded(&segment, random)),
            _ => path.push_str(&segment),
        }
    }
    if path.is_empty() || random.one_in(4) {
        path.push('/');
    }
    let method = random.one_of(METHODS);
    let event = json!({
        "resource": "/{proxy+}", "path": path, "httpMethod": method, "headers": {},
        "requestContext": {"stage": "prod", "httpMethod": method, "resourcePath": "/{proxy+}"},
    });
    let reply = block_on(invoke_bytes(&routes::GATEWAY, event.to_string().as_bytes()))
        .map_err(|error| format!("{error:?}: {event}"))?;
    let expected = expected(method, &path);
    let body = reply["body"].as_str().unwrap_or_default();
    let body = serde_json::from_str::<Value>(body).unwrap_or_default();
    let is_right = reply["statusCode"] == expected.0
        && expected.1.as_ref().is_none_or(|expected| body == *expected);
    if !is_right {
        return Err(format!("expected {expected:?}, found {reply}: {event}"));
    }
    Ok(1)
}

/// The status, and the body if it is the handler's.
fn expected(method: &str, path: &str) -> (u16, Option<Value>) {
    let segments: Option<Vec<String>> = path[1..].split('/').map(decoded).collect();
    let Some(mut segments) = segments else {
        return (400, None);
    };
    // One trailing slash is ignored.
    if segments.last().is_some_and(String::is_empty) {
        segments.pop();
    }
    match route(method, &segments) {
        Routed::NotFound => (404, None),
        Routed::WrongMethod => (405, None),
        Routed::To(_, template, captured) => (200, Some(json!([template, captured, {}]))),
    }
}
