//! What came in: all that a handler's parameters are made from.

use std::sync::OnceLock;

use lambda_runtime::Context;
use serde_json::value::RawValue;

use crate::continuation::Step;
use crate::event::HttpRequest;
use crate::event::source::{BatchRecords, Record};
use crate::guard::deadline::Deadline;
use crate::guard::interruption::Phase;
use crate::guard::watchdog::ActivityTracker;
use crate::handler::extract::Rejection;
use crate::platform::log;
use crate::platform::threads::Boxed;
use crate::table::Captures;

/// One invocation, on its way through extraction and handler.
pub struct HandlerInput<'a> {
    pub(crate) context: &'a Context,
    pub(crate) cold_start: bool,
    pub(crate) deadline: Deadline,
    /// The request, if the event is one.
    pub(crate) request: Option<&'a HttpRequest<'a>>,
    /// The template of the route that matched, and what its parameters stand for.
    pub(crate) template: &'static str,
    pub(crate) captures: Captures<'a>,
    /// The payload of the operation or event, as JSON. A record has its own, which is read when it is asked for.
    pub(crate) payload: &'a str,
    /// The whole event, or the whole record, as JSON.
    pub(crate) event: &'a str,
    /// The record, if the handler takes one of a batch.
    pub(crate) record: Option<&'a Record<'a>>,
    /// The records, if the handler takes all of a batch.
    pub(crate) batch: Option<&'a BatchRecords<'a>>,
    /// The step of the operation, if it is one that may take several.
    pub(crate) step: Option<&'a Step<'a>>,
    /// What is being done, for the log if the guard has to answer.
    pub(crate) activity: &'a ActivityTracker<'a>,
    /// The key that an idempotent handler has claimed.
    pub(crate) claimed: OnceLock<Box<dyn Abandon>>,
}

impl<'a> HandlerInput<'a> {
    /// The HTTP request. Only HTTP handlers have parameters that ask for it, so it is there when they do.
    pub(crate) fn request(&self) -> Result<&'a HttpRequest<'a>, Rejection> {
        self.request
            .ok_or_else(|| Rejection::invalid("the event is not an HTTP request"))
    }

    /// Notes what is done from here on.
    pub(crate) fn enter(&self, phase: Phase) {
        self.activity.enter(phase);
    }

    pub(crate) fn log_error(&self, error_type: &str, message: &str) {
        log::error(self.context, error_type, message);
    }
}

/// The claim of an idempotent handler that did not complete: it panicked, or the guard dropped it. A trait object, so that a function
/// without `#[idempotent]` links none of it.
pub(crate) trait Abandon: Send + Sync {
    /// Releases the key, or stores the state from which another invocation continues, in the time that the guard has left.
    fn abandon<'a>(
        &'a self,
        incoming: &'a HandlerInput<'a>,
        goes_on_from: Option<Box<RawValue>>,
    ) -> Boxed<'a, ()>;
}
