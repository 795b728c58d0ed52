//! One step of an operation: from a payload or a continuation token to the token for the next step.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde::Serialize;
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

use super::key::TokenKey;
use super::token::{self, Claims};
use crate::error::FunctionError;
use crate::event::raw_text;
use crate::guard::watchdog::{FallbackReply, Watch};

/// A step of an operation, the first or a resumed one.
pub(crate) struct Step<'a> {
    work: Work<'a>,
    /// The saved state, if the handler takes a [`Checkpoint`](crate::Checkpoint).
    saved: OnceLock<Saved>,
}

/// The operation that the step belongs to.
#[derive(Clone)]
struct Work<'a> {
    function: Cow<'a, str>,
    operation: &'static str,
    schema: u32,
    /// The state that the step began with, if it is a resumed one.
    resumed: Option<Arc<str>>,
}

impl<'a> Step<'a> {
    /// The step of an event: the first one, or the one of its `continuation`.
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

    /// The state that the handler saved last, if it differs from the one that the step began with.
    pub(crate) fn last_checkpoint(&self) -> Option<Box<RawValue>> {
        let state = self.saved.get()?.last()?;
        let is_further = |resumed: &str| !is_same(resumed, state.get());
        self.resumed().is_none_or(is_further).then_some(state)
    }

    /// Where the handler saves. From now on the watchdog replies with the last state that was saved.
    pub(super) fn checkpoint(&self, watch: &Watch) -> Saved {
        let saved = self.saved.get_or_init(Saved::default).clone();
        let (saves, work) = (saved.clone(), self.owned());
        watch.answer_with(Box::new(move |_| {
            work.continuation(&saves.last()?)
                .ok()
                .map(FallbackReply::Json)
        }));
        saved
    }

    /// For the watchdog's thread, which may outlive the invocation.
    fn owned(&self) -> Work<'static> {
        Work {
            function: Cow::Owned(self.work.function.clone().into_owned()),
            resumed: self.work.resumed.clone(),
            ..self.work
        }
    }
}

/// The last state that was saved, as JSON. The handler, the guard and the watchdog's thread share it.
#[derive(Clone, Debug, Default)]
pub(super) struct Saved(Arc<Mutex<Option<Box<RawValue>>>>);

impl Saved {
    pub(super) fn replace(&self, state: Box<RawValue>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(state);
    }

    pub(super) fn last(&self) -> Option<Box<RawValue>> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Work<'_> {
    fn state_in(&self, token: &RawValue) -> Result<Arc<str>, FunctionError> {
        let Some(token) = raw_text(token) else {
            return Err(FunctionError::new(
                "ContinuationMalformed",
                "the continuation is not a string: send it unchanged, as in the reply",
            ));
        };
        let opened = token::open(&token, TokenKey::of_environment()?.as_ref())?;
        let claims = opened.claims(&self.function, self.operation, self.schema)?;
        Ok(claims.state.get().into())
    }

    fn continuation(&self, state: &RawValue) -> Result<Box<RawValue>, FunctionError> {
        if let Some(resumed) = &self.resumed
            && is_same(resumed, state.get())
        {
            return Err(FunctionError::new(
                "NoProgress",
                format!(
                    "this step of `{}` ends with the state that it began with, {}, so the operation would never end: do at least one piece of work in each step",
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

/// Whether two states are the same. A hash map serialises in another order each time, but with the same length.
fn is_same(one: &str, other: &str) -> bool {
    let value = |json| serde_json::from_str::<Value>(json).ok();
    one == other
        || one.len() == other.len() && value(one).is_some_and(|one| Some(one) == value(other))
}

/// The beginning of a state, for a message.
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

    /// The token in a reply, as JSON.
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
    fn step_passes_its_state_to_the_next() {
        assert_eq!(
            resumed_with(r#"{"from":100}"#).resumed(),
            Some(r#"{"from":100}"#)
        );
    }

    #[test]
    fn resumed_step_without_progress_fails() {
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
    fn continuation_must_be_a_string() {
        for wrong in ["1", "null", "{}", "[\"gw1u.\"]"] {
            let Err(error) = step(Some(&raw(wrong))) else {
                panic!("{wrong} is not a token")
            };
            assert_eq!(error.error_type, "ContinuationMalformed");
        }
    }

    #[test]
    fn long_state_is_abridged() {
        assert_eq!(abridged("{}"), "{}");
        let shown = abridged(&"ä".repeat(101)).into_owned();
        assert_eq!(shown, format!("{}…", "ä".repeat(100)));
    }
}
