//! Replies as HTTP responses.

use crate::quote::{excerpt, quoted};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{
    CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue, SET_COOKIE,
    TRANSFER_ENCODING,
};
use hyper::{HeaderMap, Response, StatusCode};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;

/// A reply that is not a valid HTTP response. The gateway answers 500. The text is the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MalformedResponse(pub(crate) String);

impl fmt::Display for MalformedResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for MalformedResponse {}

/// Converts the function's reply, which must be JSON, as an HTTP API does.
///
/// An object with `statusCode` is the response. Anything else is the body of a 200 of type `application/json`. A string loses its
/// quotes.
pub fn response(reply: &[u8]) -> Result<Response<Full<Bytes>>, MalformedResponse> {
    let value: Value = serde_json::from_slice(reply)
        .map_err(|error| MalformedResponse(format!("it is not JSON: {error}")))?;
    if value.get("statusCode").is_some() {
        let reply =
            Reply::deserialize(value).map_err(|error| MalformedResponse(error.to_string()))?;
        return explicit(reply);
    }
    let body = match value {
        Value::String(text) => Bytes::from(text),
        _ => Bytes::copy_from_slice(reply),
    };
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(finish(StatusCode::OK, headers, Full::new(body)))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Reply {
    status_code: Status,
    #[serde(default)]
    headers: Option<BTreeMap<String, Value>>,
    #[serde(default)]
    cookies: Option<Vec<String>>,
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    is_base64_encoded: Option<bool>,
}

/// A final status, as a number or as a number in a string.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "Value")]
pub(crate) struct Status(pub(crate) StatusCode);

impl TryFrom<Value> for Status {
    type Error = String;

    fn try_from(value: Value) -> Result<Self, String> {
        let number = match &value {
            Value::Number(number) => number.as_u64(),
            Value::String(digits) => digits.parse().ok(),
            _ => None,
        };
        number
            .filter(|number| (200..=599).contains(number))
            .and_then(|number| StatusCode::from_u16(u16::try_from(number).ok()?).ok())
            .map(Self)
            .ok_or_else(|| {
                format!(
                    "`statusCode` is {}; it must be a number from 200 to 599",
                    excerpt(&value.to_string())
                )
            })
    }
}

fn explicit(reply: Reply) -> Result<Response<Full<Bytes>>, MalformedResponse> {
    let mut headers = HeaderMap::new();
    for (name, value) in reply.headers.unwrap_or_default() {
        append_header(&mut headers, &name, &value)?;
    }
    set_cookies(&mut headers, &reply.cookies.unwrap_or_default())?;
    let body = reply.body.unwrap_or_default();
    let body = if reply.is_base64_encoded == Some(true) {
        let bytes = STANDARD.decode(&body);
        bytes
            .map_err(|error| MalformedResponse(format!("`body` is not base64: {error}")))?
            .into()
    } else {
        Bytes::from(body)
    };
    if !headers.contains_key(CONTENT_TYPE) {
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("text/plain;charset=UTF-8"),
        );
    }
    Ok(finish(reply.status_code.0, headers, Full::new(body)))
}

/// Appends a header whose value is a string, a number or a boolean.
pub(crate) fn append_header(
    headers: &mut HeaderMap,
    name: &str,
    value: &Value,
) -> Result<(), MalformedResponse> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(_) | Value::Bool(_) => value.to_string(),
        _ => {
            return Err(MalformedResponse(format!(
                "the header {} is {}; it must be a string",
                quoted(name),
                excerpt(&value.to_string())
            )));
        }
    };
    let name = HeaderName::try_from(name)
        .map_err(|_| MalformedResponse(format!("{} is not a valid header name", quoted(name))))?;
    let value = HeaderValue::try_from(text).map_err(|_| {
        MalformedResponse(format!(
            "the value of the header {} has characters that are not allowed in headers",
            quoted(name.as_str())
        ))
    })?;
    headers.append(name, value);
    Ok(())
}

/// Appends a `set-cookie` header for each cookie.
pub(crate) fn set_cookies(
    headers: &mut HeaderMap,
    cookies: &[String],
) -> Result<(), MalformedResponse> {
    for cookie in cookies {
        let value = HeaderValue::try_from(cookie).map_err(|_| {
            MalformedResponse(format!(
                "the cookie {} has characters that are not allowed in headers",
                quoted(cookie.split('=').next().unwrap_or_default())
            ))
        })?;
        headers.append(SET_COOKIE, value);
    }
    Ok(())
}

/// Creates a response without the function's framing headers. The server sets its own.
pub(crate) fn finish<B>(status: StatusCode, mut headers: HeaderMap, body: B) -> Response<B> {
    for framing in [CONTENT_LENGTH, TRANSFER_ENCODING, CONNECTION] {
        headers.remove(framing);
    }
    let mut answer = Response::new(body);
    *answer.status_mut() = status;
    *answer.headers_mut() = headers;
    answer
}

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
