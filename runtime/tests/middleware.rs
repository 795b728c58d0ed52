//! Middleware and CORS policies, through whole gateways.

#[path = "middleware/cors.rs"]
mod cors;
#[path = "middleware/encoded.rs"]
mod encoded;
#[path = "middleware/extensions.rs"]
mod extensions;
#[path = "middleware/interruptions.rs"]
mod interruptions;
#[path = "middleware/layers.rs"]
mod layers;
#[path = "middleware/manifest.rs"]
mod manifest;
#[path = "middleware/ready.rs"]
mod ready;
#[path = "middleware/requests.rs"]
mod requests;

use gatewright::Gateway;
use gatewright::testing::{block_on, invoke};
use serde_json::{Value, json};

/// The event of an HTTP API for this request.
fn event(method: &str, path: &str, headers: Value) -> Value {
    let mut event = json!({
        "version": "2.0", "rawPath": path, "rawQueryString": "",
        "requestContext": {"http": {"method": method, "path": path}},
    });
    event["headers"] = headers;
    event
}

fn send(gateway: &Gateway, method: &str, path: &str) -> Value {
    block_on(invoke(gateway, event(method, path, json!({})))).unwrap()
}

fn send_with(gateway: &Gateway, method: &str, path: &str, headers: Value) -> Value {
    block_on(invoke(gateway, event(method, path, headers))).unwrap()
}
