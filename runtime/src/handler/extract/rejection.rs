//! Input that is refused before the handler runs.

use http::StatusCode;

use crate::error::{Error, FunctionError};
use crate::handler::reply::{IntoProblem, Problem};

/// Why a parameter could not be made: a problem document over HTTP, a function error otherwise.
#[derive(Debug)]
pub struct Rejection(Reason);

#[derive(Debug)]
enum Reason {
    /// What came in is not what the parameter takes.
    Input {
        status: StatusCode,
        error_type: &'static str,
        detail: String,
    },
    /// A lazy module could not start.
    Init(Error),
    /// An extractor of the user's own says no.
    Problem(Box<Problem>),
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
        Self(Reason::Input {
            status,
            error_type,
            detail: detail.into(),
        })
    }

    /// A lazy module that could not start: 503 without the reason, which is the log's.
    pub(crate) fn init_failed(error: Error) -> Self {
        Self(Reason::Init(error))
    }

    /// The refusal of an extractor of the user's own.
    pub(crate) fn of(error: impl IntoProblem) -> Self {
        Self(Reason::Problem(Box::new(error.into_problem())))
    }

    pub(crate) fn into_function_error(self) -> FunctionError {
        match self.0 {
            Reason::Input {
                error_type, detail, ..
            } => FunctionError::new(error_type, detail),
            Reason::Init(error) => FunctionError::new("InitFailed", error.to_string()),
            Reason::Problem(problem) => problem.into_function_error(),
        }
    }
}

impl IntoProblem for Rejection {
    fn into_problem(self) -> Problem {
        match self.0 {
            Reason::Input { status, detail, .. } => Problem::new(status).detail(detail),
            Reason::Init(error) => {
                Problem::new(StatusCode::SERVICE_UNAVAILABLE).logged_error(error)
            }
            Reason::Problem(problem) => *problem,
        }
    }
}
