//! Input that is refused before the handler runs.

use http::StatusCode;

use crate::error::{Error, FunctionError};
use crate::reply::Problem;

/// Why a parameter could not be made: a problem document over HTTP, a function error otherwise.
#[derive(Debug)]
pub struct Rejection {
    status: StatusCode,
    error_type: &'static str,
    detail: String,
    error: Option<Error>,
}

impl Rejection {
    /// Input that is malformed, missing or of another type: 400, `InvalidPayload`.
    pub fn invalid(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "InvalidPayload", detail)
    }

    pub(crate) fn new(
        status: StatusCode,
        error_type: &'static str,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            status,
            error_type,
            detail: detail.into(),
            error: None,
        }
    }

    /// A lazy module that could not start: 503 without the reason, which is the log's.
    pub(crate) fn init_failed(error: Error) -> Self {
        Self {
            error: Some(error),
            ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "InitFailed", "")
        }
    }

    pub(crate) fn into_problem(self) -> Problem {
        let mut problem = Problem::new(self.status);
        if !self.detail.is_empty() {
            problem = problem.detail(self.detail);
        }
        match self.error {
            Some(error) => problem.logged_error(error),
            None => problem,
        }
    }

    pub(crate) fn into_function_error(self) -> FunctionError {
        let message = match self.error {
            Some(error) => error.to_string(),
            None => self.detail,
        };
        FunctionError::new(self.error_type, message)
    }
}
