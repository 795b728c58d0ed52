//! The request that passes through middleware.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use http::header::{HeaderMap, HeaderName, HeaderValue};

use crate::event::{HttpRequest, Method, Pairs, QueryText, Trigger};
use crate::guard::deadline::Deadline;
use crate::handler::extract::{Rejection, body_of};

/// The HTTP request that a middleware receives, and passes on to [`Next::run`](crate::Next::run).
///
/// It is in one form for all triggers. A middleware may change its headers and its body; the middleware within it and the extractors of
/// the handler see the change. Method and path cannot be changed, because the route has been chosen by them.
///
/// ```
/// use gatewright::{Next, Request, Response};
/// use http::HeaderValue;
///
/// pub async fn language(mut request: Request, next: Next<'_>) -> Response {
///     if request.header("accept-language").is_none() {
///         request.headers_mut().insert("accept-language", HeaderValue::from_static("en"));
///     }
///     next.run(request).await
/// }
/// ```
pub struct Request(Box<Parts>);

/// The parts of the event, as JSON, with what has been changed. An empty text stands for a part that is missing.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of its own, of the event or of a change"
)]
struct Parts {
    trigger: Trigger,
    method: Method,
    method_name: Box<str>,
    path: Box<str>,
    path_is_encoded: bool,
    route: &'static str,
    query: Query,
    header_lists: Box<str>,
    single_headers: Box<str>,
    cookies: Box<str>,
    body: Box<str>,
    body_is_base64: bool,
    body_is_damaged: bool,
    deadline: Deadline,
    headers: OnceLock<HeaderMap>,
    headers_are_changed: bool,
    new_body: Option<Bytes>,
}

enum Query {
    Text(Box<str>),
    Object {
        lists: Box<str>,
        singles: Box<str>,
        encoded: bool,
    },
}

impl Request {
    pub(crate) fn of(http: &HttpRequest<'_>, route: &'static str, deadline: Deadline) -> Self {
        let text = |json: Option<&str>| Box::from(json.unwrap_or_default());
        Self(Box::new(Parts {
            trigger: http.trigger,
            method: http.method,
            method_name: match http.method {
                Method::Other => Box::from(&*http.method_name),
                _ => Box::default(),
            },
            path: Box::from(&*http.path),
            path_is_encoded: http.path_is_encoded,
            route,
            query: match &http.query {
                QueryText::Text(query) => Query::Text(Box::from(&**query)),
                QueryText::Object { pairs, encoded } => Query::Object {
                    lists: text(pairs.lists),
                    singles: text(pairs.singles),
                    encoded: *encoded,
                },
            },
            header_lists: text(http.headers.lists),
            single_headers: text(http.headers.singles),
            cookies: text(http.cookies),
            body: text(http.body),
            body_is_base64: http.body_is_base64,
            body_is_damaged: http.body_is_damaged,
            deadline,
            headers: OnceLock::new(),
            headers_are_changed: false,
            new_body: None,
        }))
    }

    /// The method, as the client sent it.
    pub fn method(&self) -> &str {
        match self.0.method {
            Method::Other => &self.0.method_name,
            method => method.as_str(),
        }
    }

