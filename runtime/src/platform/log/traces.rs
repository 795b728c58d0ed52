//! What the gateway tells the trace of its invocation.

use std::time::Instant;

use super::invocation::CURRENT;
use super::{scope, subscriber};

/// Adds an HTTP request. `route` is the template of its route, or empty.
pub(crate) fn trace_request(method: &str, path: &str, route: &'static str) {
    scope::with_invocation(|invocation, _| invocation.trace.request(method, path, route));
}

/// Adds the status of a response. A later one replaces it.
pub(crate) fn trace_status(status: u16) {
    scope::with_invocation(|invocation, _| invocation.trace.respond(status));
}

/// Ends and writes the trace of the current invocation, before the end of its streamed response. Others are written when the
/// invocation's scope ends.
pub(crate) fn finish_trace() {
    if let Some(logger) = subscriber::ours() {
        let invocation = logger.invocation();
        logger.finish(invocation.as_deref().unwrap_or(&CURRENT));
    }
}

/// Ends and writes the trace of the invocation with this request id, which cannot end itself. Gives up at `until`.
pub(crate) fn fail_trace(request_id: &str, error_type: &str, message: &str, until: Instant) {
    if let Some(logger) = subscriber::ours() {
        logger.fail(request_id, error_type, message, until);
    }
}
