//! The whole manifest of handlers of every kind.

use gatewright::prelude::*;
use serde_json::{Value, json};

#[lazy_module]
mod settings {
    pub fn init() -> u32 {
        7
    }
}

#[lazy_module]
mod catalog {
    use super::*;

    pub fn init(settings: settings::Lazy) -> settings::Lazy {
        settings
    }
}

/// A type that has the name of a handle but is not a lazy module's.
type Rate = f64;
type Handle = catalog::Lazy;

#[lambda_handler(
    timeout = "29s",
    guard = "500ms",
    memory = 1769,
    tmp = 1024,
    name = "everything",
    description = "Answers \"everything\".",
    main = false
)]
#[dispatch(triggers(http_api, websocket), key = "action", payload = "with")]
mod gateway {
    use super::*;

    /// Whatever else
    /// comes by HTTP.
    ///
    /// ```text
    ///   indented
    /// ```
    #[any("/{rest+}")]
    pub async fn any(
        Path(_): Path<String>,
        _: Option<settings::Lazy>,
        _: Handle,
        again: settings::Lazy,
    ) {
        let _ = again;
    }

    #[operation("prices.convert")]
    async fn convert(rates: Vec<(Rate, Rate)>) -> Result<Vec<Rate>, Error> {
        Ok(rates
            .into_iter()
            .map(|(amount, rate)| amount * rate)
            .collect())
    }

    #[eventbridge(detail_type = "OrderPlaced")]
    async fn placed() {}

    #[fallback]
    async fn rest(_: Event<serde_json::Value>) -> &'static str {
        ""
    }
}

/// Takes everything.
#[lambda_handler(main = false)]
async fn hello(event: Value) -> Value {
    event
}

fn parsed(manifest: &gatewright::Manifest) -> Value {
    serde_json::from_str(&manifest.to_json()).unwrap()
}

/// Without the line, which has its own test, and without schemas, which only the feature `schema` adds.
fn handlers(manifest: &Value) -> Vec<Value> {
    let mut handlers = manifest["handlers"].as_array().unwrap().clone();
    for handler in &mut handlers {
        let line = handler.as_object_mut().unwrap().remove("line");
        assert!(line.is_some_and(|line| line.as_u64() > Some(0)));
        for parameter in handler["parameters"].as_array_mut().unwrap() {
            parameter.as_object_mut().unwrap().remove("schema");
        }
    }
    handlers
}

#[test]
fn manifest_shows_every_setting() {
    let manifest = parsed(&gateway::MANIFEST);
    assert_eq!(manifest["version"], gatewright::Manifest::VERSION);
    assert_eq!(
        manifest["function"],
        json!({
            "name": "everything",
            "description": "Answers \"everything\".",
            "timeout_ms": 29_000,
            "guard_ms": 500,
            "memory_mb": 1769,
            "tmp_mb": 1024,
            "watchdog": true,
            "mode": "single",
            "operation_key": "action",
            "payload_key": "with",
            "triggers": [{"trigger": "http_api", "waits_ms": 30_000, "streams": false}, {"trigger": "websocket", "waits_ms": 29_000, "streams": false}],
            "base_paths": [],
            "authorizers": [],
            "settings": {},
        })
    );
}

#[test]
fn manifest_shows_handlers_keys_types_and_needs() {
    assert_eq!(
        handlers(&parsed(&gateway::MANIFEST)),
        [
            json!({
                "kind": "route", "method": null, "template": "/{rest+}",
                "function": "any", "module": "manifest::gateway", "file": "runtime/tests/manifest.rs",
                "documentation": "Whatever else\ncomes by HTTP.\n\n```text\n  indented\n```",
                "parameters": [
                    {"type": "Path<String>", "role": "path"}, {"type": "Option<settings::Lazy>"}, {"type": "Handle"}, {"type": "settings::Lazy"},
                ],
                "reply": "()",
                "responses": [{"status": 204, "description": "", "content_type": null, "schema": null, "problem_type": null}],
                "requires": ["manifest::settings", "manifest::catalog"],
                "idempotency": null, "authorizer": null, "settings": {},
            }),
            json!({
                "kind": "operation", "name": "prices.convert",
                "function": "convert", "module": "manifest::gateway", "file": "runtime/tests/manifest.rs",
                "documentation": "",
                "parameters": [{"type": "Vec<(Rate, Rate)>"}],
                "reply": "Result<Vec<Rate>, Error>",
                "requires": [],
                "idempotency": null, "authorizer": null, "settings": {},
            }),
            json!({
                "kind": "source", "source": "eventbridge", "name": "* / OrderPlaced", "env": null,
                "function": "placed", "module": "manifest::gateway", "file": "runtime/tests/manifest.rs",
                "documentation": "", "parameters": [], "reply": "()", "requires": [],
                "idempotency": null, "authorizer": null, "settings": {},
            }),
            json!({
                "kind": "source", "source": "fallback", "name": null, "env": null,
                "function": "rest", "module": "manifest::gateway", "file": "runtime/tests/manifest.rs",
                "documentation": "",
                "parameters": [{"type": "Event<serde_json::Value>"}],
                "reply": "&'static str",
                "requires": [],
                "idempotency": null, "authorizer": null, "settings": {},
            }),
        ]
    );
}

#[test]
fn manifest_lists_modules_that_are_only_needed() {
    let manifest = parsed(&gateway::MANIFEST);
    assert_eq!(
        manifest["modules"],
        json!([
            {"name": "manifest::settings", "needs": [], "store": null},
            {"name": "manifest::catalog", "needs": ["manifest::settings"], "store": null},
        ])
    );
    assert_eq!(manifest["environment"], json!([]));
}

#[test]
fn lone_function_has_manifest_with_aws_defaults() {
    let manifest = parsed(&HELLO_MANIFEST);
    assert_eq!(
        manifest["function"],
        json!({
            "name": "gatewright", "description": "", "timeout_ms": 3_000, "guard_ms": null,
            "memory_mb": 128, "tmp_mb": 512, "watchdog": true, "mode": "single", "operation_key": "operation", "payload_key": "payload", "triggers": [], "base_paths": [],
            "authorizers": [], "settings": {},
        })
    );
    assert_eq!(
        handlers(&manifest),
        [json!({
            "kind": "whole_event",
            "function": "hello", "module": "manifest", "file": "runtime/tests/manifest.rs",
            "documentation": "Takes everything.",
            "parameters": [{"type": "Value"}],
            "reply": "Value",
            "requires": [],
            "idempotency": null, "authorizer": null, "settings": {},
        })]
    );
}

#[test]
fn line_is_that_of_the_function() {
    let lines: Vec<_> = include_str!("manifest.rs").lines().collect();
    for handler in parsed(&gateway::MANIFEST)["handlers"].as_array().unwrap() {
        let line = usize::try_from(handler["line"].as_u64().unwrap()).unwrap();
        let function = handler["function"].as_str().unwrap();
        assert!(
            lines[line - 1].contains(&format!("async fn {function}(")),
            "{handler}"
        );
    }
}
