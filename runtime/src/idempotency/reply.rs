//! The text form in which a reply is stored under its key.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::handler::reply::{Failures, Reply, Response, ResponseBody};

/// The form in which a reply is stored.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Stored {
    /// The JSON of an operation or event, as it was sent.
    Json(Box<RawValue>),
    /// A response, independent of its trigger, because the duplicate may come through another one.
    Http(StoredResponse),
    /// A record that did not fail.
    Record,
    /// The state of the next step. Each reply makes a new token from it, which expires later than the first one's.
    Continue(Box<RawValue>),
}

#[derive(Serialize, Deserialize)]
struct StoredResponse {
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    body_type: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    headers: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// In base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bytes: Option<String>,
}

/// The content types that the crate's own responses set. They are constants, because most responses have one of them and no headers.
const BODY_TYPES: &[&str] = &[
    "application/json",
    "text/plain; charset=utf-8",
    "application/octet-stream",
    "application/problem+json",
];

/// Whether the reply is a failure or a stream. Neither is stored.
pub(super) fn is_failure(reply: &Reply) -> bool {
    match reply {
        Reply::Json(_) | Reply::Continue(_) => false,
        Reply::Http(response) => {
            response.status.as_u16() >= 400 || matches!(response.body, ResponseBody::Stream(_))
        }
        Reply::Records(failures) => !failures.is_empty(),
    }
}

/// The text of a reply.
pub(super) fn written(reply: &Reply) -> String {
    let stored = match reply {
        Reply::Json(json) => Stored::Json(json.clone()),
        Reply::Http(response) => Stored::Http(StoredResponse::of(response)),
        Reply::Records(_) => Stored::Record,
        Reply::Continue(state) => Stored::Continue(state.clone()),
    };
    // Texts, numbers and JSON always serialise.
    serde_json::to_string(&stored).unwrap_or_default()
}

/// Reads a reply. Fails on a text that [`written`] did not make.
pub(super) fn read(text: &str) -> Result<Reply, serde_json::Error> {
    Ok(match serde_json::from_str(text)? {
        Stored::Json(json) => Reply::Json(json),
        Stored::Http(response) => Reply::Http(response.into_response()),
        Stored::Record => Reply::Records(Failures::default()),
        Stored::Continue(state) => Reply::Continue(state),
    })
}

impl StoredResponse {
    fn of(response: &Response) -> Self {
        let (text, bytes) = match &response.body {
            ResponseBody::Empty | ResponseBody::Stream(_) => (None, None),
            ResponseBody::Text(text) => (Some(text.clone()), None),
            ResponseBody::Bytes(bytes) => (None, Some(BASE64.encode(bytes))),
        };
        let headers = response.headers.iter().map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            (name.to_string(), value.into_owned())
        });
        Self {
            status: response.status.as_u16(),
            body_type: response.body_type.map(str::to_owned),
            headers: headers.collect(),
            text,
            bytes,
        }
    }

    fn into_response(self) -> Response {
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            if let (Ok(name), Ok(value)) = (
                name.parse::<HeaderName>(),
                HeaderValue::from_bytes(value.as_bytes()),
            ) {
                headers.append(name, value);
            }
        }
        let known = |wanted: &str| BODY_TYPES.iter().copied().find(|known| *known == wanted);
        let body_type = self.body_type.as_deref().and_then(known);
        if let (None, Some(other)) = (body_type, &self.body_type)
            && let Ok(other) = HeaderValue::from_str(other)
        {
            headers.entry(CONTENT_TYPE).or_insert(other);
        }
        let bytes = self.bytes.and_then(|bytes| BASE64.decode(bytes).ok());
        Response {
            body_type,
            headers,
            body: match (self.text, bytes) {
                (Some(text), _) => ResponseBody::Text(text),
                (None, Some(bytes)) => ResponseBody::Bytes(bytes.into()),
                (None, None) => ResponseBody::Empty,
            },
            ..Response::new(StatusCode::from_u16(self.status).unwrap_or_default())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handler::extract::{Body, Headers};
    use crate::handler::reply::IntoResponse;
    use serde_json::json;

    fn again(response: Response) -> (Response, Response) {
        let text = written(&Reply::Http(response));
        let Ok(Reply::Http(read)) = read(&text) else {
            panic!("not a response: {text}")
        };
        let text_again = written(&Reply::Http(read));
        assert_eq!(text_again, text);
        let both = [&text, &text_again].map(|text| match super::read(text) {
            Ok(Reply::Http(response)) => response,
            _ => panic!("not a response: {text}"),
        });
        both.into()
    }

    #[test]
    fn json_round_trips_byte_for_byte() {
        let json: Box<RawValue> = serde_json::from_str(r#"{ "z": 1.10, "a": [ ] }"#).unwrap();
        let text = written(&Reply::Json(json));
        assert_eq!(text, r#"{"json":{ "z": 1.10, "a": [ ] }}"#);
        let Ok(Reply::Json(json)) = read(&text) else {
            panic!("not JSON")
        };
        assert_eq!(json.get(), r#"{ "z": 1.10, "a": [ ] }"#);
    }

    #[test]
    fn next_state_round_trips() {
        let state: Box<RawValue> = serde_json::from_str(r#"{"from":100}"#).unwrap();
        let text = written(&Reply::Continue(state));
        assert!(
            matches!(read(&text), Ok(Reply::Continue(state)) if state.get() == r#"{"from":100}"#)
        );
    }

    #[test]
    fn response_round_trips_with_status_and_headers() {
        let mut headers = HeaderMap::new();
        headers.append("set-cookie", HeaderValue::from_static("a=1"));
        headers.append("set-cookie", HeaderValue::from_static("b=2"));
        let reply = (StatusCode::CREATED, Headers(headers), json!({"id": 1}));
        let (read, _) = again(reply.into_response());
        assert_eq!(read.status, StatusCode::CREATED);
        assert_eq!(read.content_type(), Some("application/json"));
        let cookies: Vec<_> = read.headers.get_all("set-cookie").iter().collect();
        assert_eq!(cookies, ["a=1", "b=2"]);
        assert!(matches!(&read.body, ResponseBody::Text(text) if text == r#"{"id":1}"#));
    }

    #[test]
    fn bytes_and_empty_bodies_round_trip() {
        let (read, _) = again(Body::from(&b"\xff\x00"[..]).into_response());
        assert!(matches!(&read.body, ResponseBody::Bytes(bytes) if bytes[..] == [0xff, 0]));
        assert_eq!(read.content_type(), Some("application/octet-stream"));
        let (read, _) = again(().into_response());
        assert!(matches!(read.body, ResponseBody::Empty));
        assert_eq!(read.status, StatusCode::NO_CONTENT);
    }

    #[test]
    fn failures_are_not_stored() {
        assert!(!is_failure(&Reply::Http(Response::new(StatusCode::FOUND))));
        assert!(is_failure(&Reply::Http(Response::new(
            StatusCode::BAD_REQUEST
        ))));
        assert!(!is_failure(&Reply::Records(Failures::default())));
        let mut failures = Failures::default();
        failures.add(
            &crate::Message::new(1).with_id("m"),
            crate::Error::msg("no"),
        );
        assert!(is_failure(&Reply::Records(failures)));
    }
}
