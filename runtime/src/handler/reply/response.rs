//! An HTTP response, the same for every trigger.

use std::borrow::Cow;

use bytes::Bytes;
use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, SET_COOKIE};
use serde::Serialize;

use super::Problem;
use super::header::{self, IntoHeaderName, IntoHeaderValue};
use super::stream::StreamBody;
use crate::error::Error;
use crate::handler::extract::Body;

/// An HTTP response: status, headers and body.
///
/// Every reply of an HTTP handler is converted to one. A handler returns it directly if its replies have different types. It converts
/// from and to `http::Response`.
///
/// ```
/// use gatewright::prelude::*;
/// use gatewright::{IntoResponse, Response};
///
/// #[lambda_handler(main = false)]
/// #[get("/orders/{id}")]
/// async fn order(Path(id): Path<u64>) -> Response {
///     match id {
///         7 => "order 7".into_response(),
///         _ => StatusCode::NOT_FOUND.into_response(),
///     }
/// }
///
/// # fn main() {
/// # use gatewright::testing::{block_on, invoke};
/// # let event = serde_json::json!({
/// #     "version": "2.0", "rawPath": "/orders/8", "requestContext": {"http": {"method": "GET"}},
/// # });
/// # assert_eq!(block_on(invoke(&ORDER, event)).unwrap()["statusCode"], 404);
/// # }
/// ```
///
/// Its methods build it, and read it in tests:
///
/// ```
/// use gatewright::{Response, ResponseBody, StatusCode};
///
/// let response = Response::new(StatusCode::CREATED)
///     .with_header("location", "/orders/7")
///     .with_cookie("last=7; HttpOnly")
///     .with_json(&["A-100"]);
/// assert_eq!(response.status(), StatusCode::CREATED);
/// assert_eq!(response.header("content-type"), Some("application/json"));
/// assert_eq!(response.headers().len(), 3);
/// assert!(matches!(response.body(), ResponseBody::Text(text) if text == r#"["A-100"]"#));
/// ```
///
/// With an invalid header name or value, the response becomes a 500 without detail, and the error (`InvalidHeader`) is logged. The same
/// happens with a value that does not serialise.
#[derive(Debug)]
#[must_use = "a response is sent only if the handler returns it"]
pub struct Response {
    pub(crate) status: StatusCode,
    /// The media type of the body, unless `headers` has one. A separate field, because most responses have no other header and a
    /// map costs more.
    pub(crate) body_type: Option<&'static str>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: ResponseBody,
    /// The error behind the response, which is only logged.
    pub(crate) error: Option<Error>,
    /// Whether the reply could not be made, and this is the 500 in its place. Nothing is added to it.
    pub(crate) refused: bool,
}

/// The body of a [`Response`].
///
/// ```
/// use gatewright::ResponseBody;
///
/// let body = ResponseBody::Text("order 7".to_owned());
/// assert!(matches!(body, ResponseBody::Text(text) if text == "order 7"));
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum ResponseBody {
    /// No body.
    Empty,
    /// Text of any media type.
    Text(String),
    /// Bytes, which triggers take in base64.
    Bytes(bytes::Bytes),
    /// A stream of bytes, sent while it is produced.
    Stream(StreamBody),
}

impl Response {
    /// Creates a response without headers or body.
    pub fn new(status: StatusCode) -> Self {
        Self {
            status,
            body_type: None,
            headers: HeaderMap::new(),
            body: ResponseBody::Empty,
            error: None,
            refused: false,
        }
    }

    /// The 500 in place of a reply that could not be made.
    pub(super) fn refused(error: Error) -> Self {
        Self {
            refused: true,
            ..Problem::from_error(error).into_response()
        }
    }

    /// Sets the status.
    pub fn with_status(mut self, status: StatusCode) -> Self {
        if !self.refused {
            self.status = status;
        }
        self
    }

    /// Adds a header. If the response has one of this name, it gets another value; `content-type` is replaced.
    pub fn with_header(self, name: impl IntoHeaderName, value: impl IntoHeaderValue) -> Self {
        self.with_pair(header::pair(name, value))
    }

    fn with_pair(mut self, pair: Result<(HeaderName, HeaderValue), Error>) -> Self {
        match pair {
            _ if self.refused => {}
            Ok((name, value)) if name == CONTENT_TYPE => {
                self.headers.insert(name, value);
            }
            Ok((name, value)) => {
                self.headers.append(name, value);
            }
            Err(error) => return Self::refused(error),
        }
        self
    }

