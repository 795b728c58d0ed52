//! Input that is rejected before the handler runs.

use std::fmt;

use http::StatusCode;

use crate::error::{Error, FunctionError, without_values};
use crate::handler::reply::{IntoProblem, Problem};

/// Why a parameter could not be extracted. It becomes a problem document over HTTP, and a function error otherwise.
///
/// It keeps its status within an [`Error`] and in a `#[problem(transparent)]` variant of an error enum. Its `Display` text is the `detail`
/// of the document.
///
/// ```
/// use gatewright::{FromRequest, Rejection, RequestRef};
///
/// struct Page(u32);
///
/// impl FromRequest for Page {
///     type Error = Rejection;
///
///     async fn from_request(request: RequestRef<'_>) -> Result<Self, Rejection> {
///         let page = request.header("x-page").ok_or_else(|| Rejection::invalid("x-page: expected a number, found no header"))?;
///         page.parse().map(Self).map_err(|_| Rejection::invalid(format!("x-page: expected a number, found `{page}`")))
///     }
/// }
/// ```
#[derive(Debug)]
pub struct Rejection(Reason);

#[derive(Debug)]
enum Reason {
    /// The input is not what the parameter expects.
    Input {
        status: StatusCode,
        error_type: &'static str,
        detail: String,
    },
    /// A lazy module failed to start.
    Init(Error),
    /// The user's own extractor rejects the request.
    Problem(Problem),
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
            detail: without_values(&detail.into()),
        })
    }

    /// A lazy module that failed to start: 503. The reason goes to the log only.
    pub(crate) fn init_failed(error: Error) -> Self {
        Self(Reason::Init(error))
    }

    /// The rejection of the user's own extractor.
    pub(crate) fn of(error: impl IntoProblem) -> Self {
        Self(Reason::Problem(error.into_problem()))
    }

    pub(crate) fn into_function_error(self) -> FunctionError {
        match self.0 {
            Reason::Input {
                error_type, detail, ..
            } => FunctionError::new(error_type, detail),
            Reason::Init(error) => {
                let mut error = FunctionError::from(error);
                error.error_type = "InitFailed".into();
                error
            }
            Reason::Problem(problem) => problem.into_function_error(),
        }
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Reason::Input { detail, .. } => f.write_str(detail),
            // The reason is the source, because clients must not see it.
            Reason::Init(_) => f.write_str("a lazy module could not start"),
            Reason::Problem(problem) => problem.fmt(f),
        }
    }
}

impl std::error::Error for Rejection {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0 {
            Reason::Input { .. } => None,
            Reason::Init(error) => Some(error.inner()),
            Reason::Problem(problem) => problem.source(),
        }
    }
}

impl From<Rejection> for Problem {
    fn from(rejection: Rejection) -> Self {
        rejection.into_problem()
    }
}

impl IntoProblem for Rejection {
    fn into_problem(self) -> Problem {
        match self.0 {
            Reason::Input { status, detail, .. } => Problem::new(status).detail(detail),
            Reason::Init(error) => {
                Problem::new(StatusCode::SERVICE_UNAVAILABLE).logged_error(error)
            }
            Reason::Problem(problem) => problem,
        }
    }
}
