//! Events without a handler of their own.

use super::{answer, function_error};
use gatewright::prelude::*;
use serde_json::{Value, json};

#[lambda_handler(main = false)]
#[dispatch]
mod both {
    use super::*;

    #[operation]
    async fn known() -> &'static str {
        "operation"
    }

    #[sns("orders")]
    async fn order() {}

    #[event]
    async fn other(event: Event<Value>) -> String {
        format!("event {}", *event)
    }

    #[fallback]
    async fn rest(event: Value) -> String {
        format!("fallback {event}")
    }
}

#[lambda_handler(main = false)]
#[dispatch]
mod only_events {
    use super::*;

    #[operation]
    async fn known() -> &'static str {
        "operation"
    }

    #[event]
    async fn other(event: Value) -> Value {
        event
    }
}

#[lambda_handler(main = false)]
#[dispatch]
mod only_fallback {
    use super::*;

    #[fallback]
    async fn rest(event: Value) -> Value {
        event
    }
}

fn unnamed_topic() -> Value {
    json!({"Records": [{"EventSource": "aws:sns", "Sns": {"TopicArn": "arn:aws:sns:us-east-1:123456789012:gossip", "Message": "1"}}]})
}

#[test]
fn fallback_takes_unknown_events() {
    let sent = |event: Value| answer(&both::GATEWAY, event).unwrap();
    assert_eq!(sent(json!({"operation": "both.known"})), "operation");
    assert_eq!(
        sent(json!({"triggerSource": "x"})),
        r#"event {"triggerSource":"x"}"#
    );
    assert_eq!(sent(json!([1, 2])), "event [1,2]");
    assert_eq!(sent(json!("text")), r#"event "text""#);
    // A key with this name whose value is not a string is another event.
    assert_eq!(sent(json!({"operation": 7})), r#"event {"operation":7}"#);
    assert_eq!(sent(json!({"Records": []})), r#"event {"Records":[]}"#);
    assert_eq!(
        sent(json!({"operation": "both.lost"})),
        r#"fallback {"operation":"both.lost"}"#
    );
    let unnamed = unnamed_topic();
    assert_eq!(sent(unnamed.clone()), format!("fallback {unnamed}"));
}

#[test]
fn unknown_event_fails_without_fallback() {
    let (error_type, message) = function_error(&only_events::GATEWAY, json!({"operation": "lost"}));
    assert_eq!(error_type, "UnknownOperation");
    assert!(message.starts_with("no operation `lost`"), "{message}");
    // The module has no handler for SNS.
    assert_eq!(
        answer(&only_events::GATEWAY, unnamed_topic()),
        Ok(unnamed_topic())
    );
}

#[test]
fn lone_fallback_takes_every_event() {
    for event in [json!(null), json!({"operation": "x"}), unnamed_topic()] {
        assert_eq!(answer(&only_fallback::GATEWAY, event.clone()), Ok(event));
    }
}
