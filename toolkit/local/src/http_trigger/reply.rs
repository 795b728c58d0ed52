//! The members of replies, and their conversion to HTTP.

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
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt;

/// A reply that is not a valid HTTP response. The service answers 500 or 502. The text is the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MalformedResponse(pub(crate) String);

impl fmt::Display for MalformedResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for MalformedResponse {}

/// Returns the reply as JSON.
pub(super) fn parsed(payload: &[u8]) -> Result<Value, MalformedResponse> {
    serde_json::from_slice(payload)
        .map_err(|error| MalformedResponse(format!("it is not JSON: {error}")))
}

/// A reply with its members. Each trigger reads those that its format has.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Reply {
    status_code: Option<Status>,
    pub(super) status_description: Option<String>,
    pub(super) headers: Option<BTreeMap<String, Value>>,
    pub(super) multi_value_headers: Option<BTreeMap<String, Value>>,
    cookies: Option<Vec<String>>,
    body: Option<String>,
    pub(super) is_base64_encoded: Option<bool>,
}

impl Reply {
    /// Parses a reply that must be an object.
    pub(super) fn parse(payload: &[u8]) -> Result<Self, MalformedResponse> {
        match parsed(payload)? {
            Value::Object(members) => Self::of(members),
            other => Err(MalformedResponse(format!(
                "it is {}; it must be an object with `statusCode`",
                excerpt(&other.to_string())
            ))),
        }
    }

    pub(super) fn of(members: Map<String, Value>) -> Result<Self, MalformedResponse> {
        Self::deserialize(Value::Object(members))
            .map_err(|error| MalformedResponse(error.to_string()))
    }

    pub(super) fn status(&self) -> Result<StatusCode, MalformedResponse> {
        let status = self.status_code.map(|status| status.0);
        status.ok_or_else(|| MalformedResponse("`statusCode` is missing".to_owned()))
    }

    /// Returns `headers`, each of which has one value.
    pub(super) fn single_headers(&self) -> Result<HeaderMap, MalformedResponse> {
        let mut headers = HeaderMap::new();
        for (name, value) in self.headers.iter().flatten() {
            append_header(&mut headers, name, value)?;
        }
        Ok(headers)
    }

    /// Returns `multiValueHeaders`, each of which has a list of values.
    pub(super) fn header_lists(&self) -> Result<HeaderMap, MalformedResponse> {
        let mut headers = HeaderMap::new();
        for (name, values) in self.multi_value_headers.iter().flatten() {
            let Value::Array(values) = values else {
                return Err(MalformedResponse(format!(
                    "the header {} of `multiValueHeaders` is {}; it must be a list of strings",
                    quoted(name),
                    excerpt(&values.to_string())
                )));
            };
            for value in values {
                append_header(&mut headers, name, value)?;
            }
        }
        Ok(headers)
    }

    /// Returns `headers` and `cookies`.
    pub(super) fn headers_and_cookies(&self) -> Result<HeaderMap, MalformedResponse> {
        let mut headers = self.single_headers()?;
        set_cookies(&mut headers, self.cookies.as_deref().unwrap_or_default())?;
        Ok(headers)
    }

    /// Returns the bytes of the body.
    pub(super) fn decoded_body(self) -> Result<Bytes, MalformedResponse> {
        if self.is_base64_encoded != Some(true) {
            return Ok(self.text_body());
        }
        let bytes = STANDARD.decode(self.body.unwrap_or_default());
        bytes
            .map(Bytes::from)
            .map_err(|error| MalformedResponse(format!("`body` is not base64: {error}")))
    }

    /// Returns the body as it is in the reply.
    pub(super) fn text_body(self) -> Bytes {
        self.body.unwrap_or_default().into()
    }
}

/// A final status, as a number or as a number in a string.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "Value")]
pub(super) struct Status(pub(super) StatusCode);

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

/// Appends a header whose value is a string, a number or a boolean.
pub(super) fn append_header(
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
pub(super) fn set_cookies(
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

/// Creates a response. `default_type` is the content type that the service adds if the function sets none.
pub(super) fn finished(
    status: StatusCode,
    mut headers: HeaderMap,
    body: Bytes,
    default_type: Option<HeaderValue>,
) -> Response<Full<Bytes>> {
    if let Some(content_type) = default_type {
        headers.entry(CONTENT_TYPE).or_insert(content_type);
    }
    finish(status, headers, Full::new(body))
}

/// Creates a response without the function's framing headers. The server sets its own.
pub(super) fn finish<B>(status: StatusCode, mut headers: HeaderMap, body: B) -> Response<B> {
    for framing in [CONTENT_LENGTH, TRANSFER_ENCODING, CONNECTION] {
        headers.remove(framing);
    }
    let mut answer = Response::new(body);
    *answer.status_mut() = status;
    *answer.headers_mut() = headers;
    answer
}
