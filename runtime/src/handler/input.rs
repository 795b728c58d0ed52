//! The input of a handler, from which its parameters are extracted.

use std::sync::OnceLock;

use crate::platform::context::Context;
use serde_json::value::RawValue;

use crate::continuation::Step;
use crate::event::HttpRequest;
use crate::event::source::{BatchRecords, Record};
use crate::guard::deadline::Deadline;
use crate::guard::interruption::{Interruption, Phase};
use crate::guard::watchdog::ActivityTracker;
use crate::handler::extract::Rejection;
use crate::handler::middleware::Extensions;
use crate::platform::log;
use crate::platform::threads::Boxed;
use crate::table::Captures;

/// The input of a handler: an invocation, or one record of a batch.
pub struct HandlerInput<'a> {
    pub(crate) context: &'a Context,
    pub(crate) cold_start: bool,
    pub(crate) deadline: Deadline,
    /// The request, if the event is one.
    pub(crate) request: Option<&'a HttpRequest<'a>>,
    /// The template of the matched route, and the values of its parameters.
    pub(crate) template: &'static str,
    pub(crate) captures: Captures<'a>,
    /// The payload of the operation or event, as JSON. The payload of a record is read on demand.
    pub(crate) payload: &'a str,
    /// The text or bytes of a message, if the payload is one. It need not be JSON.
    pub(crate) sent: Option<&'a [u8]>,
    /// The text within the payload that types for text and bytes take instead.
    pub(crate) message: Option<&'a str>,
    /// Whether the payload is a part of the event, and not the event.
    pub(crate) is_part: bool,
    /// The whole event, or the whole record, as JSON.
    pub(crate) event: &'a str,
    /// The record, if the handler takes one record of a batch.
    pub(crate) record: Option<&'a Record<'a>>,
    /// The records, if the handler takes a whole batch.
    pub(crate) batch: Option<&'a BatchRecords<'a>>,
    /// The step of the operation, if it may take several invocations.
    pub(crate) step: Option<&'a Step<'a>>,
    /// The values that middleware provides.
    pub(crate) extensions: Option<&'a Extensions<'a>>,
    /// The current phase, for the log if the guard ends the handler.
    pub(crate) activity: &'a ActivityTracker<'a>,
    /// The claim of an idempotent handler on its key.
    pub(crate) claimed: OnceLock<Box<dyn Abandon>>,
}

impl<'a> HandlerInput<'a> {
    /// Returns the HTTP request. Only parameters of HTTP handlers ask for it, so it is always present.
    pub(crate) fn request(&self) -> Result<&'a HttpRequest<'a>, Rejection> {
        self.request
            .ok_or_else(|| Rejection::invalid("the event is not an HTTP request"))
    }

    /// Records that a phase begins.
    pub(crate) fn enter(&self, phase: Phase) {
        self.activity.enter(phase);
    }

    /// Gives up the claim of an idempotent handler that was interrupted.
    pub(crate) async fn abandon(&self, interruption: &Interruption) {
        if let Some(claimed) = self.claimed.get() {
            let checkpoint = match interruption {
                Interruption::Overrun { .. } => self.step.and_then(Step::last_checkpoint),
                Interruption::Panic(_) => None,
            };
            claimed.abandon(self, checkpoint).await;
        }
    }

    pub(crate) fn log_error(&self, error_type: &str, message: &str) {
        log::error(self.context, error_type, message);
    }
}

/// A claim that an idempotent handler leaves behind if it panics or the guard drops it. A trait object, so that a function without
/// `#[idempotent]` does not link the implementation.
pub(crate) trait Abandon: Send + Sync {
    /// Releases the key, or stores the state from which another invocation continues, within the time that is left.
    fn abandon<'a>(
        &'a self,
        incoming: &'a HandlerInput<'a>,
        goes_on_from: Option<Box<RawValue>>,
    ) -> Boxed<'a, ()>;
}
