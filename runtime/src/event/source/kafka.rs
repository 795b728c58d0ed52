//! Apache Kafka: Amazon MSK and self-managed clusters.
//! <https://docs.aws.amazon.com/lambda/latest/dg/with-msk.html>
//! <https://docs.aws.amazon.com/lambda/latest/dg/with-kafka.html>

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

use super::batch::{self, BatchSource, unreadable};
use super::record::{Content, Record, base64_content};
use super::records::Records;
use super::report::{BatchReport, Failures};
use super::{Found, Peek, ReplyKind, Source};
use crate::event::{Text, text_of};
use crate::handler::extract::Rejection;

/// Records of a topic. The name is that of the topic.
pub const KAFKA: &Source = &Source {
    kind: ReplyKind::Batch(&Kafka),
    find,
    ..Source::of("kafka")
};

/// Separates partition and offset of a record, as `RecordMetadata` of Kafka's own client does: `orders-0@101`.
const SEPARATOR: char = '@';

struct Kafka;

/// AWS's documentation uses the second name for self-managed clusters, and types in its libraries use the third.
const SOURCES: [&str; 3] = ["aws:kafka", "SelfManagedKafka", "aws:SelfManagedKafka"];

/// Unlike other batches, the event names its source once and groups the records by partition. EventBridge Pipes sends an array.
fn find<'a>(peek: &Peek<'a>) -> Option<Found<'a>> {
    if let Some(piped) = SOURCES.iter().find_map(|source| peek.piped_from(source)) {
        return Some(Found::Batch(piped));
    }
    let source = text_of(peek.member("eventSource")?)?;
    SOURCES
        .contains(&&*source)
        .then(|| Found::Batch(batch::Records::of(peek.event)))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Batch<'a> {
    #[serde(borrow)]
    event_source_arn: Option<Text<'a>>,
    #[serde(borrow)]
    records: Partitions<'a>,
}

/// The records of each partition, in the order of the event.
struct Partitions<'a>(Vec<(Cow<'a, str>, Vec<&'a RawValue>)>);

#[derive(Deserialize)]
struct Place<'a> {
    offset: i64,
    #[serde(borrow)]
    value: Option<&'a RawValue>,
}

/// The identifier of a failed record.
/// <https://docs.aws.amazon.com/lambda/latest/dg/kafka-retry-configurations.html#kafka-partial-batch-response>
#[derive(Serialize)]
struct Identifier<'a> {
    partition: &'a str,
    offset: i64,
}

impl BatchSource for Kafka {
    fn read<'a>(&self, event: batch::Records<'a>) -> Result<Vec<Record<'a>>, String> {
        if event.is_piped {
            return piped(event.json);
        }
        let batch: Batch<'a> = serde_json::from_str(event.json)
            .map_err(|error| format!("not a batch of Kafka: {error}"))?;
        let arn = batch.event_source_arn.map(|arn| arn.0).unwrap_or_default();
        let mut records = Vec::new();
        for (partition, of_partition) in batch.records.0 {
            for (index, raw) in of_partition.into_iter().enumerate() {
                let place: Place<'a> = serde_json::from_str(raw.get())
                    .map_err(|error| unreadable(&partition, index, &error))?;
                records.push(record(raw, &partition, &place, arn.clone()));
            }
        }
        Ok(records)
    }

    /// Returns the topic. The name of a partition is `topic-number`.
    fn name<'r>(&self, record: &'r Record<'_>) -> Cow<'r, str> {
        let partition = partition_of(&record.id);
        Cow::Borrowed(
            partition
                .rsplit_once('-')
                .map_or(partition, |(topic, _)| topic),
        )
    }

    /// Kafka keeps the order of a partition. The documentation says that the service retries only the reported records, so
    /// handling records after a failed one would break the order.
    fn in_order(&self, _: &[Record<'_>]) -> bool {
        true
    }

    fn group<'r>(&self, record: &'r Record<'_>) -> Option<Cow<'r, str>> {
        Some(Cow::Borrowed(partition_of(&record.id)))
    }

    fn pipes_read_report(&self) -> bool {
        false
    }

    fn report(&self, records: &[Record<'_>]) -> Arc<dyn BatchReport> {
        Failures::of(records, by_partition_and_offset)
    }
}

fn record<'a>(
    raw: &'a RawValue,
    partition: &str,
    place: &Place<'a>,
    arn: Cow<'a, str>,
) -> Record<'a> {
    Record {
        raw: raw.get(),
        id: format!("{partition}{SEPARATOR}{}", place.offset).into(),
        is_event: false,
        arn,
        body: place.value,
        form: value,
        called: match place.value {
            Some(_) => "payload",
            None => "payload (this is a tombstone: take an `Option` to handle tombstones)",
        },
        attributes: Some(raw),
        beside: None,
        message_attributes: None,
    }
}