    /// Replaces headers. Names that occur repeatedly keep all their new values.
    pub(super) fn with_headers(mut self, headers: Result<HeaderMap, Error>) -> Self {
        match headers {
            _ if self.refused => {}
            Ok(headers) => self.headers.extend(headers),
            Err(error) => return Self::refused(error),
        }
        self
    }

    /// Adds a cookie: a [`Cookie`](crate::Cookie), or the value of one `set-cookie` header, such as `session=31d4; Secure; HttpOnly`.
    pub fn with_cookie(self, cookie: impl IntoHeaderValue) -> Self {
        self.with_pair(header::pair(SET_COOKIE, cookie))
    }

    /// Sets a body of type `text/plain; charset=utf-8`. A header `content-type` takes precedence.
    pub fn with_text(self, text: impl Into<String>) -> Self {
        self.with(Some("text/plain; charset=utf-8"), text.into().into())
    }

    /// Sets a body of type `application/json`. A header `content-type` takes precedence.
    pub fn with_json<T: Serialize + ?Sized>(self, value: &T) -> Self {
        match json_text(value) {
            Ok(text) => self.with(Some("application/json"), text.into()),
            Err(error) => self.with_headers(Err(error)),
        }
    }

    /// Sets a body of type `application/octet-stream`. A header `content-type` takes precedence.
    pub fn with_bytes(self, bytes: impl Into<Bytes>) -> Self {
        self.with(Some("application/octet-stream"), bytes.into().into())
    }

    /// Sets a body without a media type.
    pub fn with_body(self, body: impl Into<ResponseBody>) -> Self {
        self.with(None, body.into())
    }

    fn with(mut self, body_type: Option<&'static str>, body: ResponseBody) -> Self {
        if !self.refused {
            self.body_type = body_type;
            self.body = body;
        }
        self
    }

    /// Returns the status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the status, to change it. That of the 500 in place of an invalid reply cannot be changed.
    pub fn status_mut(&mut self) -> &mut StatusCode {
        &mut self.status
    }

    /// Returns the value of a header. The name is case-insensitive. If the header is repeated, this is the first value.
    pub fn header(&self, name: &str) -> Option<&str> {
        let content_type = self
            .content_type()
            .filter(|_| name.eq_ignore_ascii_case(CONTENT_TYPE.as_str()));
        content_type.or_else(|| std::str::from_utf8(self.headers.get(name)?.as_bytes()).ok())
    }

    /// Returns all headers, including the `content-type` of the body.
    pub fn headers(&self) -> Cow<'_, HeaderMap> {
        match self.content_type() {
            None => Cow::Borrowed(&self.headers),
            Some(content_type) => {
                let mut all = self.headers.clone();
                all.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
                Cow::Owned(all)
            }
        }
    }

    /// Returns all headers, to change them.
    pub fn headers_mut(&mut self) -> &mut HeaderMap {
        if let Some(content_type) = self.content_type() {
            let content_type = HeaderValue::from_static(content_type);
            self.headers.insert(CONTENT_TYPE, content_type);
        }
        self.body_type = None;
        &mut self.headers
    }

    /// Returns the body.
    pub fn body(&self) -> &ResponseBody {
        &self.body
    }

    /// Returns the body alone.
    pub fn into_body(self) -> ResponseBody {
        self.body
    }

    pub(crate) fn text(status: StatusCode, body_type: &'static str, text: String) -> Self {
        Self {
            body_type: Some(body_type),
            body: ResponseBody::Text(text),
            ..Self::new(status)
        }
    }

    /// Returns the media type of the body, unless the headers have one.
    pub(crate) fn content_type(&self) -> Option<&'static str> {
        self.body_type
            .filter(|_| !self.headers.contains_key(CONTENT_TYPE))
    }
}

/// Without the extensions of the `http::Response`.
impl<B: Into<ResponseBody>> From<http::Response<B>> for Response {
    fn from(response: http::Response<B>) -> Self {
        let (parts, body) = response.into_parts();
        Self {
            headers: parts.headers,
            body: body.into(),
            ..Self::new(parts.status)
        }
    }
}

