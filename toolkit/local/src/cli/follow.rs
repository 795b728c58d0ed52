//! `invoke --follow`: resumes work that takes several invocations until it is done.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// The number of characters of a state that are printed.
const SHOWN: usize = 100;

/// The reply of a function that is not done: `{"$gatewright":{"continuation":"<token>"}}`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reply {
    #[serde(rename = "$gatewright")]
    gatewright: Continued,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Continued {
    continuation: String,
}

/// The claims of a token. Only the function can verify them.
#[derive(Deserialize)]
struct Claims {
    operation: String,
    state: Box<RawValue>,
}

/// A reply that asks to be resumed.
#[derive(Debug)]
pub(super) struct Continuation {
    token: String,
    operation: String,
    state: String,
}

impl Continuation {
    /// Returns the continuation in a reply, if it is one.
    pub(super) fn of(reply: &[u8]) -> Option<Self> {
        let reply: Reply = serde_json::from_slice(reply).ok()?;
        let token = reply.gatewright.continuation;
        let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
        let claims: Claims = serde_json::from_slice(&claims).ok()?;
        Some(Self {
            operation: claims.operation,
            state: claims.state.get().to_owned(),
            token,
        })
    }

    /// Returns the state of the next step, shortened.
    pub(super) fn state(&self) -> String {
        match self.state.char_indices().nth(SHOWN) {
            Some((end, _)) => format!("{}…", &self.state[..end]),
            None => self.state.clone(),
        }
    }

    /// Returns the event of the next step. The operation is in the same member as in the first event.
    pub(super) fn event(&self, first: &[u8]) -> Bytes {
        let first: Map<String, Value> = serde_json::from_slice(first).unwrap_or_default();
        let names_it = |(_, value): &(&String, &Value)| value.as_str() == Some(&self.operation);
        let member = first
            .iter()
            .find(names_it)
            .map_or("operation", |(member, _)| member);
        let event = Map::from_iter([
            (member.to_owned(), Value::from(&*self.operation)),
            ("continuation".to_owned(), Value::from(&*self.token)),
        ]);
        Value::Object(event).to_string().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(state: &str) -> Vec<u8> {
        let claims = format!(
            r#"{{"function":"shop","operation":"shop.reindex","schema":1,"expires":0,"state":{state}}}"#
        );
        let token = format!("gw1u.{}.AA", URL_SAFE_NO_PAD.encode(claims));
        format!(r#"{{"$gatewright":{{"continuation":"{token}"}}}}"#).into_bytes()
    }

    fn event(first: &str) -> Value {
        let continuation = Continuation::of(&reply("1")).expect("a continuation");
        let mut event: Value = serde_json::from_slice(&continuation.event(first.as_bytes()))
            .unwrap_or_else(|error| panic!("{error}"));
        event["continuation"].take();
        event
    }

    #[test]
    fn other_replies_are_not_continuations() {
        assert!(Continuation::of(&reply("1")).is_some());
        for other in [
            r#"{"total":1}"#,
            "null",
            r#"{"$gatewright":{"continuation":1}}"#,
            r#"{"$gatewright":{"continuation":"abc"}}"#,
            r#"{"$gatewright":{"continuation":"gw1u.e30.AA"},"more":1}"#,
        ] {
            assert!(Continuation::of(other.as_bytes()).is_none(), "{other}");
        }
    }

    #[test]
    fn long_state_is_shortened() {
        let shown = |state: &str| Continuation::of(&reply(state)).map(|found| found.state());
        assert_eq!(shown(r#"{"from":100}"#).as_deref(), Some(r#"{"from":100}"#));
        let long = format!("\"{}\"", "ä".repeat(200));
        assert_eq!(shown(&long), Some(format!("\"{}…", "ä".repeat(99))));
    }

    #[test]
    fn next_event_has_the_operation_in_the_same_member() {
        let expected = serde_json::json!({"operation": "shop.reindex", "continuation": null});
        assert_eq!(
            event(r#"{"operation":"shop.reindex","payload":{}}"#),
            expected
        );
        assert_eq!(event(r#"{"from":0}"#), expected);
        assert_eq!(
            event(r#"{"data":{},"action":"shop.reindex"}"#),
            serde_json::json!({"action": "shop.reindex", "continuation": null})
        );
    }
}
