//! Amazon MQ: `ActiveMQ` and `RabbitMQ`.
//! <https://docs.aws.amazon.com/lambda/latest/dg/with-mq.html>

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::batch::{self, BatchSource, unreadable};
use super::record::{Content, Record, base64_content};
use super::records::Records;
use super::{Found, Peek, ReplyKind, Source};
use crate::event::{Members, Text, text_of};
use crate::handler::extract::Rejection;

/// Messages of a broker. The name is that of the queue.
pub const MQ: &Source = &Source {
    kind: ReplyKind::Batch(&Mq),
    find,
    ..Source::of("mq")
};

struct Mq;

/// The sources that records from EventBridge Pipes name. A message of `ActiveMQ` has another one there.
/// <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-mq.html>
const PIPED: [&str; 3] = ["aws:amq", "aws:mq", "aws:rmq"];

fn find<'a>(peek: &Peek<'a>) -> Option<Found<'a>> {
    let piped = PIPED.iter().find_map(|source| peek.piped_from(source));
    if let Some(piped) = piped {
        return Some(Found::Batch(piped));
    }
    let source = text_of(peek.member("eventSource")?)?;
    matches!(&*source, "aws:mq" | "aws:rmq").then(|| Found::Batch(batch::Records::of(peek.event)))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Batch<'a> {
    #[serde(borrow)]
    event_source_arn: Option<Text<'a>>,
    /// The messages of `ActiveMQ`.
    #[serde(borrow)]
    messages: Option<&'a RawValue>,
    /// The messages of `RabbitMQ`: lists by queue and virtual host, such as `orders::/`.
    #[serde(borrow)]
    rmq_messages_by_queue: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ActiveMq<'a> {
    #[serde(borrow, rename = "messageID")]
    id: Text<'a>,
    #[serde(borrow)]
    data: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RabbitMq<'a> {
    #[serde(borrow)]
    basic_properties: Option<&'a RawValue>,
    #[serde(borrow)]
    redelivered: Option<&'a RawValue>,
    #[serde(borrow)]
    data: Option<&'a RawValue>,
}

impl BatchSource for Mq {
    fn read<'a>(&self, event: batch::Records<'a>) -> Result<Vec<Record<'a>>, String> {
        if event.is_piped {
            return piped(event.json);
        }
        let batch: Batch<'a> = serde_json::from_str(event.json)
            .map_err(|error| format!("not a batch of Amazon MQ: {error}"))?;
        let arn = batch.event_source_arn.map(|arn| arn.0).unwrap_or_default();
        match (batch.messages, batch.rmq_messages_by_queue) {
            (Some(messages), _) => active_mq(messages.get(), &arn),
            (None, Some(queues)) => rabbit_mq(queues.get(), &arn),
            (None, None) => Err(
                "a batch of Amazon MQ has `messages` or `rmqMessagesByQueue`, found neither"
                    .to_owned(),
            ),
        }
    }

    fn name<'r>(&self, record: &'r Record<'_>) -> Cow<'r, str> {
        match Members::of(record.raw).value_of("destination") {
            Some(destination) => Members::of(destination)
                .value_of("physicalName")
                .and_then(text_of)
                .unwrap_or_default(),
            None => Cow::Borrowed(queue_of(&record.id)),
        }
    }

    /// A failure fails the whole batch, which is retried completely, so no record has to be held back.
    fn in_order(&self, _: &[Record<'_>]) -> bool {
        false
    }

    fn group<'r>(&self, _: &'r Record<'_>) -> Option<Cow<'r, str>> {
        None
    }
}

fn active_mq<'a>(messages: &'a str, arn: &Cow<'a, str>) -> Result<Vec<Record<'a>>, String> {
    Records::<ActiveMq<'a>>::of(messages)
        .enumerate()
        .map(|(index, message)| {
            let (message, raw) = message.map_err(|error| unreadable("messages", index, &error))?;
            Ok(Record {
                raw,
                id: message.id.0,
                is_event: false,
                arn: arn.clone(),
                body: message.data,
                form: data,
                called: "payload",
                attributes: serde_json::from_str(raw).ok(),
                beside: None,
                message_attributes: None,
            })
        })
        .collect()
}

/// A message of `RabbitMQ` has no id, so it is identified by queue and position: `orders::/#0`.
fn rabbit_mq<'a>(queues: &'a str, arn: &Cow<'a, str>) -> Result<Vec<Record<'a>>, String> {
    let mut records = Vec::new();
    for (queue, messages) in Members::of(queues) {
        for (index, message) in Records::<RabbitMq<'a>>::of(messages).enumerate() {
            let (message, raw) = message.map_err(|error| unreadable(&queue, index, &error))?;
            records.push(Record {
                raw,
                id: format!("{queue}#{index}").into(),
                is_event: false,
                arn: arn.clone(),
                body: message.data,
                form: data,
                called: "payload",
                attributes: message.basic_properties,
                beside: message
                    .redelivered
                    .map(|redelivered| ("redelivered", redelivered)),
                message_attributes: None,
            });
        }
    }
    Ok(records)
}

