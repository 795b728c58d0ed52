//! Amazon SQS, standard and FIFO queues.
//! <https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html>

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::batch::{self, BatchSource, unreadable};
use super::record::{Record, text_content};
use super::records::Records;
use super::{Found, ReplyKind, Source, last_of_arn};
use crate::event::Text;

/// Messages of a queue. The name is that of the queue.
pub const SQS: &Source = &Source {
    kind: ReplyKind::Batch(&Sqs),
    find: |peek| peek.batch_from("aws:sqs").map(Found::Batch),
    ..Source::of("sqs")
};

struct Sqs;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Delivery<'a> {
    #[serde(borrow)]
    message_id: Text<'a>,
    #[serde(borrow)]
    receipt_handle: Option<&'a RawValue>,
    #[serde(borrow, rename = "eventSourceARN")]
    arn: Option<Text<'a>>,
    #[serde(borrow)]
    body: Option<&'a RawValue>,
    #[serde(borrow)]
    attributes: Option<&'a RawValue>,
    #[serde(borrow)]
    message_attributes: Option<&'a RawValue>,
}

impl BatchSource for Sqs {
    fn read<'a>(&self, batch: batch::Records<'a>) -> Result<Vec<Record<'a>>, String> {
        Records::<Delivery<'a>>::of(batch.json)
            .enumerate()
            .map(|(index, message)| {
                let (message, raw) =
                    message.map_err(|error| unreadable("Records", index, &error))?;
                Ok(Record {
                    raw,
                    id: message.message_id.0,
                    is_event: false,
                    arn: message.arn.map(|arn| arn.0).unwrap_or_default(),
                    body: message.body,
                    form: |record| text_content("body", record.body),
                    called: "payload",
                    attributes: message.attributes,
                    beside: message
                        .receipt_handle
                        .map(|handle| ("receiptHandle", handle)),
                    message_attributes: message.message_attributes,
                })
            })
            .collect()
    }

    fn name<'r>(&self, record: &'r Record<'_>) -> Cow<'r, str> {
        Cow::Borrowed(last_of_arn(&record.arn))
    }

    /// The name of a FIFO queue ends with `.fifo`. A message group does not prove it, because messages of standard queues can
    /// have one too (fair queues).
    fn in_order(&self, records: &[Record<'_>]) -> bool {
        records
            .first()
            .is_some_and(|record| record.arn.ends_with(".fifo"))
    }

    fn group<'r>(&self, record: &'r Record<'_>) -> Option<Cow<'r, str>> {
        #[derive(Default, Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Attributes<'a> {
            #[serde(borrow)]
            message_group_id: Option<Text<'a>>,
        }
        if !record.arn.ends_with(".fifo") {
            return None;
        }
        let attributes: Option<Attributes<'r>> = record
            .attributes
            .and_then(|attributes| serde_json::from_str(attributes.get()).ok());
        // Messages without a group share one. SQS accepts no such message in a FIFO queue, so the caution costs nothing.
        let group = attributes.and_then(|attributes| attributes.message_group_id);
        Some(group.map(|group| group.0).unwrap_or_default())
    }
}
