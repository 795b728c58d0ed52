//! The invocation, or the record of a batch, to which log lines belong.

use std::future::Future;

use crate::platform::context::Context;
use bytes::Bytes;
use tracing::instrument::Instrumented;
use tracing::{Instrument, Span};

use super::invocation::{CURRENT, Invocation};
use super::spans::{SharedInvocation, lock};
use super::trace_context::TraceContext;
use super::{OWN_TARGET, subscriber};

/// An invocation whose lines have its fields. Dropping it releases the event.
pub(crate) struct Scope {
    span: Span,
    /// In concurrent mode.
    invocation: Option<SharedInvocation>,
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
        let (span, invocation) = match subscriber::ours() {
            None => (
                user_span(context, cold_start),
                begin(context, event, cold_start, is_concurrent),
            ),
            Some(logger) if is_concurrent => {
                let (span, invocation) = subscriber::span_of(logger, context, event, cold_start);
                (span, Some(invocation))
            }
            Some(logger) => {
                subscriber::begin(logger, context, event, cold_start);
                (Span::none(), None)
            }
        };
        Self { span, invocation }
    }

    /// Makes the lines of a call those of the invocation.
    pub(crate) fn within<T>(&self, log: impl FnOnce() -> T) -> T {
        self.span.in_scope(log)
    }

    /// Makes the lines of a future those of the invocation.
    pub(crate) fn around<F: Future>(&self, future: F) -> impl Future<Output = F::Output> + use<F> {
        let future = future.instrument(self.span.clone());
        #[cfg(feature = "concurrent")]
        let future = POLLED.scope(self.invocation.clone(), future);
        future
    }
}

impl Drop for Scope {
    fn drop(&mut self) {
        let invocation = self.invocation.as_deref().unwrap_or(&CURRENT);
        #[cfg(feature = "otlp")]
        if let Some(logger) = subscriber::ours() {
            logger.finish(invocation);
        }
        lock(invocation).end();
    }
}

#[cfg(feature = "concurrent")]
tokio::task_local! {
    /// The invocation in concurrent mode whose handler runs. A subscriber of the user's does not tell.
    static POLLED: Option<SharedInvocation>;
}

/// Begins an invocation whose lines a subscriber of the user's writes.
fn begin(
    context: &Context,
    event: &Bytes,
    cold_start: bool,
    is_concurrent: bool,
) -> Option<SharedInvocation> {
    if is_concurrent {
        let mut invocation = Invocation::default();
        invocation.begin(context, event, cold_start);
        return Some(SharedInvocation::new(invocation.into()));
    }
    lock(&CURRENT).begin(context, event, cold_start);
    None
}

/// Calls `call` with the invocation to which this code belongs, and with the current span if spans are recorded.
pub(super) fn with_invocation(call: impl FnOnce(&mut Invocation, Option<TraceContext>)) {
    let ours = subscriber::ours();
    let invocation = match ours {
        Some(logger) => logger.invocation(),
        #[cfg(feature = "concurrent")]
        None => POLLED.try_with(Clone::clone).ok().flatten(),
        #[cfg(not(feature = "concurrent"))]
        None => None,
    };
    #[cfg(feature = "otlp")]
    let span = ours.and_then(subscriber::Logger::position);
    let mut invocation = lock(invocation.as_deref().unwrap_or(&CURRENT));
    #[cfg(feature = "otlp")]
    let span = span.or_else(|| invocation.trace.context());
    #[cfg(not(feature = "otlp"))]
    let span = None;
    call(&mut invocation, span);
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
