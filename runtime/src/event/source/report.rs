//! The reply to a batch of records.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::record::Record;
use crate::error::FunctionError;

/// Collects the outcomes of the records in a batch.
///
/// A record counts as failed until it is marked as completed. The reply is therefore correct at any time, including while the
/// batch runs and from another thread: the watchdog uses it as its fallback reply.
pub(crate) trait BatchReport: Send + Sync {
    /// Marks the record at this index as completed, with its result if its handler returns one.
    fn done(&self, at: usize, result: Option<Box<RawValue>>);

    /// Keeps the state of a tumbling window, for the reply. Sources without windows have none.
    fn keep_state(&self, _: Box<RawValue>) {}

    /// Returns the reply for the current state.
    fn reply(&self) -> Box<RawValue>;

    /// Returns how many records are not completed.
    fn failures(&self) -> usize;

    /// Returns the reply to a batch that succeeds or fails as a whole.
    ///
    /// # Errors
    ///
    /// If a record is not completed. The service then retries the whole batch.
    fn whole(&self) -> Result<Box<RawValue>, FunctionError>;
}

/// Converts the id of a record to the JSON that identifies it in the reply.
pub(crate) type Identify = fn(&str) -> Box<RawValue>;

/// Identifies a record by its id.
pub(crate) fn by_id(id: &str) -> Box<RawValue> {
    // A string always serialises.
    to_raw_value(id).unwrap_or_default()
}

/// The report as a partial batch response, which names the records that are not completed.
#[derive(Debug)]
pub(super) struct Failures {
    items: Box<[Item]>,
    /// The state of a tumbling window.
    state: OnceLock<Box<RawValue>>,
    identify: Identify,
}

#[derive(Debug)]
struct Item {
    /// The id of the record. Owned, because the event belongs to the thread of the handler.
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
            state: OnceLock::new(),
            identify,
        })
    }

    fn unfinished(&self) -> impl Iterator<Item = &Item> {
        self.items
            .iter()
            .filter(|item| !item.is_done.load(Ordering::Relaxed))
    }
}

impl BatchReport for Failures {
    fn done(&self, at: usize, _: Option<Box<RawValue>>) {
        // Relaxed, because a reading thread relies on no other write of this thread.
        self.items[at].is_done.store(true, Ordering::Relaxed);
    }

    fn keep_state(&self, state: Box<RawValue>) {
        // The handler of a window is called once.
        let _ = self.state.set(state);
    }

    fn reply(&self) -> Box<RawValue> {
        let failures = self.unfinished().map(|item| (self.identify)(&item.id));
        response(self.state.get().map(|state| &**state), failures)
    }

    fn failures(&self) -> usize {
        self.unfinished().count()
    }

    fn whole(&self) -> Result<Box<RawValue>, FunctionError> {
        let mut unfinished = self.unfinished();
        let Some(first) = unfinished.next() else {
            return Ok(self.reply());
        };
        let message = format!(
            "{} of {} records did not complete, starting with `{}`; the whole batch is retried",
            unfinished.count() + 1,
            self.items.len(),
            first.id
        );
        Err(FunctionError::new("BatchFailed", message))
    }
}

/// Returns the partial batch response that names these records as failed.
pub(crate) fn partial_batch_response(
    failures: impl IntoIterator<Item = Box<RawValue>>,
) -> Box<RawValue> {
    response(None, failures)
}

fn response(
    state: Option<&RawValue>,
    failures: impl IntoIterator<Item = Box<RawValue>>,
) -> Box<RawValue> {
    let failures = failures
        .into_iter()
        .map(|item_identifier| Failure { item_identifier });
    // Structs of JSON always serialise.
    to_raw_value(&Report {
        state,
        batch_item_failures: failures.collect(),
    })
    .unwrap_or_default()
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<&'a RawValue>,
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
            state: OnceLock::new(),
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
