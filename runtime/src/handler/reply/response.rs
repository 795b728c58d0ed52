//! An HTTP response, the same for every trigger.

use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderMap};

use super::stream::StreamBody;
use crate::error::Error;

/// An HTTP response: status, headers and body.
///
/// Every reply of an HTTP handler is converted to one. A handler returns it directly if its replies have different types.
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
#[derive(Debug)]
pub struct Response {
    pub(crate) status: StatusCode,
    /// The media type of the body, unless `headers` has one. A separate field, because most responses have no other header and a
    /// map costs more.
    pub(crate) body_type: Option<&'static str>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: ResponseBody,
    /// The error behind the response, which is only logged.
    pub(crate) error: Option<Error>,
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
        }
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
