//! What the gateway tells the trace of its invocation.

use super::{scope, subscriber};

/// Adds an HTTP request. `route` is the template of its route, or empty.
pub(crate) fn trace_request(method: &str, path: &str, route: &'static str) {
    scope::with_invocation(|invocation, _| invocation.trace.request(method, path, route));
}

/// Adds the status of a response. A later one replaces it.
pub(crate) fn trace_status(status: u16) {
    scope::with_invocation(|invocation, _| invocation.trace.respond(status));
}

/// Ends and writes the trace of the invocation with this request id, which cannot end itself.
pub(crate) fn finish_trace(request_id: &str) {
    if let Some(logger) = subscriber::ours() {
        logger.finish_by_id(request_id);
    }
}
