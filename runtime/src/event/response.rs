//! The documents of HTTP replies, and the prelude of streamed ones.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use http::StatusCode;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderName, HeaderValue, SET_COOKIE};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::value::RawValue;

use super::request::Trigger;
use crate::handler::reply::{Response, ResponseBody};

/// The reply of an HTTP function, of which each trigger uses some members. Members that are `None` are left out.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Document<'a> {
    pub(super) status_code: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) status_description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) headers: Option<SingleValueHeaders<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) multi_value_headers: Option<MultiValueHeaders<'a>>,
    /// Of payload format 2.0, also if there are none: `cargo lambda watch` answers 500 to a reply without this member.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cookies: Option<Vec<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) body: Option<Cow<'a, str>>,
    pub(super) is_base64_encoded: bool,
}

impl<'a> Document<'a> {
    /// A document with the response's status and body. Bytes are encoded as base64, unless they are text.
    pub(super) fn of(response: &'a Response) -> Self {
        let (body, is_base64_encoded) = match &response.body {
            // A stream was collected before, or is not sent as a document.
            ResponseBody::Empty | ResponseBody::Stream(_) => (None, false),
            ResponseBody::Text(text) => (Some(Cow::Borrowed(text.as_str())), false),
            ResponseBody::Bytes(bytes) => match text(response, bytes) {
                Some(text) => (Some(Cow::Borrowed(text)), false),
                None => (Some(Cow::Owned(BASE64.encode(bytes))), true),
            },
        };
        Self {
            status_code: response.status.as_u16(),
            status_description: None,
            headers: None,
            multi_value_headers: None,
            cookies: None,
            body,
            is_base64_encoded,
        }
    }

    pub(super) fn write(&self) -> Box<RawValue> {
        // Strings, numbers and maps with string keys always serialise.
        serde_json::value::to_raw_value(self).unwrap_or_default()
    }
}

/// Returns the body as text, if the media type is one of text and the bytes are UTF-8.
///
/// A REST API decodes base64 only for the types in its `binaryMediaTypes`, so clients of an API without them would receive text in
/// base64. Text that is UTF-8 reaches the client byte by byte. Compressed text is binary.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings.html>
fn text<'a>(response: &'a Response, bytes: &'a [u8]) -> Option<&'a str> {
    let media_type = match response.headers.get(CONTENT_TYPE) {
        Some(media_type) => media_type.to_str().ok()?,
        None => response.body_type?,
    };
    let mut encodings = response.headers.get_all(CONTENT_ENCODING).iter();
    if !is_text(media_type) || encodings.any(|encoding| encoding != "identity") {
        return None;
    }
    std::str::from_utf8(bytes).ok()
}

/// Media types of text other than `text/*`, without the beginning `application/`.
const TEXT: [&str; 31] = [
    "csv",
    "ecmascript",
    "graphql",
    "javascript",
    "json",
    "json-seq",
    "json5",
    "jsonl",
    "jwt",
    "n-quads",
    "n-triples",
    "ndjson",
    "pem-certificate-chain",
    "sparql-query",
    "sparql-update",
    "sql",
    "toml",
    "trig",
    "typescript",
    "vnd.apple.mpegurl",
    "x-javascript",
    "x-json",
    "x-mpegurl",
    "x-ndjson",
    "x-pem-file",
    "x-sh",
    "x-www-form-urlencoded",
    "x-yaml",
    "xml",
    "xml-dtd",
    "yaml",
];

/// Structured syntax suffixes of text (RFC 6839, RFC 8091, RFC 8417, RFC 9512): `image/svg+xml`, `application/problem+json`.
const TEXT_SUFFIXES: [&str; 5] = ["+json", "+json-seq", "+jwt", "+xml", "+yaml"];

