//! Errors over HTTP: problem documents (RFC 9457).

use std::borrow::Cow;

use http::StatusCode;
use http::header::{HeaderMap, HeaderName, HeaderValue};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

use super::Response;
use crate::error::{Error, FunctionError};
use crate::lazy::InitError;

/// An error document of type `application/problem+json`, as RFC 9457 defines it.
///
/// ```
/// use gatewright::{Problem, StatusCode};
///
/// let problem = Problem::new(StatusCode::NOT_FOUND)
///     .detail("no product has this sku")
///     .with("sku", "A-100");
/// ```
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    kind: Cow<'static, str>,
    title: Option<Cow<'static, str>>,
    detail: Option<String>,
    extensions: Vec<(Cow<'static, str>, Value)>,
    headers: HeaderMap,
    error: Option<Error>,
}

impl Problem {
    /// A problem that says what `status` says. Its `type` is `about:blank`, its `title` the status's phrase.
    pub fn new(status: StatusCode) -> Self {
        Self {
            status,
            kind: "about:blank".into(),
            title: None,
            detail: None,
            extensions: Vec::new(),
            headers: HeaderMap::new(),
            error: None,
        }
    }

    /// A 500 for an error that is nobody's business but the log's.
    pub fn from_error(error: Error) -> Self {
        Self {
            error: Some(error),
            ..Self::new(StatusCode::INTERNAL_SERVER_ERROR)
        }
    }

    /// A URI that names this kind of problem; where it leads, people should find it explained.
    #[must_use]
    pub fn kind(mut self, uri: impl Into<Cow<'static, str>>) -> Self {
        self.kind = uri.into();
        self
    }

    /// What this kind of problem is called, the same for all occurrences.
    #[must_use]
    pub fn title(mut self, title: impl Into<Cow<'static, str>>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// What happened this time, for people.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// A member of your own, for programs. A value that does not serialise is `null`.
    #[must_use]
    pub fn with(mut self, name: impl Into<Cow<'static, str>>, value: impl Serialize) -> Self {
        self.extensions
            .push((name.into(), serde_json::to_value(value).unwrap_or_default()));
        self
    }

    /// A header beside the document: `www-authenticate` of a 401, `retry-after` of a 503. One that is no valid header is left out,
    /// because it cannot be sent.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(value)) {
            self.headers.append(name, value);
        }
        self
    }

    /// What the log, and only the log, says about it.
    #[must_use]
    pub fn logged(self, error: impl Into<Error>) -> Self {
        self.logged_error(error.into())
    }

    pub(crate) fn logged_error(mut self, error: Error) -> Self {
        self.error = Some(error);
        self
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    pub(crate) fn into_response(mut self) -> Response {
        let error = self.error.take();
        // Strings, numbers and JSON values always serialise.
        let document = serde_json::to_string(&self).unwrap_or_default();
        Response {
            error,
            headers: self.headers,
            ..Response::text(self.status, "application/problem+json", document)
        }
    }
}

impl Problem {
    /// The problem where there is no HTTP to answer with it.
    pub(crate) fn into_function_error(self) -> FunctionError {
        match self.error {
            Some(error) => error.into(),
            None => FunctionError::new("Problem", self.detail.unwrap_or_default()),
        }
    }
}

impl Serialize for Problem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", &self.kind)?;
        let phrase = self.status.canonical_reason().unwrap_or("Unknown");
        map.serialize_entry("title", self.title.as_deref().unwrap_or(phrase))?;
        map.serialize_entry("status", &self.status.as_u16())?;
        if let Some(detail) = &self.detail {
            map.serialize_entry("detail", detail)?;
        }
        for (name, value) in &self.extensions {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// An error that an HTTP handler may return: it knows its problem document.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no problem document",
    label = "an HTTP handler cannot fail with this type",
    note = "the error of an HTTP handler implements `gatewright::IntoProblem`: it says which status it is, and what the client may know",
    note = "implement it: `impl IntoProblem for {Self} {{ fn into_problem(self) -> Problem {{ Problem::new(StatusCode::NOT_FOUND) }} }}`, or fail with `gatewright::Error`, which is a 500"
)]
pub trait IntoProblem {
    /// The document.
    fn into_problem(self) -> Problem;
}

impl IntoProblem for Problem {
    fn into_problem(self) -> Problem {
        self
    }
}

/// An unforeseen error: 500 without detail, logged once.
impl IntoProblem for Error {
    fn into_problem(self) -> Problem {
        Problem::from_error(self)
    }
}

/// A lazy module that could not start: 503 without the reason, which is the log's.
impl IntoProblem for InitError {
    fn into_problem(self) -> Problem {
        let error = Error::with_type("InitFailed", self);
        Problem::new(StatusCode::SERVICE_UNAVAILABLE).logged_error(error)
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
    fn a_problem_has_the_members_of_rfc_9457_and_its_own() {
        let problem = Problem::new(StatusCode::NOT_FOUND)
            .detail("no such product")
            .with("sku", "A-1");
        assert_eq!(
            serde_json::to_value(&problem).unwrap(),
            json!({"type": "about:blank", "title": "Not Found", "status": 404, "detail": "no such product", "sku": "A-1"})
        );
    }

    #[test]
    fn an_unforeseen_error_shows_nothing_of_itself() {
        let problem = Error::msg("the password is wrong").into_problem();
        assert_eq!(
            serde_json::to_value(&problem).unwrap(),
            json!({"type": "about:blank", "title": "Internal Server Error", "status": 500})
        );
    }
}
