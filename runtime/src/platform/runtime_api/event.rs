//! An event, from the headers of the Runtime API.
//! <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-next>

use std::borrow::Cow;
use std::mem;

use bytes::Bytes;
use httparse::Header;
use serde_json::value::RawValue;

use crate::error::Cut;
use crate::platform::context::{Config, Context};

/// An event and its context.
pub(crate) struct Event {
    pub(crate) context: Context,
    /// Tells apart invocations with the same request id, so that a late answer does not reach the wrong one.
    pub(crate) invocation_id: Option<String>,
    pub(crate) body: Bytes,
    /// The headers that could not be read, for the log.
    pub(crate) malformed: Vec<String>,
    /// The buffer of the previous trace id.
    trace_id: String,
}

/// Returns the rest of a name that begins with `Lambda-Runtime-`.
fn of_runtime(name: &str) -> Option<&str> {
    const PREFIX: &str = "Lambda-Runtime-";
    let (prefix, rest) = name.split_at_checked(PREFIX.len())?;
    is_name(prefix, PREFIX).then_some(rest)
}

/// Whether the names are equal. The service writes them as its documentation does, and a comparison without case takes longer.
fn is_name(name: &str, documented: &str) -> bool {
    name == documented || name.eq_ignore_ascii_case(documented)
}

impl Event {
    /// Makes an event without values.
    pub(crate) fn new() -> Self {
        Self {
            context: Context {
                env_config: Config::of_environment(),
                ..Context::default()
            },
            invocation_id: None,
            body: Bytes::new(),
            malformed: Vec::new(),
            trace_id: String::new(),
        }
    }

    /// Reads the headers of the next event. Returns `false` without a request id, to which an answer could be sent.
    ///
    /// The caller of a function chooses some of the values. What cannot be read is left out, and the invocation continues.
    pub(super) fn read(&mut self, headers: &[Header<'_>]) -> bool {
        self.clear();
        for header in headers {
            if let Some(name) = of_runtime(header.name) {
                self.read_one(name, header);
            }
        }
        !self.context.request_id.is_empty()
    }

    /// Removes the values of the previous event. Its buffers stay, so that the next event does not allocate them again.
    fn clear(&mut self) {
        let Self {
            context,
            invocation_id,
            body,
            malformed,
            trace_id,
        } = self;
        let Context {
            request_id,
            deadline,
            invoked_function_arn,
            xray_trace_id,
            client_context,
            identity,
            tenant_id,
            env_config: _,
        } = context;
        request_id.clear();
        *deadline = 0;
        invoked_function_arn.clear();
        if let Some(previous) = xray_trace_id.take() {
            *trace_id = previous;
            trace_id.clear();
        }
        *client_context = None;
        *identity = None;
        *tenant_id = None;
        *invocation_id = None;
        *body = Bytes::new();
        malformed.clear();
    }

    /// Reads a header by the name after `Lambda-Runtime-`. The first header of a name counts, as in `lambda_runtime`.
    fn read_one(&mut self, name: &str, header: &Header<'_>) {
        // Length and first letter tell the names apart, so that each is compared once.
        let is_of_aws = name.starts_with(['a', 'A']);
        let expected = match name.len() {
            8 => "Trace-Id",
            11 => "Deadline-Ms",
            13 if is_of_aws => "Aws-Tenant-Id",
            13 => "Invocation-Id",
            14 if is_of_aws => "Aws-Request-Id",
            14 => "Client-Context",
            16 => "Cognito-Identity",
            20 => "Invoked-Function-Arn",
            _ => return,
        };
        if !is_name(name, expected) {
            return;
        }
        let value = header.value;
        let context = &mut self.context;
        let read = match expected {
            "Aws-Request-Id" => token(value).map(|id| fill(&mut context.request_id, id)),
            "Deadline-Ms" => text(value)
                .and_then(|millis| millis.parse().ok())
                .map(|millis| context.deadline = millis),
            "Invoked-Function-Arn" => {
                text(value).map(|arn| fill(&mut context.invoked_function_arn, arn))
            }
            // Whatever it contains, other services get it back as it is.
            "Trace-Id" => {
                let buffer = &mut self.trace_id;
                context.xray_trace_id.get_or_insert_with(|| {
                    buffer.push_str(&lossy(value));
                    mem::take(buffer)
                });
                Some(())
            }
            "Aws-Tenant-Id" => {
                context
                    .tenant_id
                    .get_or_insert_with(|| lossy(value).into_owned());
                Some(())
            }
            "Client-Context" => json(value, &mut context.client_context),
            "Cognito-Identity" => json(value, &mut context.identity),
            _ => token(value).map(|id| fill(self.invocation_id.get_or_insert_default(), id)),
        };
        if read.is_none() {
            self.malformed.push(format!(
                "the header `{}` cannot be read and is left out; found `{}`",
                header.name,
                Cut::name(&String::from_utf8_lossy(value)),
            ));
        }
    }
}

fn lossy(value: &[u8]) -> Cow<'_, str> {
    // The usual value is valid, and checking it costs less than looking for what is not.
    match text(value) {
        Some(value) => Cow::Borrowed(value),
        None => String::from_utf8_lossy(value),
    }
}

