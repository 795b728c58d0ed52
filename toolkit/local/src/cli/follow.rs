//! `invoke --follow`: work that takes several invocations, resumed until it is done.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// How much of a state is shown.
const SHOWN: usize = 100;

/// What a function returns that is not done: `{"$gatewright":{"continuation":"<token>"}}`.
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

/// What a token says. Only the function can tell whether it is true.
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
    /// The one in this reply, if it is one.
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

    /// The state with which the next step begins, or the beginning of it.
    pub(super) fn state(&self) -> String {
        match self.state.char_indices().nth(SHOWN) {
            Some((end, _)) => format!("{}…", &self.state[..end]),
            None => self.state.clone(),
        }
    }

    /// The event of the next step. The operation stands in the member in which the first `event` had it.
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
        let continuation = Continuation::of(&reply("1")).expect("it is one");
        let mut event: Value = serde_json::from_slice(&continuation.event(first.as_bytes()))
            .unwrap_or_else(|error| panic!("{error}"));
        event["continuation"].take();
        event
    }

    #[test]
    fn only_the_envelope_of_a_continuation_is_one() {
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
    fn the_state_is_shown_and_a_long_one_in_part() {
        let shown = |state: &str| Continuation::of(&reply(state)).map(|found| found.state());
        assert_eq!(shown(r#"{"from":100}"#).as_deref(), Some(r#"{"from":100}"#));
        let long = format!("\"{}\"", "ä".repeat(200));
        assert_eq!(shown(&long), Some(format!("\"{}…", "ä".repeat(99))));
    }

    #[test]
    fn the_next_event_names_the_operation_where_the_first_did() {
        let usual = serde_json::json!({"operation": "shop.reindex", "continuation": null});
        assert_eq!(event(r#"{"operation":"shop.reindex","payload":{}}"#), usual);
        assert_eq!(event(r#"{"from":0}"#), usual);
        assert_eq!(
            event(r#"{"data":{},"action":"shop.reindex"}"#),
            serde_json::json!({"action": "shop.reindex", "continuation": null})
        );
    }
}