/// A message from EventBridge Pipes, of either engine.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Piped<'a> {
    #[serde(borrow, rename = "messageID")]
    id: Option<Text<'a>>,
    /// The queue and virtual host of a message of `RabbitMQ`.
    #[serde(borrow)]
    event_source_key: Option<Text<'a>>,
    #[serde(borrow)]
    event_source_arn: Option<Text<'a>>,
    #[serde(borrow)]
    basic_properties: Option<&'a RawValue>,
    #[serde(borrow)]
    redelivered: Option<&'a RawValue>,
    #[serde(borrow)]
    data: Option<&'a RawValue>,
}

fn piped(messages: &str) -> Result<Vec<Record<'_>>, String> {
    Records::<Piped<'_>>::of(messages)
        .enumerate()
        .map(|(index, message)| {
            let (message, raw) = message.map_err(|error| unreadable("the array", index, &error))?;
            let id = match (message.id, message.event_source_key) {
                (Some(id), _) => id.0,
                (None, Some(queue)) => format!("{}#{index}", queue.0).into(),
                (None, None) => {
                    let reason = "it has neither `messageID` nor `eventSourceKey`";
                    return Err(unreadable("the array", index, &reason));
                }
            };
            Ok(Record {
                raw,
                id,
                is_event: false,
                arn: message
                    .event_source_arn
                    .map(|arn| arn.0)
                    .unwrap_or_default(),
                body: message.data,
                form: data,
                called: "payload",
                attributes: match message.basic_properties {
                    Some(properties) => Some(properties),
                    None => serde_json::from_str(raw).ok(),
                },
                beside: message
                    .redelivered
                    .map(|redelivered| ("redelivered", redelivered)),
                message_attributes: None,
            })
        })
        .collect()
}

fn data<'r>(record: &'r Record<'_>) -> Result<Content<'r>, Rejection> {
    base64_content("data", record.body)
}

/// Returns the queue in the id of a `RabbitMQ` message, without its virtual host.
fn queue_of(id: &str) -> &str {
    let queue = id.rsplit_once('#').map_or(id, |(queue, _)| queue);
    queue.rsplit_once("::").map_or(queue, |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(event: &str) -> Result<Vec<(String, String, String)>, String> {
        let records = Mq.read(batch::Records::of(event))?;
        let read = records.iter().map(|record| {
            let payload = record.content().unwrap().unwrap_or_default();
            (
                Mq.name(record).into_owned(),
                record.id.clone().into_owned(),
                String::from_utf8(payload.into_owned()).unwrap(),
            )
        });
        Ok(read.collect())
    }

    fn owned(rows: &[[&str; 3]]) -> Vec<(String, String, String)> {
        rows.iter()
            .map(|[name, id, payload]| ((*name).into(), (*id).into(), (*payload).into()))
            .collect()
    }

    #[test]
    fn active_mq_messages_have_ids_and_queues() {
        let event = r#"{"messages":[
            {"messageID":"ID:b-1","messageType":"jms/text-message","data":"eyJhIjoxfQ==",
             "destination":{"physicalName":"orders"},"properties":{"index":"1"}},
            {"messageID":"ID:b-2","messageType":"jms/bytes-message","data":"NQ==","destination":{"physicalName":"re\u0074ries"}}]}"#;
        let expected = [
            ["orders", "ID:b-1", r#"{"a":1}"#],
            ["retries", "ID:b-2", "5"],
        ];
        assert_eq!(read(event), Ok(owned(&expected)));
    }

    #[test]
    fn rabbit_mq_messages_are_identified_by_queue_and_position() {
        let event = r#"{"rmqMessagesByQueue":{
            "orders::/":[{"basicProperties":{"messageId":"m"},"data":"MQ=="},{"data":"Mg=="}],
            "a::b::eu":[{"data":"Mw=="}]}}"#;
        let expected = [
            ["orders", "orders::/#0", "1"],
            ["orders", "orders::/#1", "2"],
            ["a::b", "a::b::eu#0", "3"],
        ];
        assert_eq!(read(event), Ok(owned(&expected)));
    }

    #[test]
    fn unreadable_batch_says_what_is_missing() {
        for (event, part) in [
            (
                r#"{"eventSource":"aws:mq"}"#,
                "has `messages` or `rmqMessagesByQueue`",
            ),
            (
                r#"{"messages":[{"data":"MQ=="}]}"#,
                "missing field `messageID`",
            ),
            (
                r#"{"rmqMessagesByQueue":{"q::/":[7]}}"#,
                "record 0 of `q::/`",
            ),
        ] {
            let error = read(event).unwrap_err();
            assert!(error.contains(part), "{error}");
        }
    }
}
