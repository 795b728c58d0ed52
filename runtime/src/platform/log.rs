//! Gatewright's own log lines, written to standard error, which Lambda collects.

use lambda_runtime::Context;
use serde::Serialize;

/// A log line: a JSON object, so that log queries can filter by its members.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line<'a> {
    level: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_type: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    module: Option<&'a str>,
    message: &'a str,
}

impl<'a> Line<'a> {
    fn warning(message: &'a str) -> Self {
        Self {
            level: "WARN",
            request_id: None,
            error_type: None,
            module: None,
            message,
        }
    }

    fn json(&self) -> String {
        // Strings always serialise.
        serde_json::to_string(self).unwrap_or_default()
    }

    fn write(&self) {
        eprintln!("{}", self.json());
    }
}

/// Logs the failure of an invocation.
pub(crate) fn error(context: &Context, error_type: &str, message: &str) {
    error_of(&context.request_id, error_type, message);
}

/// Logs the failure of the invocation with this id. INIT has an empty id.
pub(crate) fn error_of(request_id: &str, error_type: &str, message: &str) {
    Line {
        level: "ERROR",
        request_id: Some(request_id),
        error_type: Some(error_type),
        ..Line::warning(message)
    }
    .write();
}

/// Logs a warning.
pub(crate) fn warning(message: &str) {
    Line::warning(message).write();
}

/// Logs a warning about a lazy module, without the invocation that used it.
pub(crate) fn module(module: &str, message: &str) {
    Line {
        module: Some(module),
        ..Line::warning(message)
    }
    .write();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_has_only_the_members_that_are_set() {
        let warning = Line::warning("a \"b\"\n");
        assert_eq!(warning.json(), r#"{"level":"WARN","message":"a \"b\"\n"}"#);
        let error = Line {
            level: "ERROR",
            request_id: Some("8476a536"),
            error_type: Some("DeadlineExceeded"),
            ..Line::warning("late")
        };
        assert_eq!(
            error.json(),
            r#"{"level":"ERROR","requestId":"8476a536","errorType":"DeadlineExceeded","message":"late"}"#
        );
    }
}
