//! The body of a request: as bytes, or as JSON.

use std::borrow::Cow;
use std::ops::Deref;

use bytes::Bytes;
use http::StatusCode;
use serde::de::DeserializeOwned;

use super::argument::{Extract, FromHttp, How, Kind, Optional, present};
use super::rejection::Rejection;
use crate::error::Cut;
use crate::event::{BodyError, HttpRequest};
use crate::handler::reply::Json;

/// A body as bytes: of a request as a parameter, of a response as a reply.
///
/// As a parameter it takes the body of any content type; a request without one has an empty body. As a reply it is
/// `application/octet-stream`, unless [`Headers`](crate::Headers) beside it say otherwise: `(StatusCode, Headers, Body)`. Triggers
/// carry bytes in base64; Gatewright decodes and encodes them. It is also the payload of a record that is not text:
/// [`Message<Body>`](crate::Message).
///
/// ```
/// use gatewright::prelude::*;
///
/// #[lambda_handler(main = false)]
/// #[post("/reverse")]
/// async fn reverse(body: Body) -> Body {
///     body.iter().rev().copied().collect::<Vec<u8>>().into()
/// }
/// # fn main() {}
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Body(pub Bytes);

impl Body {
    /// Creates an empty body.
    pub const fn empty() -> Self {
        Self(Bytes::new())
    }
}

impl Deref for Body {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl AsRef<[u8]> for Body {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl<T: Into<Bytes>> From<T> for Body {
    fn from(bytes: T) -> Self {
        Self(bytes.into())
    }
}

impl<T: DeserializeOwned> Extract<FromHttp> for Json<T> {
    const KIND: Kind = Kind::Body;
    const HOW: How<Self> = How::Body(|incoming| {
        let body = json_body(incoming.request()?)?;
        // All JSON is read from text: `from_slice` would be a second copy of the code that deserialises `T`.
        serde_json::from_str(json_text(&body)?)
            .map(Json)
            .map_err(|error| Rejection::invalid(format!("body: {error}")))
    });
}

pub(super) fn json_text(body: &[u8]) -> Result<&str, Rejection> {
    std::str::from_utf8(body)
        .map_err(|error| Rejection::invalid(format!("body: not UTF-8: {error}")))
}

/// `None` without a body.
impl<T: DeserializeOwned> Extract<Optional<FromHttp>> for Option<Json<T>> {
    const KIND: Kind = Kind::Body;
    const HOW: How<Self> = How::Body(|incoming| {
        if incoming.request()?.body().is_none() {
            return Ok(None);
        }
        present(incoming)
    });
}

/// The body, if there is one.
pub(crate) fn read(request: &HttpRequest<'_>) -> Result<Option<Body>, Rejection> {
    match request.body() {
        None => Ok(None),
        Some(Ok(bytes)) => Ok(Some(Body(bytes.into_owned().into()))),
        Some(Err(error)) => Err(unreadable(&error)),
    }
}

/// The body's bytes, if its content type is JSON or is not given.
pub(super) fn json_body<'a>(request: &HttpRequest<'a>) -> Result<Cow<'a, [u8]>, Rejection> {
    if let Some(content_type) = request.header("content-type")
        && !is_json(&content_type)
    {
        return Err(unsupported_media_type(
            "application/json",
            Some(&content_type),
        ));
    }
    match request.body() {
        None => Err(Rejection::invalid("body: expected JSON, found no body")),
        Some(Err(error)) => Err(unreadable(&error)),
        Some(Ok(body)) => Ok(body),
    }
}

/// Rejects a body of another type than `expected`.
pub(super) fn unsupported_media_type(expected: &str, found: Option<&str>) -> Rejection {
    let message = match found {
        Some(found) => format!(
            "content-type: expected `{expected}`, found `{}`",
            Cut::name(found)
        ),
        None => format!("content-type: expected `{expected}`, found no header"),
    };
    Rejection::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "InvalidPayload",
        message,
    )
}

/// Whether a content type is this media type, with any parameters.
pub(super) fn has_media_type(content_type: &str, media_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default();
    essence.trim().eq_ignore_ascii_case(media_type)
}

pub(super) fn unreadable(error: &BodyError) -> Rejection {
    Rejection::invalid(match error {
        BodyError::NotBase64(error) => {
            format!("body: the event marks it as base64, but it does not decode: {error}")
        }
        BodyError::NotText => {
            "body: expected UTF-8 text or base64 in the event, found other bytes".to_owned()
        }
        BodyError::NotString => {
            r#"body: expected a string in the event, such as "{\"id\":1}", found other JSON"#
                .to_owned()
        }
    })
}

/// `application/json`, or a type with the suffix `+json` (RFC 6839), with any parameters.
fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    let ends_in_json = || {
        let (name, suffix) = essence.split_once('/')?;
        let suffix = suffix.get(suffix.len().checked_sub("+json".len())?..)?;
        Some(name.eq_ignore_ascii_case("application") && suffix.eq_ignore_ascii_case("+json"))
    };
    essence.eq_ignore_ascii_case("application/json") || ends_in_json() == Some(true)
}

#[cfg(test)]
mod tests {
    use super::is_json;

    #[test]
    fn json_is_recognised_by_type_or_suffix() {
        for json in [
            "application/json",
            "Application/JSON; charset=utf-8",
            "application/merge-patch+json",
        ] {
            assert!(is_json(json), "{json}");
        }
        for other in ["text/plain", "application/jsonp", "text/json+html", ""] {
            assert!(!is_json(other), "{other}");
        }
    }
}
