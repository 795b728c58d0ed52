//! What the reply to a batch says of its records.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::record::Record;
use crate::error::FunctionError;

/// Collects how the records of one batch ended.
///
/// At first no record is done. A record that fails stays as it is, and so do those that are running or were not started. So the
/// reply is right whenever it is asked for, while the batch runs and from another thread too: the watchdog answers with it.
pub(crate) trait BatchReport: Send + Sync {
    /// Notes that the handler of the record at this place succeeded, with its result where handlers return one.
    fn done(&self, at: usize, result: Option<Box<RawValue>>);

    /// The reply as of now.
    fn reply(&self) -> Box<RawValue>;

    /// The reply to a batch that succeeds or fails as a whole: an error if a record is not done, so that the service sends all of
    /// them again.
    fn whole(&self) -> Result<Box<RawValue>, FunctionError>;
}

/// Makes, from a record's id, the JSON by which the reply names it.
pub(crate) type Identify = fn(&str) -> Box<RawValue>;

/// The id itself.
pub(crate) fn by_id(id: &str) -> Box<RawValue> {
    // A string always serialises.
    to_raw_value(id).unwrap_or_default()
}

/// The report that names the records which are not done: a partial batch response.
#[derive(Debug)]
pub(super) struct Failures {
    items: Box<[Item]>,
    identify: Identify,
}

#[derive(Debug)]
struct Item {
    /// The record's id. Owned, because the event belongs to the thread of the handler.
    id: Box<str>,
    is_done: AtomicBool,
}

impl Failures {
    pub(super) fn of(records: &[Record<'_>], identify: Identify) -> Arc<dyn BatchReport> {
        let items = records.iter().map(|record| Item {
            id: (*record.id).into(),
            is_done: AtomicBool::new(false),
        });
        Arc::new(Self {
            items: items.collect(),
            identify,
        })
    }

    fn left(&self) -> impl Iterator<Item = &Item> {
        self.items
            .iter()
            .filter(|item| !item.is_done.load(Ordering::Relaxed))
    }
}

impl BatchReport for Failures {
    fn done(&self, at: usize, _: Option<Box<RawValue>>) {
        // A thread that reads it acts on nothing else that this thread wrote.
        self.items[at].is_done.store(true, Ordering::Relaxed);
    }

    fn reply(&self) -> Box<RawValue> {
        partial_batch_response(self.left().map(|item| (self.identify)(&item.id)))
    }

    fn whole(&self) -> Result<Box<RawValue>, FunctionError> {
        let mut left = self.left();
        let Some(first) = left.next() else {
            return Ok(self.reply());
        };
        let message = format!(
            "{} of {} records are not done, from `{}` on; all come again",
            left.count() + 1,
            self.items.len(),
            first.id
        );
        Err(FunctionError::new("BatchFailed", message))
    }
}

/// The reply that names these records as failed.
pub(crate) fn partial_batch_response(
    failures: impl IntoIterator<Item = Box<RawValue>>,
) -> Box<RawValue> {
    let failures = failures
        .into_iter()
        .map(|item_identifier| Failure { item_identifier });
    // Structs of JSON always serialise.
    to_raw_value(&Report {
        batch_item_failures: failures.collect(),
    })
    .unwrap_or_default()
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    batch_item_failures: Vec<Failure>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Failure {
    item_identifier: Box<RawValue>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn report_names_unfinished_records_from_any_thread() {
        let items = ["a", "b\"", "c"].map(|id| Item {
            id: id.into(),
            is_done: AtomicBool::new(false),
        });
        let report = Arc::new(Failures {
            items: items.into(),
            identify: by_id,
        });
        report.done(0, None);
        let shared = Arc::clone(&report);
        let reply = std::thread::spawn(move || shared.reply()).join().unwrap();
        assert_eq!(
            reply.get(),
            r#"{"batchItemFailures":[{"itemIdentifier":"b\""},{"itemIdentifier":"c"}]}"#
        );
        report.done(1, None);
        report.done(2, None);
        assert_eq!(report.reply().get(), r#"{"batchItemFailures":[]}"#);
    }
}