/// Whether bodies of this media type are text: by type, by suffix, or because the type names a `charset`.
fn is_text(media_type: &str) -> bool {
    let mut parts = media_type.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default().to_ascii_lowercase();
    let has_charset = |parameter: &str| {
        let name = parameter.split('=').next().unwrap_or_default();
        name.trim_end().eq_ignore_ascii_case("charset")
    };
    let is_application =
        |subtype: &str| TEXT.contains(&subtype) || subtype.starts_with("x-amz-json-");
    essence.starts_with("text/")
        || essence
            .strip_prefix("application/")
            .is_some_and(is_application)
        || TEXT_SUFFIXES.iter().any(|suffix| essence.ends_with(suffix))
        || parts.any(has_charset)
}

/// Returns the first header whose value cannot be sent, because it is not UTF-8.
pub(crate) fn unsendable_header(response: &Response) -> Option<&HeaderName> {
    let is_text = |value: &HeaderValue| std::str::from_utf8(value.as_bytes()).is_ok();
    let mut headers = response.headers.iter();
    headers.find_map(|(name, value)| (!is_text(value)).then_some(name))
}

/// The values of `set-cookie`. They cannot be joined with commas, because their dates contain commas.
pub(super) fn cookies(response: &Response) -> Vec<&str> {
    values(response, &SET_COOKIE)
}

/// `404 Not Found`
pub(super) fn status_description(status: StatusCode) -> String {
    let reason = status.canonical_reason().unwrap_or("Unknown");
    format!("{} {reason}", status.as_str())
}

/// Headers as an object of strings, repeated ones joined with commas.
pub(super) enum SingleValueHeaders<'a> {
    /// Without the cookies, which have a member of their own.
    WithoutCookies(&'a Response),
    /// With the cookies, each under a different capitalisation of `set-cookie`. An object has each name once, header names are
    /// case-insensitive, and cookies cannot be joined.
    WithCookies(&'a Response),
}

impl Serialize for SingleValueHeaders<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (Self::WithoutCookies(response) | Self::WithCookies(response)) = self;
        let mut map = serializer.serialize_map(None)?;
        if let Some(content_type) = response.content_type() {
            map.serialize_entry("content-type", content_type)?;
        }
        for name in response.headers.keys().filter(|name| **name != SET_COOKIE) {
            map.serialize_entry(name.as_str(), &values(response, name).join(","))?;
        }
        if let Self::WithCookies(response) = self {
            for (number, cookie) in cookies(response).into_iter().enumerate() {
                map.serialize_entry(&set_cookie_capitalised(number), cookie)?;
            }
        }
        map.end()
    }
}

/// Headers as an object of arrays.
pub(super) struct MultiValueHeaders<'a>(pub(super) &'a Response);

impl Serialize for MultiValueHeaders<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let response = self.0;
        let mut map = serializer.serialize_map(None)?;
        if let Some(content_type) = response.content_type() {
            map.serialize_entry("content-type", &[content_type])?;
        }
        for name in response.headers.keys() {
            map.serialize_entry(name.as_str(), &values(response, name))?;
        }
        map.end()
    }
}

/// Returns the values of a header. All are text: `unsendable_header` has found none that is not.
fn values<'a>(response: &'a Response, name: &HeaderName) -> Vec<&'a str> {
    response
        .headers
        .get_all(name)
        .iter()
        .filter_map(|value| std::str::from_utf8(value.as_bytes()).ok())
        .collect()
}

/// A capitalisation of `set-cookie`: the bits of `number` select the capital letters. There are 512, and browsers keep fewer
/// cookies.
fn set_cookie_capitalised(number: usize) -> String {
    let mut letter = 0;
    let letters = SET_COOKIE.as_str().chars().map(|c| {
        if !c.is_ascii_alphabetic() {
            return c;
        }
        let is_capital = number >> letter & 1 == 1;
        letter += 1;
        if is_capital {
            c.to_ascii_uppercase()
        } else {
            c
        }
    });
    letters.collect()
}

/// The head of a streamed response. Members that are `None` are left out.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Prelude<'a> {
    status_code: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    headers: Option<SingleValueHeaders<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    multi_value_headers: Option<MultiValueHeaders<'a>>,
    /// Of a function URL, also if there are none, as in a [`Document`].
    #[serde(skip_serializing_if = "Option::is_none")]
    cookies: Option<Vec<&'a str>>,
}

