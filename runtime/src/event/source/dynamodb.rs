//! Amazon DynamoDB streams.
//! <https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html>

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::batch::{self, BatchSource, unreadable};
use super::record::Record;
use super::records::Records;
use super::{Found, ReplyKind, Source};
use crate::event::Text;

/// Changes of a table. The name is that of the table, because the name of a stream is the time at which it was enabled.
pub const DYNAMODB: &Source = &Source {
    kind: ReplyKind::Batch(&DynamoDb),
    find: |peek| {
        peek.batch_from("aws:dynamodb")
            .or_else(|| peek.empty_window_of("dynamodb"))
            .map(Found::Batch)
    },
    ..Source::of("dynamodb")
};

struct DynamoDb;

#[derive(Deserialize)]
struct Change<'a> {
    #[serde(borrow)]
    dynamodb: Inner<'a>,
    #[serde(borrow, rename = "eventID")]
    event_id: Option<&'a RawValue>,
    #[serde(borrow, rename = "userIdentity")]
    user_identity: Option<&'a RawValue>,
    #[serde(borrow, rename = "eventSourceARN")]
    arn: Option<Text<'a>>,
}

#[derive(Deserialize)]
struct Inner<'a> {
    #[serde(borrow, rename = "SequenceNumber")]
    sequence_number: Text<'a>,
}

impl BatchSource for DynamoDb {
    fn read<'a>(&self, batch: batch::Records<'a>) -> Result<Vec<Record<'a>>, String> {
        Records::<Change<'a>>::of(batch.json)
            .enumerate()
            .map(|(index, change)| {
                let (change, raw) = change.map_err(|error| unreadable("Records", index, &error))?;
                Ok(Record {
                    raw,
                    id: batch.stream_id(change.event_id, change.dynamodb.sequence_number.0),
                    is_event: false,
                    arn: change.arn.map(|arn| arn.0).unwrap_or_default(),
                    body: None,
                    form: |record| Ok(Some(Cow::Borrowed(record.raw.as_bytes()))),
                    called: "payload",
                    attributes: None,
                    beside: change
                        .user_identity
                        .map(|identity| ("userIdentity", identity)),
                    message_attributes: None,
                })
            })
            .collect()
    }

    fn name<'r>(&self, record: &'r Record<'_>) -> Cow<'r, str> {
        Cow::Borrowed(table_of(&record.arn))
    }

    /// After a failure the service retries everything that follows in the shard, whether it was handled or not.
    fn in_order(&self, _: &[Record<'_>]) -> bool {
        false
    }

    /// A stream keeps the order of changes to one item.
    fn group<'r>(&self, record: &'r Record<'_>) -> Option<Cow<'r, str>> {
        #[derive(Deserialize)]
        struct Change<'a> {
            #[serde(borrow)]
            dynamodb: Item<'a>,
        }
        #[derive(Deserialize)]
        struct Item<'a> {
            // Compared as text, because the service always writes the key of an item in the same way.
            #[serde(borrow, rename = "Keys")]
            keys: &'a RawValue,
        }
        let change: Change<'r> = serde_json::from_str(record.raw).ok()?;
        Some(Cow::Borrowed(change.dynamodb.keys.get()))
    }
}

/// Returns `orders` for `arn:aws:dynamodb:us-east-1:123456789012:table/orders/stream/2015-05-11T21:21:33.291`.
fn table_of(arn: &str) -> &str {
    arn.split('/').nth(1).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::table_of;

    #[test]
    fn stream_has_the_name_of_its_table() {
        let arn =
            "arn:aws:dynamodb:us-east-1:123456789012:table/orders/stream/2015-05-11T21:21:33.291";
        assert_eq!(table_of(arn), "orders");
        assert_eq!(
            table_of("arn:aws:dynamodb:us-east-1:1:table/orders"),
            "orders"
        );
        assert_eq!(table_of(""), "");
    }
}
