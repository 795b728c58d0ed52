//! The headers of a call.

use super::error::ApiError;
use crate::limits;
use crate::quote::quoted;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::HeaderMap;
use std::fmt::Write as _;

/// `X-Amz-Invocation-Type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    RequestResponse,
    Event,
    DryRun,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Settings {
    pub(super) kind: Kind,
    pub(super) wants_log_tail: bool,
    /// JSON.
    pub(super) client_context: Option<String>,
    pub(super) trace_id: Option<String>,
}

impl Settings {
    pub(super) fn of(headers: &HeaderMap) -> Result<Self, ApiError> {
        let kind = match text(headers, "x-amz-invocation-type").unwrap_or("RequestResponse") {
            "RequestResponse" => Kind::RequestResponse,
            "Event" => Kind::Event,
            "DryRun" => Kind::DryRun,
            other => {
                return Err(ApiError::invalid_parameter(&format!(
                    "X-Amz-Invocation-Type is {}; it must be RequestResponse, Event or DryRun",
                    quoted(other)
                )));
            }
        };
        let wants_log_tail = match text(headers, "x-amz-log-type").unwrap_or("None") {
            "Tail" => true,
            "None" => false,
            other => {
                return Err(ApiError::invalid_parameter(&format!(
                    "X-Amz-Log-Type is {}; it must be None or Tail",
                    quoted(other)
                )));
            }
        };
        Ok(Self {
            kind,
            wants_log_tail: wants_log_tail && kind == Kind::RequestResponse,
            client_context: text(headers, "x-amz-client-context")
                .map(client_context)
                .transpose()?,
            trace_id: text(headers, "x-amzn-trace-id").map(str::to_owned),
        })
    }
}

/// Decodes a JSON object in base64. The result is one line of ASCII, because the Runtime API sends it in a header.
fn client_context(base64: &str) -> Result<String, ApiError> {
    let invalid =
        || ApiError::invalid_content("Client context must be a valid Base64-encoded JSON object.");
    let bytes = STANDARD.decode(base64).map_err(|_| invalid())?;
    if bytes.len() > limits::CLIENT_CONTEXT {
        let message = format!(
            "Client context must be at most {} bytes.",
            limits::CLIENT_CONTEXT
        );
        return Err(ApiError::invalid_content(message));
    }
    let object: serde_json::Map<String, serde_json::Value> =
        serde_json::from_slice(&bytes).map_err(|_| invalid())?;
    let line = serde_json::Value::Object(object).to_string();
    Ok(ascii(&line))
}

/// Returns the same JSON with `\u` escapes for characters that are not ASCII.
fn ascii(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for character in json.chars() {
        if character.is_ascii() && character != '\u{7f}' {
            escaped.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // Writing to a string does not fail.
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        }
    }
    escaped
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::header::{HeaderName, HeaderValue};

    fn settings(headers: &[(&'static str, &str)]) -> Result<Settings, String> {
        let headers = headers.iter().map(|(name, value)| {
            let value =
                HeaderValue::from_str(value).unwrap_or_else(|error| panic!("{value}: {error}"));
            (HeaderName::from_static(name), value)
        });
        Settings::of(&headers.collect()).map_err(|error| error.to_string())
    }

    #[test]
    fn default_is_a_synchronous_call() {
        let plain = Settings {
            kind: Kind::RequestResponse,
            wants_log_tail: false,
            client_context: None,
            trace_id: None,
        };
        assert_eq!(settings(&[]), Ok(plain));
    }

    #[test]
    fn invocation_and_log_type_are_validated() {
        let tail = settings(&[("x-amz-log-type", "Tail")]).map(|settings| settings.wants_log_tail);
        assert_eq!(tail, Ok(true));
        let event = settings(&[
            ("x-amz-invocation-type", "Event"),
            ("x-amz-log-type", "Tail"),
        ]);
        assert_eq!(
            event.map(|settings| (settings.kind, settings.wants_log_tail)),
            Ok((Kind::Event, false))
        );
        assert_eq!(
            settings(&[("x-amz-invocation-type", "Later")]),
            Err("InvalidParameterValueException: X-Amz-Invocation-Type is `Later`; it must be RequestResponse, Event or DryRun".to_owned())
        );
    }

    #[test]
    fn client_context_becomes_one_line_of_ascii_json() {
        let encoded = STANDARD.encode("{\n \"custom\": {\"name\": \"Zoë 🦀\"} }");
        let context =
            settings(&[("x-amz-client-context", &encoded)]).map(|settings| settings.client_context);
        assert_eq!(
            context,
            Ok(Some(
                r#"{"custom":{"name":"Zo\u00eb \ud83e\udd80"}}"#.to_owned()
            ))
        );
    }

    #[test]
    fn client_context_that_is_not_an_object_is_refused() {
        for bad in ["%%%", &STANDARD.encode("[1]"), &STANDARD.encode("{")] {
            assert_eq!(
                settings(&[("x-amz-client-context", bad)]),
                Err("InvalidRequestContentException: Client context must be a valid Base64-encoded JSON object.".to_owned())
            );
        }
    }
}