    /// The path without its stage. It is percent-encoded, except from HTTP APIs, which decode it.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// The template of the route that matched, such as `/orders/{id}`; empty if none did.
    pub fn route(&self) -> &'static str {
        self.0.route
    }

    /// The deadline of the invocation.
    pub fn deadline(&self) -> Deadline {
        self.0.deadline
    }

    /// The value of a header. The name is case-insensitive. If the header is repeated, this is the last value. `cookie` has all cookies.
    pub fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        if !self.0.headers_are_changed {
            return self.view().header(name);
        }
        let value = self.headers().get_all(name).iter().next_back()?;
        Some(String::from_utf8_lossy(value.as_bytes()))
    }

    /// All headers. Cookies that the trigger sends separately are in `cookie`. Invalid headers are left out.
    pub fn headers(&self) -> &HeaderMap {
        self.0
            .headers
            .get_or_init(|| self.view().headers_that_fit())
    }

    /// All headers, to change them.
    #[expect(clippy::missing_panics_doc, reason = "the cell is filled first")]
    pub fn headers_mut(&mut self) -> &mut HeaderMap {
        self.headers();
        self.0.headers_are_changed = true;
        self.0.headers.get_mut().expect("the cell is filled")
    }

    /// Replaces the values of a header.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers_mut().insert(name, value);
        self
    }

    /// The bytes of the body; empty without one.
    ///
    /// # Errors
    ///
    /// A body that the event marks as base64 and that does not decode, or one that is not a string: the rejection of the extractors.
    pub fn body(&self) -> Result<Bytes, Rejection> {
        match &self.0.new_body {
            Some(body) => Ok(body.clone()),
            None => Ok(body_of(&self.view())?.unwrap_or_default().0),
        }
    }

    /// Replaces the body.
    #[must_use]
    pub fn with_body(mut self, body: impl Into<Bytes>) -> Self {
        self.0.new_body = Some(body.into());
        self
    }

    /// Writes what has been changed as the trigger would send it, for the extractors.
    pub(crate) fn settle(&mut self) {
        let parts = &mut *self.0;
        if parts.headers_are_changed {
            parts.headers_are_changed = false;
            let headers = parts.headers.get();
            parts.header_lists = headers.map(json_of).unwrap_or_default();
            parts.single_headers = Box::default();
            parts.cookies = Box::default();
        }
        if let Some(body) = parts.new_body.take() {
            parts.body_is_damaged = false;
            let (text, is_base64) = match std::str::from_utf8(&body) {
                Ok(text) => (Cow::Borrowed(text), false),
                Err(_) => (Cow::Owned(BASE64.encode(&body)), true),
            };
            parts.body_is_base64 = is_base64;
            // A string always serialises.
            parts.body = serde_json::to_string(&text).unwrap_or_default().into();
        }
    }

    /// The request as slices of its parts. What has been changed must have [settled](Self::settle) before a handler sees it.
    pub(crate) fn view(&self) -> HttpRequest<'_> {
        let parts = &*self.0;
        HttpRequest {
            trigger: parts.trigger,
            method: parts.method,
            method_name: Cow::Borrowed(self.method()),
            path: Cow::Borrowed(&parts.path),
            path_is_encoded: parts.path_is_encoded,
            stage: None,
            query: match &parts.query {
                Query::Text(text) => QueryText::Text(Cow::Borrowed(text)),
                Query::Object {
                    lists,
                    singles,
                    encoded,
                } => QueryText::Object {
                    pairs: pairs(lists, singles),
                    encoded: *encoded,
                },
            },
            headers: pairs(&parts.header_lists, &parts.single_headers),
            cookies: some(&parts.cookies),
            body: some(&parts.body),
            body_is_base64: parts.body_is_base64,
            body_is_damaged: parts.body_is_damaged,
        }
    }
}

impl fmt::Debug for Request {
    /// Without headers and body, which may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method())
            .field("path", &self.path())
            .field("route", &self.route())
            .finish_non_exhaustive()
    }
}

/// The text, if the part is there.
fn some(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

fn pairs<'a>(lists: &'a str, singles: &'a str) -> Pairs<'a> {
    Pairs {
        lists: some(lists),
        singles: some(singles),
    }
}

/// Writes headers as an object of lists, as events have them.
fn json_of(headers: &HeaderMap) -> Box<str> {
    let mut lists: BTreeMap<&str, Vec<Cow<'_, str>>> = BTreeMap::new();
    for (name, value) in headers {
        let values = lists.entry(name.as_str()).or_default();
        values.push(String::from_utf8_lossy(value.as_bytes()));
    }
    // Text always serialises.
    serde_json::to_string(&lists).unwrap_or_default().into()
}
