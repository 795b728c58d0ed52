//! Bodies as bytes.

use std::ops::Deref;

use bytes::Bytes;

use super::{Extract, FromHttp, How, Kind, Rejection};
use crate::event::HttpRequest;

/// A body as bytes: of a request as a parameter, of a response as a reply.
///
/// As a parameter it takes the body whatever its content type; a request without one has an empty body. As a reply it is
/// `application/octet-stream`, unless [`Headers`](crate::Headers) beside it say otherwise: `(StatusCode, Headers, Body)`. Triggers carry
/// bytes in base64, in both directions; that is no concern of a handler's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Body(pub Bytes);

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

impl Extract<FromHttp> for Body {
    const KIND: Kind = Kind::Body;
    const HOW: How<Self> = How::Now(|incoming| Ok(read(incoming.request()?)?.unwrap_or_default()));
}

/// The body, if there is one.
pub(super) fn read(request: &HttpRequest<'_>) -> Result<Option<Body>, Rejection> {
    match request.body() {
        None => Ok(None),
        Some(Ok(bytes)) => Ok(Some(Body(bytes.into_owned().into()))),
        Some(Err(error)) => Err(not_base64(&error)),
    }
}

pub(super) fn not_base64(error: &base64::DecodeError) -> Rejection {
    Rejection::invalid(format!(
        "body: not base64, although the event says so: {error}"
    ))
}
