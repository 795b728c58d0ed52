//! Log events: they are decompressed and reach the handler of their group.

use std::io::Write;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use flate2::Compression;
use flate2::write::GzEncoder;
use gatewright::payload::Logs;
use gatewright::prelude::*;
use serde_json::{Value, json};

use super::{answer, function_error};

#[lambda_handler(main = false)]
#[dispatch]
mod watch {
    use super::*;

    #[logs("/aws/lambda/shop")]
    async fn shop(logs: Logs) -> Vec<String> {
        logs.iter().map(|event| event.message.clone()).collect()
    }

    #[logs]
    async fn rest(logs: Logs, _: Deadline) -> String {
        format!("{} of {}", logs.len(), logs.log_group)
    }

    #[fallback]
    async fn fallback() -> &'static str {
        "fallback"
    }
}

#[lambda_handler(main = false)]
#[dispatch]
mod one_group {
    use super::*;

    #[logs("shop")]
    async fn shop(event: Event<Value>) -> Result<Value, Error> {
        Ok(event.0["awslogs"]["data"].is_string().into())
    }
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn event(data: &[u8]) -> Value {
    json!({"awslogs": {"data": BASE64.encode(data)}})
}

fn logs(group: &str, messages: &[&str]) -> Value {
    let events: Vec<_> = messages
        .iter()
        .map(|message| json!({"id": "31953106606966983378809025079804211143289615424298221568", "timestamp": 1_432_826_855_000_u64, "message": message}))
        .collect();
    let data = json!({
        "owner": "123456789012", "logGroup": group, "logStream": "2026/11/26/[$LATEST]1", "subscriptionFilters": ["errors"],
        "messageType": "DATA_MESSAGE", "logEvents": events,
    });
    event(&gzip(&data.to_string()))
}

#[test]
fn log_group_reaches_its_handler() {
    assert_eq!(
        answer(&watch::GATEWAY, logs("/aws/lambda/shop", &["one", "zwölf"])),
        Ok(json!(["one", "zwölf"]))
    );
    // The whole name is compared, not a part of it.
    for group in ["/aws/lambda/shop-2", "shop", "/aws/lambda/SHOP"] {
        assert_eq!(
            answer(&watch::GATEWAY, logs(group, &["one"])),
            Ok(json!(format!("1 of {group}")))
        );
    }
}

#[test]
fn log_group_without_handler_is_named() {
    assert_eq!(
        answer(&one_group::GATEWAY, logs("shop", &["one"])),
        Ok(json!(true))
    );
    assert_eq!(
        function_error(&one_group::GATEWAY, logs("/aws/lambda/shop", &["one"])),
        (
            "UnknownEvent".to_owned(),
            "no `#[logs]` handler takes `/aws/lambda/shop`".to_owned()
        )
    );
}

/// As published in <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html>.
#[test]
fn control_message_succeeds_without_handler() {
    let control = json!({
        "owner": "CloudwatchLogs", "logGroup": "", "logStream": "", "subscriptionFilters": [], "messageType": "CONTROL_MESSAGE",
        "logEvents": [{"id": "", "timestamp": 1_510_254_469_274_u64, "message": "CWL CONTROL MESSAGE: Checking health of destination."}],
    });
    for gateway in [&watch::GATEWAY, &one_group::GATEWAY] {
        let event = event(&gzip(&control.to_string()));
        assert_eq!(answer(gateway, event), Ok(Value::Null));
    }
}

#[test]
fn unreadable_data_is_an_error_with_its_cause() {
    let data = gzip("{}");
    for (event, reason) in [
        (event(b"{}"), "not gzip: the gzip header is missing"),
        (event(&data[..data.len() - 1]), "the gzip data is truncated"),
        (event(b""), "the gzip data is truncated"),
        (event(&data), "not log events: missing field `messageType`"),
        (json!({"awslogs": {"data": "H4s!"}}), "not base64: "),
    ] {
        let (error_type, message) = function_error(&watch::GATEWAY, event);
        assert_eq!(error_type, "InvalidPayload");
        let expected = format!("`awslogs.data`: {reason}");
        assert!(message.starts_with(&expected), "{message}");
    }
}

#[test]
fn decompression_bomb_is_an_error() {
    // 64 MB of spaces.
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    let spaces = vec![b' '; 1 << 20];
    for _ in 0..64 {
        encoder.write_all(&spaces).unwrap();
    }
    let (error_type, message) = function_error(&watch::GATEWAY, event(&encoder.finish().unwrap()));
    assert_eq!(
        (&*error_type, &*message),
        (
            "InvalidPayload",
            "`awslogs.data`: the decompressed data has more than 32 MB"
        )
    );
}

#[test]
fn similar_event_is_not_log_events() {
    for event in [
        json!({"awslogs": {}}),
        json!({"awslogs": {"data": 7}}),
        json!({"awslogs": []}),
    ] {
        assert_eq!(answer(&watch::GATEWAY, event), Ok(json!("fallback")));
    }
}
