//! The few lines that Gatewright itself writes, to standard error, which Lambda collects.

use lambda_runtime::Context;
use serde::Serialize;

/// A line. It is a JSON object, so that a log query can pick errors by type.
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
        // Text is always JSON.
        serde_json::to_string(self).unwrap_or_default()
    }

    fn write(&self) {
        eprintln!("{}", self.json());
    }
}

/// Writes one line about an invocation that went wrong.
pub(crate) fn error(context: &Context, error_type: &str, message: &str) {
    error_of(&context.request_id, error_type, message);
}

/// Writes one line about the invocation with this id; that of INIT is empty.
pub(crate) fn error_of(request_id: &str, error_type: &str, message: &str) {
    Line {
        level: "ERROR",
        request_id: Some(request_id),
        error_type: Some(error_type),
        ..Line::warning(message)
    }
    .write();
}

/// Writes one line about something that is odd, and no error.
pub(crate) fn warning(message: &str) {
    Line::warning(message).write();
}

/// Writes one line about a lazy module, whichever invocation it was that met it.
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
    fn a_line_has_the_members_that_it_is_about() {
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
