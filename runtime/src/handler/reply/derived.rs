//! Problems of errors that derive them.

use std::fmt::Display;

use http::StatusCode;

use super::Problem;
use crate::error::Error;

/// The problem of a derived error, before its `type`, `title` and members. The derive has checked the status. One from 500 on is the
/// function's own fault, so the log says it too.
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

/// What the error says, taken before its fields are.
pub fn detail<T: Display>(error: &T) -> String {
    error.to_string()
}
