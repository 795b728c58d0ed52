//! Replies as HTTP responses.

use crate::http_trigger::reply::{self, MalformedResponse, Reply, finished};
use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::{HeaderMap, Response, StatusCode};
use serde_json::Value;

/// Converts the function's reply, which must be JSON, as an HTTP API does.
///
/// An object with `statusCode` is the response. Anything else is the body of a 200 of type `application/json`. A string loses its
/// quotes.
pub fn response(payload: &[u8]) -> Result<Response<Full<Bytes>>, MalformedResponse> {
    let body = match reply::parsed(payload)? {
        Value::Object(members) if members.contains_key("statusCode") => {
            return explicit(Reply::of(members)?);
        }
        Value::String(text) => Bytes::from(text),
        _ => Bytes::copy_from_slice(payload),
    };
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(finished(StatusCode::OK, headers, body, None))
}

fn explicit(reply: Reply) -> Result<Response<Full<Bytes>>, MalformedResponse> {
    let status = reply.status()?;
    let headers = reply.headers_and_cookies()?;
    let body = reply.decoded_body()?;
    Ok(finished(status, headers, body, Some(TEXT)))
}

/// The content type that an HTTP API adds.
pub(in crate::http_trigger) const TEXT: HeaderValue =
    HeaderValue::from_static("text/plain;charset=UTF-8");

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::{BodyExt, Collected};

    async fn seen(reply: &str) -> Result<(u16, Vec<(String, String)>, String), String> {
        let (parts, body) = response(reply.as_bytes())
            .map_err(|bad| bad.to_string())?
            .into_parts();
        let mut headers: Vec<_> = parts
            .headers
            .iter()
            .map(|(name, value)| header(name.as_str(), &String::from_utf8_lossy(value.as_bytes())))
            .collect();
        // The header map has no order. A stable sort keeps the order of the cookies.
        headers.sort_by(|(a, _), (b, _)| a.cmp(b));
        let body = body
            .collect()
            .await
            .map(Collected::to_bytes)
            .unwrap_or_default();
        let body = String::from_utf8_lossy(&body).into_owned();
        Ok((parts.status.as_u16(), headers, body))
    }

    fn header(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    /// The two examples of the developer guide.
    #[tokio::test]
    async fn reply_without_status_is_the_body_of_a_200() {
        let json = vec![header("content-type", "application/json")];
        assert_eq!(
            seen("\"Hello from Lambda!\"").await,
            Ok((200, json.clone(), "Hello from Lambda!".to_owned()))
        );
        let object = r#"{ "message": "Hello from Lambda!" }"#;
        assert_eq!(seen(object).await, Ok((200, json, object.to_owned())));
    }

    /// The full form of the developer guide.
    #[tokio::test]
    async fn reply_with_status_is_the_response() {
        let reply = r#"{
            "cookies": ["cookie1", "cookie2"],
            "isBase64Encoded": true,
            "statusCode": 201,
            "headers": { "Content-Type": "image/png", "x-count": 3, "Content-Length": "999" },
            "body": "aGk="
        }"#;
        let headers = vec![
            header("content-type", "image/png"),
            header("set-cookie", "cookie1"),
            header("set-cookie", "cookie2"),
            header("x-count", "3"),
        ];
        assert_eq!(seen(reply).await, Ok((201, headers, "hi".to_owned())));
    }

    #[tokio::test]
    async fn default_content_type_is_plain_text() {
        let plain = vec![header("content-type", "text/plain;charset=UTF-8")];
        assert_eq!(
            seen(r#"{"statusCode":"404","headers":null,"body":null}"#).await,
            Ok((404, plain, String::new()))
        );
    }

    #[tokio::test]
    async fn malformed_reply_has_a_reason() {
        for (reply, wrong) in [
            ("oops", "it is not JSON: expected value at line 1 column 1"),
            (
                r#"{"statusCode":42}"#,
                "`statusCode` is 42; it must be a number from 200 to 599",
            ),
            (
                r#"{"statusCode":true}"#,
                "`statusCode` is true; it must be a number from 200 to 599",
            ),
            (
                r#"{"statusCode":200,"headers":{"a":["b"]}}"#,
                "the header `a` is [\"b\"]; it must be a string",
            ),
            (
                r#"{"statusCode":200,"headers":{"a b":"c"}}"#,
                "`a b` is not a valid header name",
            ),
            (
                r#"{"statusCode":200,"body":"*","isBase64Encoded":true}"#,
                "`body` is not base64: Invalid symbol 42, offset 0.",
            ),
            (
                r#"{"statusCode":200,"body":{}}"#,
                "invalid type: map, expected a string",
            ),
        ] {
            assert_eq!(seen(reply).await, Err(wrong.to_owned()), "{reply}");
        }
    }
}
