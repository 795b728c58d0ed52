//! Errors over HTTP: problem documents (RFC 9457).

use std::borrow::Cow;
use std::fmt;

use http::StatusCode;
use http::header::HeaderMap;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

use super::Response;
use super::header::{self, IntoHeaderName, IntoHeaderValue};
use crate::error::{Error, FunctionError};
use crate::handler::described::ProblemCase;
use crate::handler::extract::Rejection;
use crate::lazy::InitError;

/// An error document of type `application/problem+json`, as defined by RFC 9457.
///
/// ```
/// use gatewright::{Problem, StatusCode};
///
/// let problem = Problem::new(StatusCode::NOT_FOUND)
///     .detail("no product has this sku")
///     .with("sku", "A-100");
/// # assert_eq!(problem.status(), StatusCode::NOT_FOUND);
/// # assert_eq!(serde_json::to_value(&problem).unwrap()["sku"], "A-100");
/// ```
#[derive(Debug)]
#[must_use = "a problem is sent only if the handler returns it"]
pub struct Problem(
    /// Boxed, so that a `Result` with a problem is as small as one with another error.
    Box<Parts>,
);

#[derive(Debug)]
struct Parts {
    status: StatusCode,
    kind: Cow<'static, str>,
    title: Option<Cow<'static, str>>,
    detail: Option<String>,
    extensions: Vec<(Cow<'static, str>, Value)>,
    headers: HeaderMap,
    error: Option<Error>,
    invalid_header: Option<Error>,
}

impl Problem {
    /// Creates a problem with the `type` `about:blank` and the reason phrase of `status` as its `title`.
    pub fn new(status: StatusCode) -> Self {
        Self(Box::new(Parts {
            status,
            kind: "about:blank".into(),
            title: None,
            detail: None,
            extensions: Vec::new(),
            headers: HeaderMap::new(),
            error: None,
            invalid_header: None,
        }))
    }

    /// Creates a 500 without detail. The error is only logged.
    pub fn from_error(error: Error) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR).logged_error(error)
    }

    /// Sets the `type`: a URI that identifies this kind of problem and should lead to its documentation.
    pub fn kind(mut self, uri: impl Into<Cow<'static, str>>) -> Self {
        self.0.kind = uri.into();
        self
    }

    /// Sets the `title`: the name of this kind of problem, the same for all occurrences.
    pub fn title(mut self, title: impl Into<Cow<'static, str>>) -> Self {
        self.0.title = Some(title.into());
        self
    }

    /// Sets the `detail`: an explanation of this occurrence, for people.
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.0.detail = Some(detail.into());
        self
    }

    /// Adds an extension member, for programs. A value that does not serialise becomes `null`.
    pub fn with(mut self, name: impl Into<Cow<'static, str>>, value: impl Serialize) -> Self {
        self.0
            .extensions
            .push((name.into(), serde_json::to_value(value).unwrap_or_default()));
        self
    }

    /// Adds a response header, such as `www-authenticate` for a 401 or `retry-after` for a 503. With an invalid name or value, the
    /// response becomes a 500 without detail, and the error (`InvalidHeader`) is logged.
    pub fn header(mut self, name: impl IntoHeaderName, value: impl IntoHeaderValue) -> Self {
        match header::pair(name, value) {
            Ok((name, value)) => {
                self.0.headers.append(name, value);
            }
            Err(error) => self.0.invalid_header = Some(error),
        }
        self
    }

    /// Sets an error that is logged but not sent to the client.
    pub fn logged(self, error: impl Into<Error>) -> Self {
        self.logged_error(error.into())
    }

    pub(crate) fn logged_error(mut self, error: Error) -> Self {
        self.0.error = Some(error);
        self
    }

    /// Returns the status.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The response of a problem document, for a problem of which only the document is left.
    pub(super) fn response_of(document: &Value) -> Response {
        let status = document["status"]
            .as_u64()
            .and_then(|status| u16::try_from(status).ok());
        let status = status.and_then(|status| StatusCode::from_u16(status).ok());
        Response::text(
            status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            "application/problem+json",
            document.to_string(),
        )
    }

    pub(crate) fn into_response(mut self) -> Response {
        if let Some(error) = self.0.invalid_header.take() {
            return Response::refused(error);
        }
        let error = self.0.error.take();
        // Strings, numbers and JSON values always serialise.
        let document = serde_json::to_string(&self).unwrap_or_default();
        Response {
            error,
            headers: self.0.headers,
            ..Response::text(self.0.status, "application/problem+json", document)
        }
    }
}