fn fill(text: &mut String, value: &str) {
    if text.is_empty() {
        value.clone_into(text);
    }
}

/// Returns a value that can be a part of a request line and of a header: printable ASCII without a space.
fn token(value: &[u8]) -> Option<&str> {
    // Without an early end, the compiler checks several bytes at a time.
    let is_token = value.iter().fold(!value.is_empty(), |is_token, byte| {
        is_token & byte.is_ascii_graphic()
    });
    text(value).filter(|_| is_token)
}

fn text(value: &[u8]) -> Option<&str> {
    std::str::from_utf8(value).ok()
}

/// Keeps a value that is JSON. The service sends an empty header without one.
fn json(value: &[u8], kept: &mut Option<Box<RawValue>>) -> Option<()> {
    let value = text(value)?;
    if !value.is_empty() && kept.is_none() {
        *kept = Some(serde_json::from_str(value).ok()?);
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(headers: &[(&str, &[u8])]) -> Option<Event> {
        let headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| Header { name, value })
            .collect();
        let mut event = Event::new();
        event.read(&headers).then_some(event)
    }

    /// The headers of <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-next>, and those that the page
    /// does not name.
    #[test]
    fn context_has_the_value_of_each_header() {
        let event = event(&[
            ("Content-Type", b"application/json"),
            (
                "Lambda-Runtime-Aws-Request-Id",
                b"8476a536-e9f4-11e8-9739-2dfe598c3fcd",
            ),
            ("lambda-runtime-deadline-ms", b"1542409706888"),
            (
                "LAMBDA-RUNTIME-INVOKED-FUNCTION-ARN",
                b"arn:aws:lambda:us-east-2:123456789012:function:custom-runtime",
            ),
            (
                "Lambda-Runtime-Trace-Id",
                b"Root=1-5bef4de7;Parent=9a9197af;Sampled=1",
            ),
            (
                "Lambda-Runtime-Client-Context",
                br#"{"custom":{"retries":3}}"#,
            ),
            ("Lambda-Runtime-Cognito-Identity", br#"{"identityId":"i"}"#),
            ("Lambda-Runtime-Aws-Tenant-Id", b"tenant-7"),
            ("Lambda-Runtime-Invocation-Id", b"i-1"),
        ]);
        let event = event.unwrap();
        let context = event.context;
        assert_eq!(context.request_id, "8476a536-e9f4-11e8-9739-2dfe598c3fcd");
        assert_eq!(context.deadline, 1_542_409_706_888);
        assert_eq!(
            context.invoked_function_arn,
            "arn:aws:lambda:us-east-2:123456789012:function:custom-runtime"
        );
        let trace = context.xray_trace_id.as_deref();
        assert_eq!(trace, Some("Root=1-5bef4de7;Parent=9a9197af;Sampled=1"));
        let client = context.client_context.map(|json| json.get().to_owned());
        assert_eq!(client.as_deref(), Some(r#"{"custom":{"retries":3}}"#));
        let identity = context.identity.map(|json| json.get().to_owned());
        assert_eq!(identity.as_deref(), Some(r#"{"identityId":"i"}"#));
        assert_eq!(context.tenant_id.as_deref(), Some("tenant-7"));
        assert_eq!(event.invocation_id.as_deref(), Some("i-1"));
        assert!(event.malformed.is_empty(), "{:?}", event.malformed);
    }

    #[test]
    fn first_header_of_a_name_counts() {
        let event = event(&[
            ("Lambda-Runtime-Aws-Request-Id", b"first"),
            ("Lambda-Runtime-Aws-Request-Id", b"second"),
            ("Lambda-Runtime-Aws-Tenant-Id", b"first"),
            ("Lambda-Runtime-Aws-Tenant-Id", b"second"),
        ]);
        let context = event.unwrap().context;
        assert_eq!(context.request_id, "first");
        assert_eq!(context.tenant_id.as_deref(), Some("first"));
    }

    #[test]
    fn next_event_has_no_value_of_the_previous_one() {
        let all = [
            ("Lambda-Runtime-Aws-Request-Id", "1"),
            ("Lambda-Runtime-Deadline-Ms", "1542409706888"),
            ("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda"),
            ("Lambda-Runtime-Trace-Id", "Root=1-5bef4de7"),
            ("Lambda-Runtime-Client-Context", "{}"),
            ("Lambda-Runtime-Cognito-Identity", "{}"),
            ("Lambda-Runtime-Aws-Tenant-Id", "tenant-7"),
            ("Lambda-Runtime-Invocation-Id", "i-1"),
        ];
        let all = all.map(|(name, value)| Header {
            name,
            value: value.as_bytes(),
        });
        let mut event = Event::new();
        assert!(event.read(&all));
        assert!(!event.read(&[]));
        assert!(event.read(&[Header {
            name: "Lambda-Runtime-Aws-Request-Id",
            value: b"2"
        }]));
        let new = Context {
            request_id: "2".to_owned(),
            env_config: event.context.env_config,
            ..Context::default()
        };
        assert_eq!(format!("{:?}", event.context), format!("{new:?}"));
        assert_eq!(event.invocation_id, None);
    }

    #[test]
    fn malformed_header_is_left_out_and_named() {
        for (name, value) in [
            ("Lambda-Runtime-Deadline-Ms", &b"soon"[..]),
            ("Lambda-Runtime-Invoked-Function-Arn", b"arn\xff"),
            ("Lambda-Runtime-Client-Context", b"{"),
            ("Lambda-Runtime-Cognito-Identity", b"\xff"),
            ("Lambda-Runtime-Invocation-Id", b"a b"),
        ] {
            let event = event(&[("Lambda-Runtime-Aws-Request-Id", b"id"), (name, value)]);
            let malformed = event.unwrap().malformed;
            assert_eq!(malformed.len(), 1, "{name}");
            assert!(malformed[0].contains(name), "{malformed:?}");
        }
    }

    #[test]
    fn long_value_is_cut_in_the_log() {
        let value = b"card=4111111111111111 ".repeat(100);
        let event = event(&[
            ("Lambda-Runtime-Aws-Request-Id", b"id"),
            ("Lambda-Runtime-Client-Context", &value),
        ]);
        let malformed = event.unwrap().malformed;
        assert!(malformed[0].len() < 160, "{malformed:?}");
    }

    #[test]
    fn no_event_without_a_request_id() {
        for id in [&b""[..], b"a b", b"caf\xc3\xa9", b"a\x7f"] {
            assert!(event(&[("Lambda-Runtime-Aws-Request-Id", id)]).is_none());
        }
        assert!(event(&[("Content-Type", b"application/json")]).is_none());
    }
}
