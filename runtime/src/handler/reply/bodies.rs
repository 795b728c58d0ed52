//! Responses with a body of one kind.

use bytes::Bytes;
use http::StatusCode;
use serde::Serialize;

use super::response::json_text;
use super::{Response, ResponseBody};

pub(super) fn plain_text<T: Into<String>>(text: T) -> Response {
    Response::text(StatusCode::OK, "text/plain; charset=utf-8", text.into())
}

pub(super) fn octets<T: Into<Bytes>>(bytes: T) -> Response {
    Response {
        body_type: Some("application/octet-stream"),
        body: ResponseBody::Bytes(bytes.into()),
        ..Response::new(StatusCode::OK)
    }
}

pub(super) fn json<T: Serialize + ?Sized>(value: &T) -> Response {
    match json_text(value) {
        Ok(text) => Response::text(StatusCode::OK, "application/json", text),
        Err(error) => Response::refused(error),
    }
}
