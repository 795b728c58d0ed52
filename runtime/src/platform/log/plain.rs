//! Gatewright's lines in a function without the feature `tracing`, in which an invocation has no scope.

use std::future::Future;

use crate::platform::context::Context;
use bytes::Bytes;
use gatewright_tables::limits::LOG_EVENT_BYTES;
use serde::Serialize;

use super::{OwnLine, Severity, write};
use crate::error::within;

/// The longest message. CloudWatch splits a longer line, and a byte may take six in JSON: `\u0000`.
const MESSAGE_BYTES: usize = (LOG_EVENT_BYTES - 1_024) / 6;

/// A log line, whose members are a subset of those that the feature `tracing` writes.
#[derive(Serialize)]
struct Line<'a> {
    level: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    function_request_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exception_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    module: Option<&'a str>,
    message: &'a str,
}

pub(super) fn write_line(line: &OwnLine<'_>) {
    write(&formatted(line));
}

fn formatted(line: &OwnLine<'_>) -> Vec<u8> {
    let line = Line {
        level: match line.severity {
            Severity::Warning => "WARN",
            Severity::Error => "ERROR",
        },
        function_request_id: line.request_id,
        exception_name: line.error_type,
        module: line.module,
        message: within(line.message, MESSAGE_BYTES),
    };
    // Strings always serialise.
    let mut json = serde_json::to_vec(&line).unwrap_or_default();
    json.push(b'\n');
    json
}

#[cfg(feature = "concurrent")]
pub(crate) const fn request_id_of_span() -> Option<String> {
    None
}

pub(crate) struct Scope;

impl Scope {
    pub(crate) fn new(_: &Context, _: &Bytes, _: bool, _: bool) -> Self {
        Self
    }

    #[allow(clippy::unused_self)]
    pub(crate) fn within<T>(&self, log: impl FnOnce() -> T) -> T {
        log()
    }

    #[allow(clippy::unused_self)]
    pub(crate) fn around<F: Future>(&self, future: F) -> F {
        future
    }
}

pub(crate) fn of_record<F: Future>(_: &str, future: F) -> F {
    future
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_has_only_the_members_that_are_set() {
        let warning = OwnLine::warning("a \"b\"\n");
        assert_eq!(
            formatted(&warning),
            b"{\"level\":\"WARN\",\"message\":\"a \\\"b\\\"\\n\"}\n"
        );
        let error = OwnLine {
            severity: Severity::Error,
            request_id: Some("8476a536"),
            error_type: Some("DeadlineExceeded"),
            ..OwnLine::warning("late")
        };
        assert_eq!(
            formatted(&error),
            b"{\"level\":\"ERROR\",\"function_request_id\":\"8476a536\",\"exception_name\":\"DeadlineExceeded\",\"message\":\"late\"}\n"
        );
    }
}
