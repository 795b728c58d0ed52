//! Direct invocations with member names that the function chooses.

use super::{answer, function_error};
use gatewright::prelude::*;
use serde_json::json;

/// Its own names have no effect below; those of the gateway do.
#[dispatch(key = "do")]
mod inner {
    #[operation("double")]
    async fn double(number: u32) -> u32 {
        2 * number
    }
}

#[lambda_handler(main = false)]
#[dispatch(interfaces(inner), key = "action", payload = "data")]
mod outer {
    #[operation]
    async fn triple(number: Option<u32>) -> u32 {
        3 * number.unwrap_or_default()
    }

    #[fallback]
    async fn rest() -> &'static str {
        "something else"
    }
}

/// Only the key has another name; the payload has the default one.
#[lambda_handler(main = false)]
#[dispatch(key = "action")]
mod lone {
    #[operation("double")]
    async fn double(number: u32) -> u32 {
        2 * number
    }
}

#[test]
fn operation_is_found_under_gateways_names() {
    for (event, reply) in [
        (json!({"action": "double", "data": 4}), json!(8)),
        (json!({"data": 4, "action": "outer.triple"}), json!(12)),
        (json!({"action": "outer.triple"}), json!(0)),
        // The default names have no special meaning.
        (
            json!({"operation": "double", "payload": 4}),
            json!("something else"),
        ),
        (json!({"do": "double", "data": 4}), json!("something else")),
        (
            json!({"action": "outer.triple", "data": 1, "payload": 7, "operation": "double"}),
            json!(3),
        ),
        (json!([{"action": "double"}]), json!("something else")),
    ] {
        assert_eq!(answer(&outer::GATEWAY, event.clone()), Ok(reply), "{event}");
    }
    assert_eq!(
        answer(&lone::GATEWAY, json!({"action": "double", "payload": 4})),
        Ok(json!(8))
    );
}

#[test]
fn unknown_event_error_lists_names() {
    assert_eq!(
        function_error(&lone::GATEWAY, json!({"operation": "double"})),
        (
            "UnknownEvent".to_owned(),
            "this function does not handle events of this kind; it handles `{\"action\": …, \"payload\": …}` with `double`".to_owned()
        )
    );
}