/// A record from EventBridge Pipes.
/// <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-msk.html>
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Piped<'a> {
    /// The partition, such as `orders-0`.
    #[serde(borrow)]
    event_source_key: Text<'a>,
    #[serde(borrow)]
    event_source_arn: Option<Text<'a>>,
    offset: i64,
    #[serde(borrow)]
    value: Option<&'a RawValue>,
}

fn piped(records: &str) -> Result<Vec<Record<'_>>, String> {
    Records::<&RawValue>::of(records)
        .enumerate()
        .map(|(index, raw)| {
            let (raw, _) = raw.map_err(|error| unreadable("the array", index, &error))?;
            let piped: Piped<'_> = serde_json::from_str(raw.get())
                .map_err(|error| unreadable("the array", index, &error))?;
            let place = Place {
                offset: piped.offset,
                value: piped.value,
            };
            let arn = piped.event_source_arn.map(|arn| arn.0).unwrap_or_default();
            Ok(record(raw, &piped.event_source_key.0, &place, arn))
        })
        .collect()
}

fn by_partition_and_offset(id: &str) -> Box<RawValue> {
    let (partition, offset) = id.rsplit_once(SEPARATOR).unwrap_or((id, ""));
    // `read` wrote the offset from a number.
    let offset = offset.parse().unwrap_or_default();
    to_raw_value(&Identifier { partition, offset }).unwrap_or_default()
}

/// Returns the value in bytes. A record without one is a tombstone, which means that its key has been deleted.
fn value<'r>(record: &'r Record<'_>) -> Result<Content<'r>, Rejection> {
    match record.body {
        Some(value) => base64_content("value", Some(value)),
        None => Ok(None),
    }
}

fn partition_of(id: &str) -> &str {
    id.rsplit_once(SEPARATOR)
        .map_or(id, |(partition, _)| partition)
}

impl<'de: 'a, 'a> Deserialize<'de> for Partitions<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PartitionsVisitor;

        impl<'de> Visitor<'de> for PartitionsVisitor {
            type Value = Partitions<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("`records`, a map from partitions to lists")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut partitions = Vec::new();
                while let Some((Text(partition), records)) = map.next_entry()? {
                    partitions.push((partition, records));
                }
                Ok(Partitions(partitions))
            }
        }

        deserializer.deserialize_map(PartitionsVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(event: &str) -> Result<Vec<(String, String, String)>, String> {
        let records = Kafka.read(batch::Records::of(event))?;
        let read = records.iter().map(|record| {
            (
                Kafka.name(record).into_owned(),
                record.id.clone().into_owned(),
                by_partition_and_offset(&record.id).get().to_owned(),
            )
        });
        Ok(read.collect())
    }

    #[test]
    fn record_is_identified_by_partition_and_offset() {
        let event = r#"{"records":{
            "my-orders.v2-11":[{"offset":7},{"offset":9223372036854775807,"value":null}],
            "a@b-0":[{"offset":0}], "empty-1":[]}}"#;
        let expected = [
            (
                "my-orders.v2",
                "my-orders.v2-11@7",
                r#"{"partition":"my-orders.v2-11","offset":7}"#,
            ),
            (
                "my-orders.v2",
                "my-orders.v2-11@9223372036854775807",
                r#"{"partition":"my-orders.v2-11","offset":9223372036854775807}"#,
            ),
            ("a@b", "a@b-0@0", r#"{"partition":"a@b-0","offset":0}"#),
        ];
        let expected = expected.map(|(name, id, shown)| (name.into(), id.into(), shown.into()));
        assert_eq!(read(event), Ok(expected.into()));
    }

    #[test]
    fn record_without_a_value_is_null_and_called_a_tombstone() {
        let event = r#"{"records":{"a-0":[{"offset":0},{"offset":1,"value":null},{"offset":2,"value":"bnVsbA=="}]}}"#;
        let records = Kafka.read(batch::Records::of(event)).unwrap();
        let read = records.iter().map(|record| {
            let payload: serde_json::Value = record.read().unwrap();
            (payload, record.called.contains("tombstone"))
        });
        let expected =
            [true, true, false].map(|is_tombstone| (serde_json::Value::Null, is_tombstone));
        assert_eq!(read.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn unreportable_record_fails_the_batch_with_its_position() {
        for (event, part) in [
            (r#"{"eventSource":"aws:kafka"}"#, "missing field `records`"),
            (
                r#"{"records":[]}"#,
                "expected `records`, a map from partitions to lists",
            ),
            (r#"{"records":{"orders-0":{}}}"#, "expected a sequence"),
            (
                r#"{"records":{"orders-0":[{"offset":1},{"value":"MQ=="}]}}"#,
                "record 1 of `orders-0` cannot be reported on its own: missing field `offset`",
            ),
            (
                r#"{"records":{"orders-0":[{"offset":"1"}]}}"#,
                "record 0 of `orders-0`",
            ),
        ] {
            let error = read(event).unwrap_err();
            assert!(error.contains(part), "{error}");
        }
    }
}
