//! Tables of another crate are merged two levels deep, and their prefixes are joined.

use gatewright::prelude::*;
use gatewright::testing::{block_on, invoke};
use serde_json::{Value, json};

#[lambda_handler(timeout = "60s", main = false)]
#[dispatch(interfaces(gatewright_ui_parts::accounts), prefix = "/v1", triggers(rest_api(max = "60s")))]
mod gateway {
    #[get("/accounts/me")]
    async fn me() -> &'static str {
        "me"
    }
}

fn send(event: Value) -> Value {
    block_on(invoke(&gateway::GATEWAY, event)).unwrap()
}

fn body(path: &str) -> Value {
    send(json!({
        "version": "2.0",
        "rawPath": path,
        "requestContext": {"http": {"method": "GET", "path": path}},
    }))["body"]
        .clone()
}

fn main() {
    assert_eq!(body("/v1/accounts/me"), "me");
    assert_eq!(body("/v1/accounts/7"), "7");
    assert_eq!(body("/v1/accounts/invoices/9"), "9");
    assert_eq!(send(json!({"operation": "billing.close"})), Value::Null);
}
