//! What the tests of the conversions have in common.

use super::{MalformedResponse, RequestMetadata};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::Response;
use hyper::http::request::{Builder, Parts};
use serde_json::Value;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// Converts a request of 192.0.2.1, on 2020-03-04, to port 9000.
pub(super) fn event_of(
    request: Builder,
    body: &[u8],
    event: impl Fn(&Parts, &[u8], &RequestMetadata) -> Bytes,
) -> Value {
    let (parts, ()) = request
        .body(())
        .unwrap_or_else(|error| panic!("{error}"))
        .into_parts();
    let metadata = RequestMetadata {
        request_id: "id".to_owned(),
        client: ([192, 0, 2, 1], 50_000).into(),
        local: ([127, 0, 0, 1], 9000).into(),
        time: Duration::from_millis(1_583_348_638_390),
    };
    let event = event(&parts, body, &metadata);
    serde_json::from_slice(&event).unwrap_or_else(|error| panic!("{error}"))
}

/// A response: status, headers by name, and body.
pub(super) type Seen = (u16, Vec<(String, String)>, String);

pub(super) fn seen(
    response: Result<Response<Full<Bytes>>, MalformedResponse>,
) -> Result<Seen, String> {
    let (parts, body) = response.map_err(|bad| bad.to_string())?.into_parts();
    let mut headers: Vec<_> = parts
        .headers
        .iter()
        .map(|(name, value)| header(name.as_str(), &String::from_utf8_lossy(value.as_bytes())))
        .collect();
    // The header map has no order. A stable sort keeps the order of the cookies.
    headers.sort_by(|(a, _), (b, _)| a.cmp(b));
    // A buffered body is ready at once.
    let mut context = Context::from_waker(Waker::noop());
    let Poll::Ready(Ok(body)) = pin!(body.collect()).poll(&mut context) else {
        panic!("the body is buffered")
    };
    let body = String::from_utf8_lossy(&body.to_bytes()).into_owned();
    Ok((parts.status.as_u16(), headers, body))
}

pub(super) fn header(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}