/// With the `content-type` of the body. An error to be logged is lost.
impl From<Response> for http::Response<ResponseBody> {
    fn from(mut response: Response) -> Self {
        let headers = std::mem::take(response.headers_mut());
        let mut converted = Self::new(response.body);
        *converted.status_mut() = response.status;
        *converted.headers_mut() = headers;
        converted
    }
}

impl From<()> for ResponseBody {
    fn from((): ()) -> Self {
        Self::Empty
    }
}

impl From<String> for ResponseBody {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for ResponseBody {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<Cow<'static, str>> for ResponseBody {
    fn from(text: Cow<'static, str>) -> Self {
        Self::Text(text.into_owned())
    }
}

impl From<Bytes> for ResponseBody {
    fn from(bytes: Bytes) -> Self {
        Self::Bytes(bytes)
    }
}

impl From<Vec<u8>> for ResponseBody {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes.into())
    }
}

impl From<Body> for ResponseBody {
    fn from(body: Body) -> Self {
        Self::Bytes(body.0)
    }
}

impl From<StreamBody> for ResponseBody {
    fn from(stream: StreamBody) -> Self {
        Self::Stream(stream)
    }
}

pub(super) fn json_text<T: Serialize + ?Sized>(value: &T) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| {
        Error::with_type(
            "SerializationFailed",
            format_args!("the reply does not serialise: {error}"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(response: &Response) -> (u16, Vec<(String, String)>, String) {
        let headers = response.headers();
        let mut headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect();
        headers.sort();
        (
            response.status.as_u16(),
            headers,
            format!("{:?}", response.body),
        )
    }

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn http_responses_convert_in_both_directions() {
        let stock = http::Response::builder()
            .status(418)
            .header("x-pot", "tea")
            .header("set-cookie", "a=1")
            .header("set-cookie", "b=2")
            .body("short and stout".to_owned())
            .unwrap();
        let response = Response::from(stock);
        let expected = (
            418,
            vec![
                pair("set-cookie", "a=1"),
                pair("set-cookie", "b=2"),
                pair("x-pot", "tea"),
            ],
            "Text(\"short and stout\")".to_owned(),
        );
        assert_eq!(parts(&response), expected);
        let stock = http::Response::from(response);
        assert_eq!(
            (stock.status(), stock.headers().len()),
            (StatusCode::IM_A_TEAPOT, 3)
        );
        assert!(matches!(stock.body(), ResponseBody::Text(text) if text == "short and stout"));
    }

    #[test]
    fn conversion_keeps_the_content_type_of_the_body() {
        let response = Response::new(StatusCode::OK).with_json(&1);
        let stock = http::Response::from(response);
        assert_eq!(stock.headers()["content-type"], "application/json");
    }

    #[test]
    fn content_type_header_takes_precedence_in_any_order() {
        let new = || Response::new(StatusCode::OK);
        for response in [
            new()
                .with_header("content-type", "text/html")
                .with_text("<p>"),
            new()
                .with_text("<p>")
                .with_header("Content-Type", "text/html"),
        ] {
            assert_eq!(response.header("content-type"), Some("text/html"));
            assert_eq!(parts(&response).1, [pair("content-type", "text/html")]);
        }
    }

    #[test]
    fn changed_headers_include_the_content_type() {
        let mut response = Response::new(StatusCode::OK).with_bytes(vec![0xff]);
        let previous = response.headers_mut().remove(CONTENT_TYPE);
        assert_eq!(previous.unwrap(), "application/octet-stream");
        assert_eq!(response.header("content-type"), None);
    }

    #[test]
    fn invalid_header_makes_a_500_that_later_calls_keep() {
        let response = Response::new(StatusCode::OK)
            .with_header("x y", "1")
            .with_header("x-a", "1")
            .with_cookie("a=1")
            .with_text("secret")
            .with_status(StatusCode::OK);
        let (status, headers, body) = parts(&response);
        assert_eq!(status, 500);
        assert_eq!(headers, [pair("content-type", "application/problem+json")]);
        assert!(!body.contains("secret"), "{body}");
        assert_eq!(response.error.unwrap().error_type(), "InvalidHeader");
    }

    #[test]
    fn value_that_does_not_serialise_makes_a_500() {
        let maps = std::collections::HashMap::from([((1, 2), 3)]);
        let response = Response::new(StatusCode::CREATED).with_json(&maps);
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(response.error.unwrap().error_type(), "SerializationFailed");
    }
}
