//! Direct invocations whose members have names of the function's own.

use super::{answer, refusal};
use gatewright::prelude::*;
use serde_json::json;

/// Its own names count for nothing below: those of the gateway do.
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

/// The key alone; the payload is where it usually is.
#[lambda_handler(main = false)]
#[dispatch(key = "action")]
mod lone {
    #[operation("double")]
    async fn double(number: u32) -> u32 {
        2 * number
    }
}

#[test]
fn an_operation_is_found_under_the_names_of_the_gateway() {
    for (event, reply) in [
        (json!({"action": "double", "data": 4}), json!(8)),
        (json!({"data": 4, "action": "outer.triple"}), json!(12)),
        (json!({"action": "outer.triple"}), json!(0)),
        // The usual names are names like any other.
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
fn an_unknown_event_is_told_the_names() {
    assert_eq!(
        refusal(&lone::GATEWAY, json!({"operation": "double"})),
        (
            "UnknownEvent".to_owned(),
            "the event is of no kind that this function answers; it answers `{\"action\": …, \"payload\": …}` with `double`".to_owned()
        )
    );
}
