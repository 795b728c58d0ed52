//! The metrics of one invocation, until they are written.

use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use gatewright_tables::limits::{LOG_EVENT_BYTES, METRICS_OF_DOCUMENT, VALUES_OF_METRIC};

use super::constants::constants;
use super::record::{self, Notes};
use super::{MetricKey, document};
use crate::platform::log::{timestamp, write_documents};

/// A value that `metric!` adds.
pub(super) struct Added {
    pub(super) key: &'static MetricKey,
    pub(super) value: f64,
    /// The dimensions as members of the document, each with a comma before it.
    pub(super) members: Vec<u8>,
    /// A bit for each dimension whose value is empty.
    pub(super) left_out: u32,
}

/// Metrics that share their dimensions, and so a document.
pub(super) struct Set {
    pub(super) dimensions: &'static [&'static str],
    pub(super) members: Vec<u8>,
    pub(super) left_out: u32,
    pub(super) series: Vec<Series>,
    /// At most so many bytes of the document.
    size: usize,
}

/// A metric and its values.
pub(super) struct Series {
    pub(super) key: &'static MetricKey,
    pub(super) values: Vec<f64>,
}

/// More than a document without metrics has besides its dimensions: the namespace, the service, the request id.
const HEAD_BYTES: usize = 8 * 1_024;
/// More than a metric has besides its name, which is in a document twice.
const SERIES_BYTES: usize = 96;
/// A value and a comma.
const VALUE_BYTES: usize = 26;

impl Set {
    fn new(added: Added) -> Self {
        let names: usize = added
            .key
            .dimensions
            .iter()
            .map(|name| 2 * name.len() + 3)
            .sum();
        let mut set = Self {
            dimensions: added.key.dimensions,
            size: HEAD_BYTES + names + added.members.len(),
            members: added.members,
            left_out: added.left_out,
            series: Vec::new(),
        };
        set.push(added.key, added.value);
        set
    }

    fn is_of(&self, added: &Added) -> bool {
        self.dimensions == added.key.dimensions && self.members == added.members
    }

    /// Whether the document has room for one more value of this metric.
    fn takes(&self, key: &MetricKey) -> bool {
        let found = self
            .series
            .iter()
            .find(|series| series.key.name == key.name);
        let has_room = match found {
            // One name is one member, with one unit.
            Some(series) => {
                series.values.len() < VALUES_OF_METRIC
                    && series.key.unit == key.unit
                    && series.key.is_high_resolution == key.is_high_resolution
            }
            None => self.series.len() < METRICS_OF_DOCUMENT,
        };
        has_room && self.size + SERIES_BYTES + 4 * key.name.len() + VALUE_BYTES <= LOG_EVENT_BYTES
    }

    fn push(&mut self, key: &'static MetricKey, value: f64) {
        self.size += VALUE_BYTES;
        let mut all = self.series.iter_mut();
        match all.find(|series| series.key.name == key.name) {
            Some(series) => series.values.push(value),
            None => {
                // Each character of a name may be escaped.
                self.size += SERIES_BYTES + 4 * key.name.len();
                self.series.push(Series {
                    key,
                    values: vec![value],
                });
            }
        }
    }
}

/// The most bytes of documents that an invocation keeps. More are written before its end.
const MOST_KEPT: usize = 1_024 * 1_024;

/// One invocation at a time, and its metrics.
pub(crate) struct Recorder(Mutex<State>);

struct State {
    /// Whether metrics are collected, and written at the end. Others are written at once.
    is_open: bool,
    /// Empty in INIT.
    request_id: String,
    is_cold: bool,
    sets: Vec<Set>,
    /// The bytes of `sets`.
    size: usize,
    notes: Notes,
}

