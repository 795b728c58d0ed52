//! The errors of HTTP handlers, and their responses.

use std::ops::Deref;

use http::StatusCode;

use super::header::ResponseHeaders;
use super::http::{AsItself, WithStatus};
use super::{IntoProblem, IntoResponse, Response};
use crate::error::Error;
use crate::handler::described::ProblemCase;

/// A type that can be the `Err` of an HTTP handler. `M` only distinguishes the implementations and is always inferred.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the error of an HTTP handler",
    label = "expected a type that implements `gatewright::IntoProblem`",
    note = "`IntoProblem` decides the status of the error and the details that the client receives",
    note = "for a type of this crate, write `impl gatewright::IntoProblem for … {{ fn into_problem(self) -> gatewright::Problem {{ gatewright::Problem::new(gatewright::StatusCode::NOT_FOUND) }} }}`, or derive it: `#[derive(gatewright::Problem)]`",
    note = "for a type of another crate, return `Result<T, gatewright::Error>`, into which `?` converts every `std::error::Error`: the client receives a 500, and the error is logged",
    note = "`anyhow::Error`, `eyre::Report` and `Box<dyn std::error::Error + Send + Sync>` are a 500 as well, and `StatusCode`, `(StatusCode, T)` and a type that implements `gatewright::IntoResponse` are that response"
)]
pub trait HttpError<M> {
    /// The documents that it can become. `None` if they are not known.
    const CASES: Option<&'static [ProblemCase]> = None;

    /// Converts the error to a response.
    fn into_error_response(self) -> Response;
}

/// A marker type for [`HttpError`].
pub struct ByProblem;
/// A marker type for [`HttpError`].
pub struct Unexpected;

#[diagnostic::do_not_recommend]
impl<E: IntoProblem> HttpError<ByProblem> for E {
    const CASES: Option<&'static [ProblemCase]> = E::CASES;

    fn into_error_response(self) -> Response {
        self.into_problem().into_response()
    }
}

/// `Box<dyn Error + Send + Sync>`, `anyhow::Error` and `eyre::Report`: a 500 without detail, whatever they hold. They are recognised by
/// `Deref`, which the errors they hold do not have; no crate is needed to name them.
#[diagnostic::do_not_recommend]
impl<E> HttpError<Unexpected> for E
where
    E: Deref<Target = dyn std::error::Error + Send + Sync>
        + Into<Box<dyn std::error::Error + Send + Sync>>,
{
    fn into_error_response(self) -> Response {
        Error::from(self).into_problem().into_response()
    }
}

/// `StatusCode`, a response, and types of users that implement `IntoResponse`.
#[diagnostic::do_not_recommend]
impl<E: IntoResponse<AsItself>> HttpError<AsItself> for E {
    fn into_error_response(self) -> Response {
        self.into_response()
    }
}

#[diagnostic::do_not_recommend]
impl<T: IntoResponse<M>, M> HttpError<WithStatus<M>> for (StatusCode, T) {
    fn into_error_response(self) -> Response {
        self.into_response()
    }
}

#[diagnostic::do_not_recommend]
impl<H: ResponseHeaders, T: IntoResponse<M>, M> HttpError<WithStatus<M>> for (StatusCode, H, T) {
    fn into_error_response(self) -> Response {
        self.into_response()
    }
}
