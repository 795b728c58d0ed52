//! The trait of event sources that send batches.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::record::Record;
use super::report::{BatchReport, Failures, by_id};

/// A source whose events are batches of records. The reply names the ids of the failed records.
pub(crate) trait BatchSource: Sync {
    /// Reads all records, or returns the reason why it cannot. `batch` is the part of the event that the source found.
    fn read<'a>(&self, batch: &'a str) -> Result<Vec<Record<'a>>, String>;

    /// Returns the name in the record, which selects its handler.
    fn name<'r>(&self, record: &'r Record<'_>) -> Cow<'r, str>;

    /// Whether no record may be handled after a failed one of its group, to keep the order.
    fn in_order(&self, records: &[Record<'_>]) -> bool;

    /// Returns the group within which the record is ordered, or `None` if its order does not matter.
    fn group<'r>(&self, record: &'r Record<'_>) -> Option<Cow<'r, str>>;

    /// Creates the report that collects the outcomes of the records.
    fn report(&self, records: &[Record<'_>]) -> Arc<dyn BatchReport> {
        Failures::of(records, by_id)
    }
}

/// Returns the message for a record in `list` without a readable id, which cannot be reported on its own.
pub(super) fn unreadable(list: &str, index: usize, error: &impl fmt::Display) -> String {
    format!("record {index} of `{list}` cannot be reported on its own: {error}")
}
