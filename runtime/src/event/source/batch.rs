//! The trait of event sources that send batches.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde_json::value::RawValue;

use super::record::Record;
use super::report::{BatchReport, Failures, by_id};
use crate::event::raw_text;

/// A source whose events are batches of records. The reply names the ids of the failed records.
pub(crate) trait BatchSource: Sync {
    /// Reads all records, or returns the reason why it cannot.
    fn read<'a>(&self, batch: Records<'a>) -> Result<Vec<Record<'a>>, String>;

    /// Returns the name in the record, which selects its handler.
    fn name<'r>(&self, record: &'r Record<'_>) -> Cow<'r, str>;

    /// Whether no record may be handled after a failed one of its group, to keep the order.
    fn in_order(&self, records: &[Record<'_>]) -> bool;

    /// Returns the group within which the record is ordered, or `None` if its order does not matter.
    fn group<'r>(&self, record: &'r Record<'_>) -> Option<Cow<'r, str>>;

    /// Whether EventBridge Pipes reads which records failed. It does for SQS, Kinesis and DynamoDB.
    /// <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-batching-concurrency.html#pipes-partial-batch-failure>
    fn pipes_read_report(&self) -> bool {
        true
    }

    /// Creates the report that collects the outcomes of the records.
    fn report(&self, records: &[Record<'_>]) -> Arc<dyn BatchReport> {
        Failures::of(records, by_id)
    }
}

/// The JSON from which a source reads records: the part of the event that it found.
#[derive(Clone, Copy)]
pub(crate) struct Records<'a> {
    pub(crate) json: &'a str,
    /// Whether EventBridge Pipes sent the event: an array of records, each of which names its source.
    pub(crate) is_piped: bool,
}

impl<'a> Records<'a> {
    pub(super) fn of(json: &'a str) -> Self {
        Self {
            json,
            is_piped: false,
        }
    }

    /// Returns the id by which a stream's record is reported: its sequence number, or to EventBridge Pipes its event id.
    pub(super) fn stream_id(
        self,
        event_id: Option<&'a RawValue>,
        sequence_number: Cow<'a, str>,
    ) -> Cow<'a, str> {
        event_id
            .filter(|_| self.is_piped)
            .and_then(raw_text)
            .unwrap_or(sequence_number)
    }
}

/// Returns the message for a record in `list` without a readable id, which cannot be reported on its own.
pub(super) fn unreadable(list: &str, index: usize, error: &impl fmt::Display) -> String {
    format!("record {index} of `{list}` cannot be reported on its own: {error}")
}
