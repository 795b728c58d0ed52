//! Problems of errors with `#[derive(IntoProblem)]`.

use std::fmt::Display;

use http::StatusCode;

use super::Problem;
use crate::error::Error;

/// Returns the problem of a derived error, without its `type`, `title` and members. The derive has checked the status. A server
/// error is also logged.
pub fn problem(status: u16, error_type: &'static str, detail: String) -> Problem {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let problem = Problem::new(status);
    let problem = if status.is_server_error() {
        problem.logged_error(Error::with_type(error_type, &detail))
    } else {
        problem
    };
    problem.detail(detail)
}

/// Returns the `Display` text of the error. Called before the fields are moved out of it.
pub fn detail<T: Display>(error: &T) -> String {
    error.to_string()
}
