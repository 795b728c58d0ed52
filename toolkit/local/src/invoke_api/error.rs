//! Errors of a call itself, as restJson1 clients read them.

use crate::body::ResponseBody;
use crate::invocation::Refusal;
use crate::server::Answer;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::{Response, StatusCode};
use serde_json::json;
use std::fmt;

/// An error of the Invoke API: a status, a code in `x-amzn-errortype`, and a document.
#[derive(Debug)]
pub(super) struct ApiError {
    status: StatusCode,
    code: &'static str,
    /// `Message` or `message`: the service model has both.
    member: &'static str,
    message: String,
}

impl ApiError {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            member: "message",
            message: message.into(),
        }
    }

    pub(super) fn not_found(arn: &str) -> Self {
        let message = format!("Function not found: {arn}");
        Self::with_capital_message(StatusCode::NOT_FOUND, "ResourceNotFoundException", message)
    }

    /// The code of Lambda for callers without permission.
    pub(super) fn access_denied(message: impl Into<String>) -> Self {
        Self::with_capital_message(StatusCode::FORBIDDEN, "AccessDeniedException", message)
    }

    pub(super) fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// An error whose model has `Message`.
    fn with_capital_message(
        status: StatusCode,
        code: &'static str,
        message: impl Into<String>,
    ) -> Self {
        Self {
            member: "Message",
            ..Self::new(status, code, message)
        }
    }

    pub(super) fn too_large(limit: usize) -> Self {
        let message =
            format!("Request must be smaller than {limit} bytes for the InvokeFunction operation");
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "RequestTooLargeException",
            message,
        )
    }

    pub(super) fn invalid_content(message: impl Into<String>) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "InvalidRequestContentException",
            message,
        )
    }

    pub(super) fn invalid_parameter(message: &str) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "InvalidParameterValueException",
            message,
        )
    }

    pub(super) fn into_answer(self) -> Answer {
        let side = if self.status.is_server_error() {
            "Service"
        } else {
            "User"
        };
        let document = json!({ "Type": side, self.member: self.message });
        let mut answer = Response::new(ResponseBody::buffered(document.to_string()));
        *answer.status_mut() = self.status;
        let headers = answer.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert("x-amzn-errortype", HeaderValue::from_static(self.code));
        answer
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::RestoreFailed => Self::with_capital_message(
                StatusCode::BAD_REQUEST,
                "SnapStartException",
                "The afterRestore() runtime hook encountered an error. For more information, check the Amazon CloudWatch logs.",
            ),
            Refusal::RestoreTimedOut => Self::with_capital_message(
                StatusCode::REQUEST_TIMEOUT,
                "SnapStartTimeoutException",
                "Lambda couldn't restore the snapshot within the timeout limit.",
            ),
            Refusal::Stopped => Self::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "ServiceException",
                refusal.to_string(),
            ),
        }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

/// Sets a header, unless the value is not valid in one.
pub(super) fn set_header(answer: &mut Answer, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        answer.headers_mut().insert(name, value);
    }
}
