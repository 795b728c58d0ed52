//! Log lines: those of Gatewright, and with the feature `tracing` those of the function.
//!
//! A line is a JSON object with the field names of Powertools for AWS Lambda, written to standard error in one call.

#[cfg(feature = "tracing")]
mod correlation;
#[cfg(feature = "tracing")]
mod events;
#[cfg(feature = "tracing")]
mod fields;
#[cfg(feature = "tracing")]
mod filter;
#[cfg(feature = "tracing")]
mod invocation;
#[cfg(feature = "tracing")]
mod line;
#[cfg(feature = "otlp")]
mod otlp;
#[cfg(not(feature = "tracing"))]
mod plain;
#[cfg(feature = "tracing")]
mod propagation;
#[cfg(feature = "tracing")]
mod scope;
#[cfg(feature = "tracing")]
mod settings;
#[cfg(feature = "tracing")]
mod spans;
#[cfg(feature = "tracing")]
mod subscriber;
pub(crate) mod timestamp;
#[cfg(feature = "tracing")]
mod trace_context;
#[cfg(feature = "otlp")]
mod traces;
mod writer;

use crate::platform::context::Context;

#[cfg(feature = "tracing")]
use self::events::write_line;
#[cfg(all(feature = "concurrent", not(feature = "tracing")))]
pub(crate) use self::plain::request_id_of_span;
#[cfg(not(feature = "tracing"))]
use self::plain::write_line;
#[cfg(not(feature = "tracing"))]
pub(crate) use self::plain::{Scope, of_record};
#[cfg(feature = "tracing")]
pub use self::propagation::trace_headers;
#[cfg(feature = "tracing")]
pub(crate) use self::scope::{Scope, of_record};
#[cfg(feature = "tracing")]
pub(crate) use self::subscriber::install;
#[cfg(all(feature = "concurrent", feature = "tracing"))]
pub(crate) use self::subscriber::request_id_of_span;
#[cfg(feature = "otlp")]
pub(crate) use self::traces::{fail_trace, finish_trace, trace_request, trace_status};
pub(crate) use self::writer::{capture, write, write_documents};

/// The target of Gatewright's events and spans.
#[cfg(feature = "tracing")]
const OWN_TARGET: &str = "gatewright";

/// How severe a line of Gatewright is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Severity {
    Warning,
    Error,
}

/// A log line of Gatewright.
pub(crate) struct OwnLine<'a> {
    pub(crate) severity: Severity,
    /// The id of the invocation. `None` is the current one.
    pub(crate) request_id: Option<&'a str>,
    /// The type of an error, such as `DeadlineExceeded`.
    pub(crate) error_type: Option<&'a str>,
    /// The path of a lazy module.
    pub(crate) module: Option<&'a str>,
    pub(crate) message: &'a str,
}

impl<'a> OwnLine<'a> {
    const fn warning(message: &'a str) -> Self {
        Self {
            severity: Severity::Warning,
            request_id: None,
            error_type: None,
            module: None,
            message,
        }
    }
}

/// The hooks of the feature `otlp`, which do nothing without it.
#[cfg(not(feature = "otlp"))]
mod no_traces {
    pub(crate) const fn trace_request(_: &str, _: &str, _: &'static str) {}
    pub(crate) const fn trace_status(_: u16) {}
    pub(crate) const fn finish_trace() {}
    pub(crate) const fn fail_trace(_: &str, _: &str, _: &str, _: std::time::Instant) {}
}
#[cfg(not(feature = "otlp"))]
pub(crate) use self::no_traces::{fail_trace, finish_trace, trace_request, trace_status};

/// Logs the failure of an invocation.
pub(crate) fn error(context: &Context, error_type: &str, message: &str) {
    error_of(&context.request_id, error_type, message);
}

/// Logs the failure of the invocation with this id. INIT has an empty id.
pub(crate) fn error_of(request_id: &str, error_type: &str, message: &str) {
    write_line(&OwnLine {
        severity: Severity::Error,
        request_id: Some(request_id),
        error_type: Some(error_type),
        ..OwnLine::warning(message)
    });
}

/// Logs a warning.
pub(crate) fn warning(message: &str) {
    write_line(&OwnLine::warning(message));
}

/// Logs a warning about a lazy module, without the invocation that used it.
pub(crate) fn module(module: &str, message: &str) {
    write_line(&OwnLine {
        module: Some(module),
        ..OwnLine::warning(message)
    });
}
