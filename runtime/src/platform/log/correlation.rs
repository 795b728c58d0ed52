//! The id that correlates a log line with those of other services, from the event.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
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
    let [
        context,
        headers,
        multi_value_headers,
        id,
        detail_type,
        records,
        request,
        invocation_id,
    ] = members(
        event,
        [
            "requestContext",
            "headers",
            "multiValueHeaders",
            "id",
            "detail-type",
            "Records",
            "request",
            "invocationId",
        ],
    );
    if let Some(id) = context
        .and_then(|context| member(context, "requestId"))
        .and_then(text)
    {
        return Some(id);
    }
    if detail_type.is_some() {
        return text(id?);
    }
    if let Some(records) = records {
        return record_id(only_element(records)?);
    }
    if let Some(headers) = request.and_then(|request| member(request, "headers")) {
        return trace_id(headers);
    }
    if let Some(id) = invocation_id {
        return text(id);
    }
    trace_id(headers.or(multi_value_headers)?)
}

/// Returns a header of an HTTP request, or of the GraphQL request of an `AppSync` resolver. Its value may be a list of one.
pub(super) fn header(event: &[u8], name: &str) -> Option<String> {
    let event = std::str::from_utf8(event).ok()?;
    let [headers, multi_value_headers, request] =
        members(event, ["headers", "multiValueHeaders", "request"]);
    let headers = headers
        .or(multi_value_headers)
        .or_else(|| member(request?, "headers"))?;
    header_text(headers, name)
}

/// Returns the service that sent an event: `eventSource` of its first record or of the event itself, or `aws:events:` and the
/// `detail-type` of an event of `EventBridge`.
#[cfg(feature = "otlp")]
pub(super) fn source(event: &[u8]) -> Option<String> {
    let event = std::str::from_utf8(event).ok()?;
    let [records, source, detail_type] = members(event, ["Records", "eventSource", "detail-type"]);
    if let Some(records) = records {
        let [source] = members(first_element(records)?, ["eventSource"]);
        return text(source?);
    }
    if let Some(detail_type) = detail_type {
        return Some(format!("aws:events:{}", text(detail_type)?));
    }
    text(source?)
}

/// Returns the JSON of the first element of a list.
#[cfg(feature = "otlp")]
fn first_element(list: &RawValue) -> Option<&str> {
    let elements = list.get().strip_prefix('[')?;
    let mut values = serde_json::Deserializer::from_str(elements).into_iter::<&RawValue>();
    Some(values.next()?.ok()?.get())
}

/// Returns the id of a record of SQS, Kinesis, `DynamoDB`, SNS or S3.
fn record_id(record: &str) -> Option<String> {
    let [message_id, event_id, sns, s3] =
        members(record, ["messageId", "eventID", "Sns", "responseElements"]);
    let id = message_id
        .or(event_id)
        .or_else(|| member(sns?, "MessageId"))
        .or_else(|| member(s3?, "x-amz-request-id"))?;
    text(id)
}

/// Returns the trace header.
fn trace_id(headers: &RawValue) -> Option<String> {
    header_text(headers, "x-amzn-trace-id")
}

fn header_text(headers: &RawValue, name: &str) -> Option<String> {
    let header = member(headers, name)?;
    text(header).or_else(|| serde_json::from_str(only_element(header)?).ok())
}

fn text(raw: &RawValue) -> Option<String> {
    serde_json::from_str(raw.get()).ok()
}

/// Returns the JSON of the element of a list of one.
fn only_element(list: &RawValue) -> Option<&str> {
    let elements = list.get().strip_prefix('[')?;
    let mut values = serde_json::Deserializer::from_str(elements).into_iter::<&RawValue>();
    let first = values.next()?.ok()?.get();
    let rest = elements.get(values.byte_offset()..)?;
    (rest.trim_start() == "]").then_some(first)
}

fn member<'a>(object: &'a RawValue, name: &str) -> Option<&'a RawValue> {
    let [member] = members(object.get(), [name]);
    member
}

/// Returns members of an object. Their names may be in any case, because those of headers are.
fn members<'a, const N: usize>(object: &'a str, names: [&str; N]) -> [Option<&'a RawValue>; N] {
    let mut found = [None; N];
    let find = Find {
        names: &names,
        found: &mut found,
    };
    // Only an object has members.
    let _ = find.deserialize(&mut serde_json::Deserializer::from_str(object));
    found
}

/// Finds members by their names. It is not generic, because each instance would be linked.
struct Find<'n, 'f, 'a> {
    names: &'n [&'n str],
    found: &'f mut [Option<&'a RawValue>],
}

impl<'a> DeserializeSeed<'a> for Find<'_, '_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'a> Visitor<'a> for Find<'_, '_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(place) = map.next_key_seed(Place(self.names))? {
            match place.and_then(|place| self.found.get_mut(place)) {
                Some(found) => *found = Some(map.next_value()?),
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// Reads a key as its place among the names.
struct Place<'n>(&'n [&'n str]);

impl<'de> DeserializeSeed<'de> for Place<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Place<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Self::Value, E> {
        let mut names = self.0.iter();
        Ok(names.position(|name| name.eq_ignore_ascii_case(key)))
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
