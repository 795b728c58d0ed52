//! The id that correlates a log line with those of other services, from the event.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

/// Returns the correlation id of an event.
///
/// | event | id |
/// |---|---|
/// | API Gateway (HTTP, REST, WebSocket), function URL, their authorizers | `requestContext.requestId` |
/// | Application Load Balancer, VPC Lattice | the header `x-amzn-trace-id` |
/// | AppSync resolver | the header `x-amzn-trace-id` in `request.headers` |
/// | EventBridge | `id` |
/// | a batch of one record | the id of the record |
/// | Firehose | `invocationId` |
///
/// The paths are those of Powertools for Python (`correlation_paths.py`); it has none for records and for Firehose. The records of a
/// larger batch have an id each, which is a field of their span.
pub(super) fn id_of(event: &[u8]) -> Option<String> {
    let event = std::str::from_utf8(event).ok()?;
    let members: Members<'_> = serde_json::from_str(event).ok()?;
    if let Some(context) = members
        .request_context
        .and_then(parsed::<RequestContext<'_>>)
        && let Some(id) = context.request_id
    {
        return Some(id.0.into_owned());
    }
    if members.detail_type.is_some() {
        return text(members.id?);
    }
    if let Some(records) = members.records {
        let [record] = parsed::<[Record<'_>; 1]>(records)?;
        return record.id();
    }
    if let Some(request) = members.request.and_then(parsed::<Members<'_>>) {
        return trace_id(request.headers?);
    }
    if let Some(id) = members.invocation_id {
        return text(id);
    }
    let headers = members.headers.or(members.multi_value_headers)?;
    trace_id(headers)
}

fn parsed<'a, T: Deserialize<'a>>(raw: &'a RawValue) -> Option<T> {
    serde_json::from_str(raw.get()).ok()
}

fn text(raw: &RawValue) -> Option<String> {
    parsed::<Text<'_>>(raw).map(|text| text.0.into_owned())
}

/// A string, borrowed if it has no escapes.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

#[derive(Deserialize)]
struct RequestContext<'a> {
    #[serde(borrow, rename = "requestId")]
    request_id: Option<Text<'a>>,
}

/// A record of SQS, Kinesis, `DynamoDB`, SNS or S3.
#[derive(Deserialize)]
struct Record<'a> {
    #[serde(borrow, rename = "messageId")]
    message_id: Option<Text<'a>>,
    #[serde(borrow, rename = "eventID")]
    event_id: Option<Text<'a>>,
    #[serde(borrow, rename = "Sns")]
    sns: Option<Sns<'a>>,
    #[serde(borrow, rename = "responseElements")]
    s3: Option<S3<'a>>,
}

#[derive(Deserialize)]
struct Sns<'a> {
    #[serde(borrow, rename = "MessageId")]
    message_id: Option<Text<'a>>,
}

#[derive(Deserialize)]
struct S3<'a> {
    #[serde(borrow, rename = "x-amz-request-id")]
    request_id: Option<Text<'a>>,
}

impl Record<'_> {
    fn id(self) -> Option<String> {
        let id = self
            .message_id
            .or(self.event_id)
            .or(self.sns.and_then(|sns| sns.message_id))
            .or(self.s3.and_then(|s3| s3.request_id));
        id.map(|id| id.0.into_owned())
    }
}

/// Finds the trace header, whose name may be in any case, and whose value may be a list.
fn trace_id(headers: &RawValue) -> Option<String> {
    struct Trace(Option<String>);

    impl<'de> Deserialize<'de> for Trace {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct TraceVisitor;

            impl<'de> Visitor<'de> for TraceVisitor {
                type Value = Trace;

                fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str("headers")
                }

                fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Trace, A::Error> {
                    let mut found = None;
                    while let Some(name) = map.next_key::<Text<'_>>()? {
                        if name.0.eq_ignore_ascii_case("x-amzn-trace-id") {
                            let value: &RawValue = map.next_value()?;
                            found = text(value).or_else(|| {
                                let mut values = parsed::<Vec<Text<'_>>>(value)?;
                                values.pop().map(|value| value.0.into_owned())
                            });
                        } else {
                            map.next_value::<IgnoredAny>()?;
                        }
                    }
                    Ok(Trace(found))
                }
            }

            deserializer.deserialize_map(TraceVisitor)
        }
    }

    parsed::<Trace>(headers)?.0
}