/// Follows the prelude of a streamed response. The body comes after it, unchanged.
pub(crate) const DELIMITER: &[u8] = &[0; 8];

/// Returns the prelude of a streamed response: status and headers as JSON. [`DELIMITER`] follows, in a chunk of its own:
/// `cargo lambda watch` takes the first chunk for the prelude, as `lambda_runtime` sends it.
///
/// A REST API expects arrays of values. A function URL expects strings, and separate cookies.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html>
pub(crate) fn prelude(trigger: Trigger, response: &Response) -> Vec<u8> {
    let (headers, multi_value_headers, cookies) = match trigger {
        Trigger::RestApi => (None, Some(MultiValueHeaders(response)), None),
        _ => (
            Some(SingleValueHeaders::WithoutCookies(response)),
            None,
            Some(cookies(response)),
        ),
    };
    let prelude = Prelude {
        status_code: response.status.as_u16(),
        headers,
        multi_value_headers,
        cookies,
    };
    // Strings, numbers and maps with string keys always serialise.
    serde_json::to_vec(&prelude).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_known_by_type_suffix_or_charset() {
        // Types of <https://www.iana.org/assignments/media-types/>.
        for text in [
            "text/csv",
            "application/csv",
            "application/geo+json-seq",
            "application/jwt",
            "application/n-triples",
            "application/sparql-query",
            "application/typescript",
            "application/vnd.apple.mpegurl",
            "application/x-pem-file",
            "application/secevent+jwt",
            "TEXT/HTML; charset=utf-8",
            "application/json",
            "application/problem+json",
            "application/atom+xml",
            "image/svg+xml",
            "application/x-www-form-urlencoded",
            "application/javascript",
            "application/x-custom; Charset=UTF-8",
            "application/x-amz-json-1.1",
        ] {
            assert!(is_text(text), "{text}");
        }
        for binary in [
            "application/octet-stream",
            "image/png",
            "application/pdf",
            "application/jsonp; name=x",
            "multipart/form-data; boundary=charset",
            "",
        ] {
            assert!(!is_text(binary), "{binary}");
        }
    }

    #[test]
    fn each_capitalisation_is_a_different_name() {
        let names: std::collections::HashSet<String> =
            (0..512).map(set_cookie_capitalised).collect();
        assert_eq!(names.len(), 512);
        assert!(
            names
                .iter()
                .all(|name| name.eq_ignore_ascii_case("set-cookie"))
        );
        assert_eq!(set_cookie_capitalised(0), "set-cookie");
        assert_eq!(set_cookie_capitalised(1), "Set-cookie");
    }

    #[test]
    fn status_description_is_code_and_reason() {
        assert_eq!(status_description(StatusCode::NOT_FOUND), "404 Not Found");
        assert_eq!(
            status_description(StatusCode::from_u16(599).unwrap()),
            "599 Unknown"
        );
    }

    fn written(trigger: Trigger, cookies: &[&'static str]) -> serde_json::Value {
        let mut response = Response::text(StatusCode::CREATED, "text/plain", String::new());
        for cookie in cookies {
            let cookie = HeaderValue::from_static(cookie);
            response.headers.append(SET_COOKIE, cookie);
        }
        serde_json::from_slice(&prelude(trigger, &response)).unwrap()
    }

    #[test]
    fn prelude_of_a_function_url_has_separate_cookies() {
        assert_eq!(
            written(Trigger::FunctionUrl, &["a=1", "b=2"]),
            serde_json::json!({"statusCode": 201, "headers": {"content-type": "text/plain"}, "cookies": ["a=1", "b=2"]})
        );
        assert_eq!(
            written(Trigger::FunctionUrl, &[]),
            serde_json::json!({"statusCode": 201, "headers": {"content-type": "text/plain"}, "cookies": []})
        );
    }

    #[test]
    fn prelude_of_a_rest_api_has_arrays() {
        assert_eq!(
            written(Trigger::RestApi, &["a=1", "b=2"]),
            serde_json::json!({"statusCode": 201, "multiValueHeaders": {"content-type": ["text/plain"], "set-cookie": ["a=1", "b=2"]}})
        );
    }
}
