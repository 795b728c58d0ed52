//! Streamed HTTP responses: a prelude of metadata in JSON, eight zero bytes, then the body.
//!
//! Source: Lambda developer guide, "Response streaming", `HttpResponseStream`.

use super::reply::{MalformedResponse, Status, append_header, finish, set_cookies};
use crate::body::ResponseBody;
use crate::server::Answer;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

const INTEGRATION: &str = "application/vnd.awslambda.http-integration-response";
const DELIMITER: [u8; 8] = [0; 8];

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Prelude {
    status_code: Option<Status>,
    headers: BTreeMap<String, Value>,
    multi_value_headers: BTreeMap<String, Value>,
    cookies: Vec<String>,
}

/// Returns a whole stream as a response.
pub(super) fn response(
    content_type: Option<&str>,
    stream: &Bytes,
) -> Result<Answer, MalformedResponse> {
    let head = head(content_type, stream)?;
    let head = head.ok_or_else(|| {
        MalformedResponse("the metadata do not end with eight zero bytes".to_owned())
    })?;
    let body = ResponseBody::buffered(stream.slice(head.length..));
    Ok(finish(head.status, head.headers, body))
}

/// Status and headers of a streamed response.
pub(super) struct Head {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    /// The number of bytes before the body.
    pub(super) length: usize,
}

/// Parses the head of a stream. `None` if it is not complete.
pub(super) fn head(
    content_type: Option<&str>,
    stream: &[u8],
) -> Result<Option<Head>, MalformedResponse> {
    let mut headers = HeaderMap::new();
    if content_type != Some(INTEGRATION) {
        let value = content_type.and_then(|value| HeaderValue::from_str(value).ok());
        headers.insert(
            CONTENT_TYPE,
            value.unwrap_or(HeaderValue::from_static("application/octet-stream")),
        );
        return Ok(Some(Head {
            status: StatusCode::OK,
            headers,
            length: 0,
        }));
    }
    let Some(end) = prelude_end(stream) else {
        return Ok(None);
    };
    let prelude: Prelude = serde_json::from_slice(&stream[..end])
        .map_err(|error| MalformedResponse(format!("the metadata cannot be read: {error}")))?;
    let lists = prelude.multi_value_headers.into_iter();
    for (name, value) in prelude.headers.into_iter().chain(lists) {
        match value {
            Value::Array(values) => values
                .iter()
                .try_for_each(|value| append_header(&mut headers, &name, value))?,
            value => append_header(&mut headers, &name, &value)?,
        }
    }
    set_cookies(&mut headers, &prelude.cookies)?;
    let status = prelude
        .status_code
        .map_or(StatusCode::OK, |status| status.0);
    Ok(Some(Head {
        status,
        headers,
        length: end + DELIMITER.len(),
    }))
}

/// Whether the head may be complete now that a chunk has arrived. `seen` bytes of the stream were there before. Only the new ones are
/// searched, so that a head in many chunks is not searched again for each.
pub(super) fn may_be_complete(content_type: Option<&str>, stream: &[u8], seen: usize) -> bool {
    let from = seen.saturating_sub(DELIMITER.len() - 1);
    content_type != Some(INTEGRATION) || prelude_end(&stream[from..]).is_some()
}

/// Returns the length of the metadata.
fn prelude_end(stream: &[u8]) -> Option<usize> {
    stream
        .windows(DELIMITER.len())
        .position(|window| window == DELIMITER)
}

/// Converts a stream to the form of a buffered reply, for people to read. `None` if it is not an HTTP response.
pub(crate) fn buffered(content_type: Option<&str>, stream: &[u8]) -> Option<Bytes> {
    let end = prelude_end(stream).filter(|_| content_type == Some(INTEGRATION))?;
    let mut reply: Map<String, Value> = serde_json::from_slice(&stream[..end]).ok()?;
    let body = &stream[end + DELIMITER.len()..];
    let (text, is_base64) = match std::str::from_utf8(body) {
        Ok(text) => (text.to_owned(), false),
        Err(_) => (STANDARD.encode(body), true),
    };
    if !text.is_empty() {
        reply.insert("body".to_owned(), text.into());
    }
    reply.insert("isBase64Encoded".to_owned(), is_base64.into());
    Some(Value::Object(reply).to_string().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head_of(stream: &[u8]) -> Result<Option<Head>, MalformedResponse> {
        head(Some(INTEGRATION), stream)
    }

    #[test]
    fn head_is_complete_after_eight_zero_bytes() {
        let stream = b"{\"statusCode\":404,\"headers\":{\"a\":\"b\"},\"multiValueHeaders\":{\"c\":[\"d\",\"e\"]},\"cookies\":[\"f=g\"]}\0\0\0\0\0\0\0\0body";
        let length = stream.len() - "body".len();
        for part in 0..length {
            assert!(matches!(head_of(&stream[..part]), Ok(None)), "{part}");
            let may = |end: usize| may_be_complete(Some(INTEGRATION), &stream[..end], part);
            assert!(!may(length - 1) && may(length), "{part}");
        }
        let Ok(Some(head)) = head_of(stream) else {
            panic!("it is complete")
        };
        assert_eq!((head.status.as_u16(), head.length), (404, length));
        let values = |name| head.headers.get_all(name).iter().collect::<Vec<_>>();
        assert_eq!(values("a"), ["b"]);
        assert_eq!(values("c"), ["d", "e"]);
        assert_eq!(values("set-cookie"), ["f=g"]);
    }

    #[test]
    fn other_content_type_has_no_metadata() {
        let Ok(Some(head)) = head(Some("text/plain"), b"") else {
            panic!("there is nothing to wait for")
        };
        assert_eq!((head.status.as_u16(), head.length), (200, 0));
        assert_eq!(head.headers["content-type"], "text/plain");
    }

    #[test]
    fn stream_becomes_a_buffered_reply() {
        let buffered = |body: &[u8]| {
            let stream = [b"{\"statusCode\":200}\0\0\0\0\0\0\0\0", body].concat();
            let reply = buffered(Some(INTEGRATION), &stream).expect("a response");
            serde_json::from_slice::<Value>(&reply).expect("JSON")
        };
        assert_eq!(
            buffered(b"text"),
            serde_json::json!({"statusCode": 200, "body": "text", "isBase64Encoded": false})
        );
        assert_eq!(
            buffered(&[0xff, 0]),
            serde_json::json!({"statusCode": 200, "body": "/wA=", "isBase64Encoded": true})
        );
        assert_eq!(super::buffered(Some("text/plain"), b"text"), None);
    }
}