impl Problem {
    /// The reason phrase of the status.
    fn phrase(&self) -> &'static str {
        self.0.status.canonical_reason().unwrap_or("Unknown")
    }

    /// Converts the problem to an error for an invocation that is not an HTTP request.
    pub(crate) fn into_function_error(self) -> FunctionError {
        match self.0.error {
            Some(error) => error.into(),
            None => FunctionError::new("Problem", self.0.detail.unwrap_or_default()),
        }
    }
}

/// Writes the `detail`, or else the title.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0.detail.as_deref().or(self.0.title.as_deref());
        f.write_str(text.unwrap_or_else(|| self.phrase()))
    }
}

/// Its source is the error that is logged, which clients do not see.
impl std::error::Error for Problem {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let error = self.0.error.as_ref()?;
        Some(error.inner())
    }
}

impl Serialize for Problem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", &self.0.kind)?;
        map.serialize_entry("title", self.0.title.as_deref().unwrap_or(self.phrase()))?;
        map.serialize_entry("status", &self.0.status.as_u16())?;
        if let Some(detail) = &self.0.detail {
            map.serialize_entry("detail", detail)?;
        }
        for (name, value) in &self.0.extensions {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// An error that an HTTP handler can return, because it converts to a problem document.
///
/// An HTTP handler can also return `anyhow::Error`, `eyre::Report` and `Box<dyn Error + Send + Sync>`, each of which is a 500 without
/// detail, and `StatusCode`, `(StatusCode, T)` and [`Response`](crate::Response), which are that response.
///
/// ```
/// use gatewright::prelude::*;
///
/// struct UnknownSku(String);
///
/// impl IntoProblem for UnknownSku {
///     fn into_problem(self) -> Problem {
///         Problem::new(StatusCode::NOT_FOUND).detail(format!("no product has the sku `{}`", self.0))
///     }
/// }
/// # assert_eq!(UnknownSku("A-1".to_owned()).into_problem().status(), StatusCode::NOT_FOUND);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the error of an HTTP handler",
    label = "expected a type that implements `gatewright::IntoProblem`",
    note = "`IntoProblem` decides the status of the error and the details that the client receives",
    note = "for a type of this crate, write `impl gatewright::IntoProblem for … {{ fn into_problem(self) -> gatewright::Problem {{ gatewright::Problem::new(gatewright::StatusCode::NOT_FOUND) }} }}`, or derive it: `#[derive(gatewright::Problem)]`",
    note = "for a type of another crate, use `gatewright::Error`, into which `?` converts every `std::error::Error`, `anyhow::Error`, `String` and `&str`: the client receives a 500, and the error is logged"
)]
pub trait IntoProblem {
    /// The documents that it can become, for the manifest. `None` if they are not known.
    #[doc(hidden)]
    const CASES: Option<&'static [ProblemCase]> = None;

    /// Converts the error to a problem document.
    fn into_problem(self) -> Problem;
}

impl IntoProblem for Problem {
    fn into_problem(self) -> Problem {
        self
    }
}

/// An unexpected error: 500 without detail, logged once. A [`Rejection`] and a [`Problem`] that `?` has converted keep their status.
impl IntoProblem for Error {
    fn into_problem(self) -> Problem {
        if !self.inner().is::<Rejection>() && !self.inner().is::<Problem>() {
            return Problem::from_error(self);
        }
        let rejection = match self.into_inner().downcast::<Problem>() {
            Ok(problem) => return *problem,
            Err(other) => other.downcast::<Rejection>(),
        };
        match rejection {
            Ok(rejection) => rejection.into_problem(),
            Err(other) => Problem::from_error(Error::from_boxed(other)),
        }
    }
}

/// A lazy module that could not start: 503 without the reason, which is logged.
impl IntoProblem for InitError {
    fn into_problem(self) -> Problem {
        Problem::new(StatusCode::SERVICE_UNAVAILABLE).logged_error(self.into_init_failed())
    }
}

/// A response that could not be built: 500, as an unexpected error.
impl IntoProblem for http::Error {
    fn into_problem(self) -> Problem {
        Problem::from_error(self.into())
    }
}

impl IntoProblem for std::convert::Infallible {
    fn into_problem(self) -> Problem {
        match self {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn problem_has_the_members_of_rfc_9457_and_extensions() {
        let problem = Problem::new(StatusCode::NOT_FOUND)
            .detail("no such product")
            .with("sku", "A-1");
        assert_eq!(
            serde_json::to_value(&problem).unwrap(),
            json!({"type": "about:blank", "title": "Not Found", "status": 404, "detail": "no such product", "sku": "A-1"})
        );
    }

    #[test]
    fn unexpected_error_reveals_nothing_to_the_client() {
        let problem = Error::msg("the password is wrong").into_problem();
        assert_eq!(
            serde_json::to_value(&problem).unwrap(),
            json!({"type": "about:blank", "title": "Internal Server Error", "status": 500})
        );
    }
}