/// The facts about an invocation at its end.
pub(crate) struct Ended {
    /// The last handler; empty if none was found.
    pub(crate) handler: &'static str,
    pub(crate) elapsed: Duration,
    pub(crate) remaining: Duration,
    /// The type of the error with which Lambda is answered.
    pub(crate) error_type: Option<String>,
    /// Whether the watchdog answers.
    pub(crate) is_overrun: bool,
    /// The lazy modules that have started since the last record.
    pub(crate) modules: Vec<(&'static str, Duration)>,
    /// When writing gives up.
    pub(crate) until: Instant,
}

impl Recorder {
    pub(crate) const fn new() -> Self {
        Self(Mutex::new(State {
            is_open: false,
            request_id: String::new(),
            is_cold: false,
            sets: Vec::new(),
            size: 0,
            notes: Notes::NONE,
        }))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // No code of the user's runs under the lock, and nothing waits.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Collects the metrics of INIT, for the first invocation.
    pub(crate) fn begin_init(&self) {
        self.lock().is_open = true;
    }

    /// Begins an invocation. Metrics of INIT become those of the first one.
    pub(crate) fn begin(&self, request_id: &str, is_cold: bool) {
        let mut state = self.lock();
        state.request_id.clear();
        state.request_id.push_str(request_id);
        state.is_cold = is_cold;
        state.is_open = true;
        state.notes = Notes::NONE;
    }

    /// Changes what is known about the invocation.
    pub(crate) fn note(&self, change: impl FnOnce(&mut Notes)) {
        change(&mut self.lock().notes);
    }

    /// Writes the metrics that have been collected, without a record.
    pub(crate) fn flush(&self) {
        let mut state = self.lock();
        state.is_open = false;
        let mut out = Vec::new();
        state.documents(&mut out);
        drop(state);
        write_documents(&out, None);
    }

    /// Ends the invocation: writes its record and its metrics.
    pub(crate) fn end(&self, ended: &Ended) {
        let mut state = self.lock();
        state.is_open = false;
        let mut out = Vec::with_capacity(1_024);
        let notes = mem::replace(&mut state.notes, Notes::NONE);
        record::write(&mut out, ended, &notes, &state.request_id, state.is_cold);
        state.documents(&mut out);
        drop(state);
        write_documents(&out, Some(ended.until));
    }

    pub(super) fn add(&self, added: Added) {
        let mut out = Vec::new();
        self.lock().add(added, &mut out);
        write_documents(&out, None);
    }
}

/// Returns the id for a document outside of a recorder's invocation: that of the span, in a spawned task of a concurrent invocation.
#[cfg(feature = "concurrent")]
fn request_id() -> String {
    crate::platform::log::request_id_of_span().unwrap_or_default()
}

/// Returns no id.
#[cfg(not(feature = "concurrent"))]
const fn request_id() -> String {
    String::new()
}

impl State {
    /// Adds a value. Documents that are full, and a value outside of an invocation, are written into `out`.
    fn add(&mut self, added: Added, out: &mut Vec<u8>) {
        if !self.is_open {
            self.put(&Set::new(added), &request_id(), out);
            return;
        }
        match self.sets.iter().position(|set| set.is_of(&added)) {
            Some(at) => {
                let set = &mut self.sets[at];
                let before = set.size;
                if set.takes(added.key) {
                    set.push(added.key, added.value);
                    self.size += set.size - before;
                } else {
                    let full = mem::replace(set, Set::new(added));
                    self.size = self.size - before + set.size;
                    self.put(&full, &self.request_id, out);
                }
            }
            None => {
                let set = Set::new(added);
                self.size += set.size;
                self.sets.push(set);
            }
        }
        if self.size > MOST_KEPT {
            self.documents(out);
        }
    }

    /// Writes all documents.
    fn documents(&mut self, out: &mut Vec<u8>) {
        self.size = 0;
        for set in mem::take(&mut self.sets) {
            self.put(&set, &self.request_id, out);
        }
    }

    #[expect(
        clippy::unused_self,
        reason = "the state is locked while a document is made"
    )]
    fn put(&self, set: &Set, request_id: &str, out: &mut Vec<u8>) {
        let constants = constants();
        if !constants.is_disabled {
            document::write(out, set, request_id, timestamp::since_epoch(), constants);
        }
    }
}

#[cfg(feature = "concurrent")]
pub(crate) use self::concurrent::collecting;
#[cfg(feature = "concurrent")]
pub(super) use self::concurrent::with_current;

