//! One invocation of an operation: from the payload or the token that came, to the token that goes out.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use serde::Serialize;
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

use super::checkpoint::Saved;
use super::key::TokenKey;
use super::token::{self, Claims};
use crate::error::FunctionError;
use crate::event::raw_text;

/// A step of an operation, the first or a resumed one.
pub(crate) struct Step<'a> {
    work: Work<'a>,
    /// Where the handler saves, if it takes a [`Checkpoint`](crate::Checkpoint).
    pub(super) saved: OnceLock<Saved>,
}

/// What the step is part of.
#[derive(Clone)]
pub(super) struct Work<'a> {
    function: Cow<'a, str>,
    operation: &'static str,
    schema: u32,
    /// The state that the step began with, if it was resumed.
    resumed: Option<Arc<str>>,
}

impl<'a> Step<'a> {
    /// The step that an event with a `payload`, or a `continuation`, asks for.
    pub(crate) fn of(
        function: &'a str,
        operation: &'static str,
        schema: u32,
        continuation: Option<&RawValue>,
    ) -> Result<Self, FunctionError> {
        let mut work = Work {
            function: Cow::Borrowed(function),
            operation,
            schema,
            resumed: None,
        };
        if let Some(token) = continuation {
            work.resumed = Some(work.state_in(token)?);
        }
        Ok(Self {
            work,
            saved: OnceLock::new(),
        })
    }

    /// The payload of a resumed step.
    pub(crate) fn resumed(&self) -> Option<&str> {
        self.work.resumed.as_deref()
    }

    /// The reply that carries `state` to the next step.
    pub(crate) fn continuation(&self, state: &RawValue) -> Result<Box<RawValue>, FunctionError> {
        self.work.continuation(state)
    }

    /// What the handler saved last, if that is further than where the step began.
    pub(crate) fn last_checkpoint(&self) -> Option<Box<RawValue>> {
        let state = self.saved.get()?.last()?;
        let is_further = |resumed: &str| !is_same(resumed, state.get());
        self.resumed().is_none_or(is_further).then_some(state)
    }

    /// For the watchdog's thread, which may outlive the invocation's.
    pub(super) fn owned(&self) -> Work<'static> {
        Work {
            function: Cow::Owned(self.work.function.clone().into_owned()),
            resumed: self.work.resumed.clone(),
            ..self.work
        }
    }
}

impl Work<'_> {
    fn state_in(&self, token: &RawValue) -> Result<Arc<str>, FunctionError> {
        let Some(token) = raw_text(token) else {
            return Err(FunctionError::new(
                "ContinuationMalformed",
                "the continuation is no string: send it as it came in the reply",
            ));
        };
        let opened = token::open(&token, TokenKey::of_environment()?.as_ref())?;
        let claims = opened.claims(&self.function, self.operation, self.schema)?;
        Ok(claims.state.get().into())
    }

    pub(super) fn continuation(&self, state: &RawValue) -> Result<Box<RawValue>, FunctionError> {
        if let Some(resumed) = &self.resumed
            && is_same(resumed, state.get())
        {
            return Err(FunctionError::new(
                "NoProgress",
                format!(
                    "this step of `{}` ends with the state that it began with, {}, and would go on for ever: do at least one piece of work in a step",
                    self.operation,
                    abridged(state.get())
                ),
            ));
        }
        let claims = Claims {
            function: &self.function,
            operation: self.operation,
            schema: self.schema,
            expires: token::expiry(),
            state,
        };
        let token = token::seal(&claims, TokenKey::of_environment()?.as_ref())?;
        to_raw_value(&Envelope {
            gatewright: Continued {
                continuation: &token,
            },
        })
        .map_err(|error| FunctionError::new("SerializationFailed", error.to_string()))
    }
}

/// `{"$gatewright":{"continuation":"…"}}`
#[derive(Serialize)]
struct Envelope<'a> {
    #[serde(rename = "$gatewright")]
    gatewright: Continued<'a>,
}

#[derive(Serialize)]
struct Continued<'a> {
    continuation: &'a str,
}

/// Whether two states are the same. A map that hashes is written in another order each time, but never longer or shorter.
fn is_same(one: &str, other: &str) -> bool {
    let value = |json| serde_json::from_str::<Value>(json).ok();
    one == other
        || one.len() == other.len() && value(one).is_some_and(|one| Some(one) == value(other))
}

/// As much of a state as a message should show.
fn abridged(state: &str) -> Cow<'_, str> {
    const SHOWN: usize = 100;
    match state.char_indices().nth(SHOWN) {
        Some((end, _)) => Cow::Owned(format!("{}…", &state[..end])),
        None => Cow::Borrowed(state),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(json: &str) -> Box<RawValue> {
        RawValue::from_string(json.to_owned()).unwrap_or_else(|error| panic!("{error}"))
    }

    fn step(continuation: Option<&RawValue>) -> Result<Step<'static>, FunctionError> {
        Step::of("shop", "shop.reindex", 1, continuation)
    }

    /// The token in a reply, as the event has it that resumes.
    fn token(reply: &RawValue) -> Box<RawValue> {
        let reply: Value =
            serde_json::from_str(reply.get()).unwrap_or_else(|error| panic!("{error}"));
        raw(&reply["$gatewright"]["continuation"].to_string())
    }

    fn resumed_with(state: &str) -> Step<'static> {
        let first = step(None).unwrap_or_else(|error| panic!("{error}"));
        let reply = first
            .continuation(&raw(state))
            .unwrap_or_else(|error| panic!("{error}"));
        step(Some(&token(&reply))).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn a_step_hands_its_state_to_the_next() {
        assert_eq!(
            resumed_with(r#"{"from":100}"#).resumed(),
            Some(r#"{"from":100}"#)
        );
    }

    #[test]
    fn from_the_first_resumed_step_on_a_step_has_to_make_progress() {
        let step = resumed_with(r#"{"a":1,"b":2}"#);
        for same in [r#"{"a":1,"b":2}"#, r#"{"b":2,"a":1}"#] {
            let error = step.continuation(&raw(same)).expect_err("it is the same");
            assert_eq!(error.error_type, "NoProgress");
        }
        for other in [r#"{"a":1,"b":3}"#, r#"{"a":2,"b":1}"#, r#"{"a":1}"#] {
            assert!(step.continuation(&raw(other)).is_ok(), "{other}");
        }
    }

    #[test]
    fn a_continuation_that_is_no_string_is_refused() {
        for wrong in ["1", "null", "{}", "[\"gw1u.\"]"] {
            let Err(error) = step(Some(&raw(wrong))) else {
                panic!("{wrong} is no token")
            };
            assert_eq!(error.error_type, "ContinuationMalformed");
        }
    }

    #[test]
    fn a_long_state_is_shown_in_part() {
        assert_eq!(abridged("{}"), "{}");
        let shown = abridged(&"ä".repeat(101)).into_owned();
        assert_eq!(shown, format!("{}…", "ä".repeat(100)));
    }
}
