//! A streamed reply as a response: metadata in JSON, eight zero bytes, the body.
//!
//! Source: Lambda developer guide, "Response streaming", `HttpResponseStream`. The whole stream is collected first:
//! an HTTP API has no streaming, and its client gets the response at once.

use super::BadReply;
use super::http_v2::{Status, finish, header_lines, set_cookies};
use crate::server::Answer;
use bytes::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

const INTEGRATION: &str = "application/vnd.awslambda.http-integration-response";
const DELIMITER: [u8; 8] = [0; 8];

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Prelude {
    status_code: Option<Status>,
    headers: BTreeMap<String, Value>,
    cookies: Vec<String>,
}

pub(super) fn response(content_type: Option<&str>, stream: &Bytes) -> Result<Answer, BadReply> {
    let mut headers = HeaderMap::new();
    if content_type != Some(INTEGRATION) {
        let value = content_type.and_then(|value| HeaderValue::from_str(value).ok());
        headers.insert(
            CONTENT_TYPE,
            value.unwrap_or(HeaderValue::from_static("application/octet-stream")),
        );
        return Ok(finish(StatusCode::OK, headers, stream.clone()));
    }
    let end = stream
        .windows(DELIMITER.len())
        .position(|window| window == DELIMITER)
        .ok_or_else(|| BadReply("its metadata do not end with eight zero bytes".to_owned()))?;
    let prelude: Prelude = serde_json::from_slice(&stream[..end])
        .map_err(|error| BadReply(format!("its metadata are not readable: {error}")))?;
    for (name, value) in &prelude.headers {
        match value {
            Value::Array(values) => values
                .iter()
                .try_for_each(|value| header_lines(&mut headers, name, value))?,
            value => header_lines(&mut headers, name, value)?,
        }
    }
    set_cookies(&mut headers, &prelude.cookies)?;
    let status = prelude
        .status_code
        .map_or(StatusCode::OK, |status| status.0);
    Ok(finish(
        status,
        headers,
        stream.slice(end + DELIMITER.len()..),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::{BodyExt, Collected};

    #[tokio::test]
    async fn the_metadata_become_status_headers_and_cookies() {
        let stream = Bytes::from_static(
            b"{\"statusCode\":206,\"headers\":{\"content-type\":\"text/html\",\"x-a\":[\"1\",\"2\"]},\"cookies\":[\"c=1\"]}\0\0\0\0\0\0\0\0<p>\0</p>",
        );
        let answer = response(Some(INTEGRATION), &stream).unwrap_or_else(|bad| panic!("{bad}"));
        assert_eq!(answer.status(), 206);
        let all = |name: &str| {
            answer
                .headers()
                .get_all(name)
                .iter()
                .cloned()
                .collect::<Vec<_>>()
        };
        assert_eq!(all("content-type"), ["text/html"]);
        assert_eq!(all("x-a"), ["1", "2"]);
        assert_eq!(all("set-cookie"), ["c=1"]);
        let body = answer.into_body().collect().await.map(Collected::to_bytes);
        assert_eq!(body, Ok(Bytes::from_static(b"<p>\0</p>")));
    }

    #[test]
    fn a_stream_without_metadata_is_a_200() {
        let answer = response(Some("text/csv"), &Bytes::from_static(b"a,b"))
            .unwrap_or_else(|bad| panic!("{bad}"));
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "text/csv");
    }

    #[test]
    fn metadata_without_an_end_are_refused() {
        let bad = response(Some(INTEGRATION), &Bytes::from_static(b"{}")).err();
        assert_eq!(
            bad,
            Some(BadReply(
                "its metadata do not end with eight zero bytes".to_owned()
            ))
        );
    }
}
