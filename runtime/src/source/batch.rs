//! What is particular to each source of batches.

use std::borrow::Cow;

use super::record::Record;

/// A source whose events are batches of records, answered with the ids of those that failed.
pub(crate) trait BatchSource: Sync {
    /// Reads the records: all, or none of them and why. `array` is the event's `Records`.
    fn read<'a>(&self, array: &'a str) -> Result<Vec<Record<'a>>, String>;

    /// Whether no record may be processed after one of its group that failed, because the order is to be kept.
    fn in_order(&self, records: &[Record<'_>]) -> bool;

    /// The group within which this record has its place; `None` if its place means nothing.
    fn group<'a>(&self, record: &Record<'a>) -> Option<Cow<'a, str>>;
}

/// The message for a record that cannot be reported on its own.
pub(super) fn unreadable(index: usize, error: &serde_json::Error) -> String {
    format!("record {index} of `Records` cannot be reported on its own: {error}")
}