/// Several invocations at a time.
#[cfg(feature = "concurrent")]
mod concurrent {
    use std::cell::Cell;
    use std::future::{Future, poll_fn};
    use std::pin::pin;

    use super::{Added, Recorder};

    thread_local! {
        /// The invocation that this thread polls.
        static CURRENT: Cell<Option<&'static Recorder>> = const { Cell::new(None) };
    }

    /// Adds a value to the invocation that this thread polls, if there is one.
    pub(in super::super) fn with_current(added: Added) -> Result<(), Added> {
        match CURRENT.try_with(Cell::get) {
            Ok(Some(recorder)) => {
                recorder.add(added);
                Ok(())
            }
            Ok(None) | Err(_) => Err(added),
        }
    }

    /// Runs a future whose metrics are those of an invocation.
    pub(crate) async fn collecting<F: Future>(
        recorder: Option<&'static Recorder>,
        future: F,
    ) -> F::Output {
        let mut future = pin!(future);
        poll_fn(|context| {
            let outer = recorder.map(|recorder| CURRENT.replace(Some(recorder)));
            let polled = future.as_mut().poll(context);
            if let Some(outer) = outer {
                CURRENT.set(outer);
            }
            polled
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn key(name: String, unit: &'static str) -> &'static MetricKey {
        Box::leak(Box::new(MetricKey {
            name: String::leak(name),
            unit,
            is_high_resolution: false,
            dimensions: &[],
        }))
    }

    fn added(key: &'static MetricKey) -> Added {
        Added {
            key,
            value: 1.0,
            members: Vec::new(),
            left_out: 0,
        }
    }

    fn open() -> State {
        let mut state = Recorder::new().0.into_inner().unwrap();
        state.is_open = true;
        state
    }

    /// The names of the metrics of each document.
    fn names(documents: &[u8]) -> Vec<Vec<String>> {
        let documents = std::str::from_utf8(documents).unwrap().lines();
        documents
            .map(|document| {
                assert!(document.len() < LOG_EVENT_BYTES);
                let document: Value = serde_json::from_str(document).unwrap();
                let metrics = document["_aws"]["CloudWatchMetrics"][0]["Metrics"].as_array();
                let names = metrics.into_iter().flatten().map(|metric| {
                    let name = metric["Name"].as_str().unwrap().to_owned();
                    assert!(document.get(&name).is_some(), "{name}");
                    name
                });
                names.collect()
            })
            .collect()
    }

    #[test]
    fn hundred_and_first_metric_is_in_another_document() {
        let (mut state, mut out) = (open(), Vec::new());
        for number in 0..250 {
            state.add(added(key(format!("M{number}"), "Count")), &mut out);
        }
        state.documents(&mut out);
        let counts: Vec<_> = names(&out).iter().map(Vec::len).collect();
        assert_eq!(counts, [100, 100, 50]);
        assert_eq!(state.size, 0);
    }

    #[test]
    fn name_with_another_unit_is_in_another_document() {
        let (mut state, mut out) = (open(), Vec::new());
        for unit in ["Count", "Count", "Bytes", "Count"] {
            state.add(added(key("M".to_owned(), unit)), &mut out);
        }
        state.documents(&mut out);
        assert_eq!(names(&out), [["M"], ["M"], ["M"]]);
    }

    /// Names of 255 characters and 100 values each are more than a log event takes.
    #[test]
    fn document_is_never_longer_than_a_log_event() {
        let (mut state, mut out) = (open(), Vec::new());
        let keys: Vec<_> = (0..100)
            .map(|number| key(format!("{number:03}{}", "\\".repeat(252)), "Count"))
            .collect();
        let mut most = 0;
        for round in 0..100 {
            for key in &keys {
                let value = -1.0 / f64::from(round + 3);
                state.add(
                    Added {
                        value,
                        ..added(key)
                    },
                    &mut out,
                );
            }
            most = most.max(state.size);
        }
        state.documents(&mut out);
        assert!(names(&out).len() > 1);
        assert!(most <= MOST_KEPT, "{most}");
    }
}