/// The members of an event that have an id.
#[derive(Default)]
struct Members<'a> {
    request_context: Option<&'a RawValue>,
    headers: Option<&'a RawValue>,
    multi_value_headers: Option<&'a RawValue>,
    id: Option<&'a RawValue>,
    detail_type: Option<&'a RawValue>,
    records: Option<&'a RawValue>,
    request: Option<&'a RawValue>,
    invocation_id: Option<&'a RawValue>,
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;

        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an event")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Members::default();
                while let Some(key) = map.next_key::<Text<'_>>()? {
                    let place = match &*key.0 {
                        "requestContext" => &mut members.request_context,
                        "headers" => &mut members.headers,
                        "multiValueHeaders" => &mut members.multi_value_headers,
                        "id" => &mut members.id,
                        "detail-type" => &mut members.detail_type,
                        "Records" => &mut members.records,
                        "request" => &mut members.request,
                        "invocationId" => &mut members.invocation_id,
                        _ => {
                            map.next_value::<IgnoredAny>()?;
                            continue;
                        }
                    };
                    *place = Some(map.next_value()?);
                }
                Ok(members)
            }
        }

        deserializer.deserialize_map(MembersVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The events are abridged from those of AWS's documentation.
    #[test]
    fn id_is_that_of_the_trigger() {
        for (event, id) in [
            (
                r#"{"version":"2.0","requestContext":{"http":{"method":"GET"},"requestId":"JKJaXmPLvHcESHA="},"headers":{"x-amzn-trace-id":"Root=1-a"}}"#,
                Some("JKJaXmPLvHcESHA="),
            ),
            (
                r#"{"requestContext":{"elb":{"targetGroupArn":"arn"}},"headers":{"X-Amzn-Trace-Id":"Root=1-5c536348"}}"#,
                Some("Root=1-5c536348"),
            ),
            (
                r#"{"requestContext":{"elb":{}},"multiValueHeaders":{"x-amzn-trace-id":["Root=1-5c536348"]}}"#,
                Some("Root=1-5c536348"),
            ),
            (
                r#"{"arguments":{},"info":{},"request":{"headers":{"x-amzn-trace-id":"Root=1-60488877"}}}"#,
                Some("Root=1-60488877"),
            ),
            (
                r#"{"version":"0","id":"6a7e8feb-b491-4cf7","detail-type":"Placed","source":"shop","detail":{"id":7}}"#,
                Some("6a7e8feb-b491-4cf7"),
            ),
            (
                r#"{"Records":[{"messageId":"059f36b4","eventSource":"aws:sqs"}]}"#,
                Some("059f36b4"),
            ),
            (
                r#"{"Records":[{"eventID":"shardId-000000000006:495903382714902","kinesis":{}}]}"#,
                Some("shardId-000000000006:495903382714902"),
            ),
            (
                r#"{"Records":[{"EventSource":"aws:sns","Sns":{"MessageId":"95df01b4"}}]}"#,
                Some("95df01b4"),
            ),
            (
                r#"{"Records":[{"eventSource":"aws:s3","responseElements":{"x-amz-request-id":"C3D13FE58DE4C810"}}]}"#,
                Some("C3D13FE58DE4C810"),
            ),
            (r#"{"Records":[{"messageId":"1"},{"messageId":"2"}]}"#, None),
            (r#"{"operation":"price","payload":{"id":"A-100"}}"#, None),
            (r#"{"id":"order-1"}"#, None),
            (r#""text""#, None),
            ("{", None),
        ] {
            assert_eq!(id_of(event.as_bytes()).as_deref(), id, "{event}");
        }
    }
}
