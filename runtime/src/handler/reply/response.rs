//! An HTTP response, the same for every trigger.

use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderMap};

use crate::error::Error;
use crate::gateway::stream::StreamBody;

/// An HTTP response: status, headers and body. Handlers seldom make one; what they return becomes one.
#[derive(Debug)]
pub struct Response {
    pub(crate) status: StatusCode,
    /// What the body is, unless `headers` say otherwise. Apart from them because most responses have no other header, and
    /// a map costs more than a field.
    pub(crate) body_type: Option<&'static str>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: ResponseBody,
    /// What the log says of it, and nobody else.
    pub(crate) error: Option<Error>,
}

/// The body of a [`Response`].
#[derive(Debug)]
pub enum ResponseBody {
    /// None.
    Empty,
    /// Text of whatever type.
    Text(String),
    /// Bytes, which go through a trigger in base64.
    Bytes(bytes::Bytes),
    /// Bytes that are made while they are sent.
    Stream(StreamBody),
}

impl Response {
    /// A response without headers or body.
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

    /// What the body is, where the headers do not say it.
    pub(crate) fn content_type(&self) -> Option<&'static str> {
        self.body_type
            .filter(|_| !self.headers.contains_key(CONTENT_TYPE))
    }
}
