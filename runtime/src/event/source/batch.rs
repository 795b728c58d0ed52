//! What is particular to each source of batches.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::record::Record;
use super::report::{BatchReport, Failures, by_id};

/// A source whose events are batches of records, answered with the ids of those that failed.
pub(crate) trait BatchSource: Sync {
    /// Reads the records: all, or none of them and why. `batch` is what the source has found in the event.
    fn read<'a>(&self, batch: &'a str) -> Result<Vec<Record<'a>>, String>;

    /// The name under which this record asks for a handler.
    fn name<'r>(&self, record: &'r Record<'_>) -> Cow<'r, str>;

    /// Whether no record may be processed after one of its group that failed, because the order is to be kept.
    fn in_order(&self, records: &[Record<'_>]) -> bool;

    /// The group within which this record has its place; `None` if its place means nothing.
    fn group<'r>(&self, record: &'r Record<'_>) -> Option<Cow<'r, str>>;

    /// Whether a record that fails always fails the batch, because the service reads no partial batch response.
    fn fails_whole(&self) -> bool {
        false
    }

    /// Collects how the records end, for the reply.
    fn report(&self, records: &[Record<'_>]) -> Arc<dyn BatchReport> {
        Failures::of(records, by_id)
    }
}

/// The message for a record, of this list, that cannot be reported on its own.
pub(super) fn unreadable(list: &str, index: usize, error: &impl fmt::Display) -> String {
    format!("record {index} of `{list}` cannot be reported on its own: {error}")
}
