//! The invocation, or the record of a batch, to which log lines belong.

use std::future::Future;

use bytes::Bytes;
use lambda_runtime::Context;
use tracing::instrument::Instrumented;
use tracing::{Instrument, Span};

use super::{OWN_TARGET, subscriber};

/// An invocation whose lines have its fields. Dropping it releases the event.
pub(crate) struct Scope {
    span: Span,
}

impl Scope {
    /// Begins an invocation.
    ///
    /// In a function with one invocation at a time, the current invocation is a global value, which threads and spawned tasks see too.
    /// In concurrent mode, and for a subscriber of the user's, it is a span.
    pub(crate) fn new(
        context: &Context,
        event: &Bytes,
        cold_start: bool,
        is_concurrent: bool,
    ) -> Self {
        let span = match subscriber::ours() {
            None => user_span(context, cold_start),
            Some(logger) if is_concurrent => {
                subscriber::span_of(logger, context, event, cold_start)
            }
            Some(logger) => {
                subscriber::begin(logger, context, event, cold_start);
                Span::none()
            }
        };
        Self { span }
    }

    /// Makes the lines of a call those of the invocation.
    pub(crate) fn within<T>(&self, log: impl FnOnce() -> T) -> T {
        self.span.in_scope(log)
    }

    /// Makes the lines of a future those of the invocation.
    pub(crate) fn around<F: Future>(&self, future: F) -> Instrumented<F> {
        future.instrument(self.span.clone())
    }
}

impl Drop for Scope {
    fn drop(&mut self) {
        if self.span.is_none()
            && let Some(logger) = subscriber::ours()
        {
            subscriber::end(logger);
        }
    }
}

/// A span with the same names, for a subscriber of the user's. Its level is the last that a filter drops.
fn user_span(context: &Context, cold_start: bool) -> Span {
    tracing::error_span!(
        target: OWN_TARGET,
        "invocation",
        function_request_id = context.request_id,
        xray_trace_id = context.xray_trace_id,
        cold_start,
    )
}

/// Gives the lines of a record's handler the record's id as `correlation_id`.
pub(crate) fn of_record<F: Future>(id: &str, future: F) -> Instrumented<F> {
    future.instrument(tracing::error_span!(target: OWN_TARGET, "record", correlation_id = id))
}
