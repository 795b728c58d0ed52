//! What is particular to each source of batches.

use std::borrow::Cow;
use std::fmt;

use serde_json::value::{RawValue, to_raw_value};

use super::record::Record;

/// A source whose events are batches of records, answered with the ids of those that failed.
pub(crate) trait BatchSource: Sync {
    /// Reads the records: all, or none of them and why. `batch` is what the source has found in the event.
    fn read<'a>(&self, batch: &'a str) -> Result<Vec<Record<'a>>, String>;

    /// The name under which this record asks for a handler.
    fn name<'r>(&self, record: &'r Record<'_>) -> &'r str;

    /// Whether no record may be processed after one of its group that failed, because the order is to be kept.
    fn in_order(&self, records: &[Record<'_>]) -> bool;

    /// The group within which this record has its place; `None` if its place means nothing.
    fn group<'r>(&self, record: &'r Record<'_>) -> Option<Cow<'r, str>>;

    /// How the reply names a record.
    fn identify(&self) -> Identify {
        by_id
    }
}

/// Makes, from a record's id, the JSON by which the reply names it.
pub(crate) type Identify = fn(&str) -> Box<RawValue>;

/// The id itself.
pub(crate) fn by_id(id: &str) -> Box<RawValue> {
    // A string always serialises.
    to_raw_value(id).unwrap_or_default()
}

/// The message for a record, of this list, that cannot be reported on its own.
pub(super) fn unreadable(list: &str, index: usize, error: &impl fmt::Display) -> String {
    format!("record {index} of `{list}` cannot be reported on its own: {error}")
}
