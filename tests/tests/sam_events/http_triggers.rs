//! The HTTP requests among the generated events are answered in the format of their trigger.

use std::fs;
use std::path::{Path, PathBuf};

use gatewright::prelude::{Body, Path as PathParameter, dispatch, lambda_handler};
use gatewright::testing::{block_on, invoke};
use gatewright_tests::tools::Tools;
use serde_json::Value;

#[lambda_handler(main = false)]
#[dispatch]
mod echo {
    use super::*;

    #[any("/{rest+}")]
    async fn any(PathParameter(rest): PathParameter<String>, body: Body) -> String {
        format!("{rest}: {}", String::from_utf8_lossy(&body))
    }
}

/// Returns the folder of the templates, which are in the same wheel as the emulator.
fn templates() -> PathBuf {
    let emulator = Tools::get()
        .and_then(Tools::rie)
        .expect("the wheel of aws-sam-cli");
    let samcli = emulator.ancestors().nth(3).expect("samcli/local/rapid/…");
    samcli.join("lib").join("generated_sample_events")
}

/// Returns every rendered template with its name `service/Name`.
fn events() -> Vec<(String, Value)> {
    let templates = templates();
    let mapping = fs::read(templates.join("event-mapping.json")).expect("the defaults");
    let mapping: Value = serde_json::from_slice(&mapping).expect("JSON");
    let mut events = Vec::new();
    for (service, kinds) in mapping.as_object().expect("services") {
        for kind in kinds.as_object().expect("kinds of events").values() {
            let Some(file) = kind["filename"].as_str() else {
                continue;
            };
            let path = templates
                .join("events")
                .join(service)
                .join(file)
                .with_extension("json");
            events.push((format!("{service}/{file}"), rendered(&path, &kind["tags"])));
        }
    }
    events
}

/// Renders a template with its defaults. A default that is an object replaces the quotes too.
fn rendered(template: &Path, tags: &Value) -> Value {
    let mut text = fs::read_to_string(template).expect("a template");
    for (name, tag) in tags.as_object().into_iter().flatten() {
        let default = match &tag["default"] {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let place = format!("{{{{{{{}}}}}}}", name.replace('-', "_"));
        if tag["type"] == "dict" {
            text = text.replace(&format!("\"{place}\""), &default);
            continue;
        }
        let value = match tag["encoding"].as_str() {
            Some("base64") => base64(default.as_bytes()),
            _ => default.replace('\\', "\\\\").replace('"', "\\\""),
        };
        text = text.replace(&place, &value);
    }
    serde_json::from_str(&text)
        .unwrap_or_else(|error| panic!("{}: {error}\n{text}", template.display()))
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let bits = group
            .iter()
            .chain([0, 0].iter())
            .take(3)
            .fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte));
        for digit in 0..4 {
            let is_there = digit <= group.len();
            let place = bits >> (18 - 6 * digit) & 63;
            text.push(if is_there {
                char::from(DIGITS[place])
            } else {
                '='
            });
        }
    }
    text
}

/// The HTTP requests according to AWS's documentation, each with a member that is specific to the reply format of its trigger.
const REQUESTS: [(&str, &str); 3] = [
    ("apigateway/AwsProxy", "multiValueHeaders"),
    ("apigateway/HttpApi", "headers"),
    ("alb/ALBRequest", "statusDescription"),
];

#[test]
fn only_http_requests_are_answered_as_http() {
    let events = events();
    assert!(events.len() > 40, "{} events", events.len());
    for (name, event) in events {
        let reply = block_on(invoke(&echo::GATEWAY, event));
        match (REQUESTS.iter().find(|request| request.0 == name), reply) {
            (Some((_, member)), Ok(reply)) => {
                assert_eq!(reply["statusCode"], 200, "{name}: {reply}");
                assert!(!reply[member].is_null(), "{name}: {reply}");
                assert_eq!(
                    reply["body"], "path/to/resource: {\"test\":\"body\"}",
                    "{name}"
                );
            }
            (None, Err(error)) => assert_eq!(error.error_type, "UnknownEvent", "{name}: {error}"),
            (_, reply) => panic!("{name}: {reply:?}"),
        }
    }
}
