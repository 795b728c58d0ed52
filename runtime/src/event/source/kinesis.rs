//! Amazon Kinesis data streams. Records that a producer library has aggregated are not deaggregated.
//! <https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html>

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::batch::{self, BatchSource, unreadable};
use super::record::{Record, base64_content};
use super::records::Records;
use super::{Found, ReplyKind, Source};
use crate::event::Text;

/// Records of a stream. The name is that of the stream.
pub const KINESIS: &Source = &Source {
    kind: ReplyKind::Batch(&Kinesis),
    find: |peek| {
        peek.batch_from("aws:kinesis")
            .or_else(|| peek.empty_window_of("kinesis"))
            .map(Found::Batch)
    },
    ..Source::of("kinesis")
};

struct Kinesis;

#[derive(Deserialize)]
struct Outer<'a> {
    /// EventBridge Pipes sends its members beside the others.
    #[serde(borrow)]
    kinesis: Option<&'a RawValue>,
    #[serde(borrow, rename = "eventID")]
    event_id: Option<&'a RawValue>,
    #[serde(borrow, rename = "eventSourceARN")]
    arn: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Inner<'a> {
    #[serde(borrow)]
    sequence_number: Text<'a>,
    #[serde(borrow)]
    data: Option<&'a RawValue>,
}

impl BatchSource for Kinesis {
    fn read<'a>(&self, batch: batch::Records<'a>) -> Result<Vec<Record<'a>>, String> {
        Records::<Outer<'a>>::of(batch.json)
            .enumerate()
            .map(|(index, outer)| {
                let (outer, raw) = outer.map_err(|error| unreadable("Records", index, &error))?;
                let inner: Inner<'a> =
                    serde_json::from_str(outer.kinesis.map_or(raw, RawValue::get))
                        .map_err(|error| unreadable("Records", index, &error))?;
                Ok(Record {
                    raw,
                    id: batch.stream_id(outer.event_id, inner.sequence_number.0),
                    is_event: false,
                    arn: outer.arn.map(|arn| arn.0).unwrap_or_default(),
                    body: inner.data,
                    form: |record| base64_content("data", record.body),
                    called: "payload",
                    attributes: match outer.kinesis {
                        Some(kinesis) => Some(kinesis),
                        None => serde_json::from_str(raw).ok(),
                    },
                    beside: outer.event_id.map(|id| ("eventID", id)),
                    message_attributes: None,
                })
            })
            .collect()
    }

    /// Returns `orders` for `arn:aws:kinesis:us-east-1:123456789012:stream/orders` and for the ARN of one of its consumers.
    fn name<'r>(&self, record: &'r Record<'_>) -> Cow<'r, str> {
        Cow::Borrowed(record.arn.split('/').nth(1).unwrap_or_default())
    }

    /// After a failure the service retries everything that follows in the shard, whether it was handled or not.
    fn in_order(&self, _: &[Record<'_>]) -> bool {
        false
    }

    /// A stream keeps the order of records with the same partition key.
    fn group<'r>(&self, record: &'r Record<'_>) -> Option<Cow<'r, str>> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Attributes<'a> {
            #[serde(borrow)]
            partition_key: Text<'a>,
        }
        let attributes: Attributes<'r> = serde_json::from_str(record.attributes?.get()).ok()?;
        Some(attributes.partition_key.0)
    }
}
