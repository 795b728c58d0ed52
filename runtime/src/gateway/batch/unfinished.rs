//! Which records of a batch are not done yet: at any moment what there is to report.

use std::sync::atomic::{AtomicBool, Ordering};

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use crate::error::FunctionError;
use crate::event::source::{Identify, Record};

/// The records of one batch, each done or not.
///
/// It starts with none of them done. A record that fails stays as it is; so do those that are running or were not started. So
/// [`reply`](Self::reply) is right whenever it is asked for, from another thread too, while the batch runs: that is how the
/// watchdog answers in the handler's place.
#[derive(Debug)]
pub(crate) struct Unfinished {
    items: Box<[Item]>,
    identify: Identify,
}

#[derive(Debug)]
struct Item {
    /// What the record is known by. Owned, because the event belongs to the thread of the handler.
    id: Box<str>,
    is_done: AtomicBool,
}

impl Unfinished {
    pub(super) fn of(records: &[Record<'_>], identify: Identify) -> Self {
        let items = records.iter().map(|record| Item {
            id: (*record.id).into(),
            is_done: AtomicBool::new(false),
        });
        Self {
            items: items.collect(),
            identify,
        }
    }

    /// Notes that the record at this place is done: its handler succeeded.
    pub(super) fn done(&self, at: usize) {
        // Whoever reads it acts on nothing else that this thread wrote.
        self.items[at].is_done.store(true, Ordering::Relaxed);
    }

    /// The reply that reports every record that is not done.
    pub(crate) fn reply(&self) -> Box<RawValue> {
        let report = Report {
            batch_item_failures: self
                .left()
                .map(|item| Failure {
                    item_identifier: (self.identify)(&item.id),
                })
                .collect(),
        };
        // Structs of JSON always serialise.
        to_raw_value(&report).unwrap_or_default()
    }

    /// The reply to a batch that succeeds or fails as a whole: an error if a record is not done, so that the service sends all of
    /// them again.
    pub(super) fn whole(&self) -> Result<Box<RawValue>, FunctionError> {
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

    fn left(&self) -> impl Iterator<Item = &Item> {
        self.items
            .iter()
            .filter(|item| !item.is_done.load(Ordering::Relaxed))
    }
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
    use crate::event::source::by_id;

    #[test]
    fn it_reports_what_is_not_done_and_another_thread_can_ask() {
        let items = ["a", "b\"", "c"].map(|id| Item {
            id: id.into(),
            is_done: AtomicBool::new(false),
        });
        let unfinished = std::sync::Arc::new(Unfinished {
            items: items.into(),
            identify: by_id,
        });
        unfinished.done(0);
        let shared = std::sync::Arc::clone(&unfinished);
        let reply = std::thread::spawn(move || shared.reply()).join().unwrap();
        assert_eq!(
            reply.get(),
            r#"{"batchItemFailures":[{"itemIdentifier":"b\""},{"itemIdentifier":"c"}]}"#
        );
        unfinished.done(1);
        unfinished.done(2);
        assert_eq!(unfinished.reply().get(), r#"{"batchItemFailures":[]}"#);
    }
}
