//! The record of an invocation: a line that is a document of metrics too, if the function has them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::collector::Ended;
use super::constants::{Constants, constants};
use super::document::{self, decimal, milliseconds, quote, whole};
use super::{cost, memory};
use crate::platform::log::timestamp;

/// Counts the records of a batch that have failed so far.
pub(crate) type Counter = Arc<dyn Fn() -> usize + Send + Sync>;

/// What becomes known about an invocation before its end.
pub(crate) struct Notes {
    /// The status of the HTTP response.
    pub(crate) status: Option<u16>,
    /// Whether the guard has stopped a handler.
    pub(crate) is_guarded: bool,
    /// Whether a handler has panicked.
    pub(crate) is_panicked: bool,
    /// Only if the event is a batch.
    pub(crate) batch_failures: Option<Counter>,
}

impl Notes {
    pub(super) const NONE: Self = Self {
        status: None,
        is_guarded: false,
        is_panicked: false,
        batch_failures: None,
    };
}

/// The duration of INIT in nanoseconds; zero until it has ended.
static INIT: AtomicU64 = AtomicU64::new(0);

/// INIT has taken this long.
pub(crate) fn initialised(duration: Duration) {
    let ns = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
    INIT.store(ns, Ordering::Relaxed);
}

/// The values of a record, some of which are metrics too.
struct Record<'a> {
    ended: &'a Ended,
    notes: &'a Notes,
    is_guarded: bool,
    /// Only of a cold start.
    init: Option<Duration>,
    /// In parts of a dollar.
    cost: Option<u64>,
    batch_failures: Option<usize>,
}

/// Writes the record with its newline, and with metrics the documents of the lazy modules that have started.
pub(super) fn write(
    out: &mut Vec<u8>,
    ended: &Ended,
    notes: &Notes,
    request_id: &str,
    is_cold: bool,
) {
    let init = is_cold.then(|| Duration::from_nanos(INIT.load(Ordering::Relaxed)));
    let record = Record {
        ended,
        notes,
        is_guarded: notes.is_guarded || ended.is_overrun,
        init,
        cost: cost::estimated(ended.elapsed, init),
        batch_failures: notes.batch_failures.as_ref().map(|count| count()),
    };
    let now = timestamp::since_epoch();
    let constants = constants();
    if constants.has_metrics {
        document::head(out, now, |out| dimensions(out, "", constants));
        record.definitions(out);
        out.extend_from_slice(document::AFTER_METRICS);
        out.extend_from_slice(br#","level":"INFO","timestamp":""#);
    } else {
        out.extend_from_slice(br#"{"level":"INFO","timestamp":""#);
    }
    out.extend_from_slice(&timestamp::formatted(now));
    out.extend_from_slice(br#"","message":"invocation""#);
    common(out, request_id, constants);
    record.members(out, constants.memory_size);
    if constants.has_metrics {
        record.metrics(out);
    }
    out.extend_from_slice(b"}\n");
    if constants.has_metrics {
        for module in &ended.modules {
            write_module(out, *module, now, request_id, constants);
        }
    }
}

/// The service and the ids, as every document of ours has them.
fn common(out: &mut Vec<u8>, request_id: &str, constants: &Constants) {
    if let Some(service) = &constants.service {
        out.extend_from_slice(br#","service":"#);
        out.extend_from_slice(service);
    }
    out.extend_from_slice(br#","function_name":"#);
    out.extend_from_slice(&constants.function_name);
    out.extend_from_slice(br#","function_request_id":"#);
    quote(out, request_id);
}

/// The dimensions of the built-in metrics: those of Powertools' metric `ColdStart`.
fn dimensions(out: &mut Vec<u8>, others: &str, constants: &Constants) {
    out.extend_from_slice(br#""function_name""#);
    out.extend_from_slice(others.as_bytes());
    if constants.service.is_some() {
        out.extend_from_slice(br#","service""#);
    }
}

/// Writes the document with the start of one lazy module, whose name is a dimension.
fn write_module(
    out: &mut Vec<u8>,
    (name, duration): (&str, Duration),
    now: Duration,
    request_id: &str,
    constants: &Constants,
) {
    document::head(out, now, |out| dimensions(out, r#","module""#, constants));
    out.extend_from_slice(INIT_DURATION);
    out.extend_from_slice(document::AFTER_METRICS);
    common(out, request_id, constants);
    document::member(out, "module", |out| quote(out, name));
    out.extend_from_slice(br#","InitDuration":"#);
    milliseconds(out, duration);
    out.extend_from_slice(b"}\n");
}

const INIT_DURATION: &[u8] = br#"{"Name":"InitDuration","Unit":"Milliseconds"}"#;

impl Record<'_> {
    fn outcome(&self) -> &'static [u8] {
        if self.is_guarded {
            b"timeout"
        } else if self.notes.is_panicked {
            b"panic"
        } else if self.ended.error_type.is_some()
            || self.notes.status.is_some_and(|status| status >= 500)
        {
            b"error"
        } else {
            b"success"
        }
    }

    fn definitions(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(
            br#"{"Name":"Duration","Unit":"Milliseconds"},{"Name":"RemainingTime","Unit":"Milliseconds"}"#,
        );
        let optional: [(bool, &[u8]); 4] = [
            (
                self.cost.is_some(),
                br#"{"Name":"EstimatedCost","Unit":"None"}"#,
            ),
            (
                self.init.is_some(),
                br#"{"Name":"ColdStart","Unit":"Count"}"#,
            ),
            (self.init.is_some(), INIT_DURATION),
            (self.is_guarded, br#"{"Name":"GuardFired","Unit":"Count"}"#),
        ];
        for (_, definition) in optional.iter().filter(|(is_there, _)| *is_there) {
            out.push(b',');
            out.extend_from_slice(definition);
        }
        if self.batch_failures.is_some() {
            out.extend_from_slice(br#",{"Name":"BatchItemFailures","Unit":"Count"}"#);
        }
    }

    fn members(&self, out: &mut Vec<u8>, memory_size: u32) {
        let ended = self.ended;
        if memory_size > 0 {
            out.extend_from_slice(br#","function_memory_size":"#);
            whole(out, memory_size.into());
        }
        if !ended.handler.is_empty() {
            out.extend_from_slice(br#","handler":"#);
            quote(out, ended.handler);
        }
        out.extend_from_slice(br#","outcome":""#);
        out.extend_from_slice(self.outcome());
        out.push(b'"');
        if let Some(error_type) = &ended.error_type {
            document::member(out, "error_type", |out| quote(out, error_type));
        }
        if let Some(status) = self.notes.status {
            out.extend_from_slice(br#","status":"#);
            whole(out, status.into());
        }
        out.extend_from_slice(if self.init.is_some() {
            br#","cold_start":true"#
        } else {
            br#","cold_start":false"#
        });
        if let Some(init) = self.init {
            out.extend_from_slice(br#","init_ms":"#);
            milliseconds(out, init);
        }
        out.extend_from_slice(br#","duration_ms":"#);
        milliseconds(out, ended.elapsed);
        out.extend_from_slice(br#","remaining_ms":"#);
        milliseconds(out, ended.remaining);
        if let Some(peak) = memory::peak_kb() {
            out.extend_from_slice(br#","memory_mb":"#);
            // To a tenth.
            decimal(out, peak * 10 / 1_024, 10);
        }
        if let Some(cost) = self.cost {
            out.extend_from_slice(br#","estimated_cost_usd":"#);
            decimal(out, cost, cost::DOLLAR);
        }
        if self.is_guarded {
            out.extend_from_slice(br#","guard_fired":true"#);
        }
        if let Some(failures) = self.batch_failures {
            out.extend_from_slice(br#","batch_item_failures":"#);
            whole(out, failures as u64);
        }
        for (index, (name, duration)) in ended.modules.iter().enumerate() {
            out.extend_from_slice(if index == 0 { br#","modules":{"# } else { b"," });
            quote(out, name);
            out.push(b':');
            milliseconds(out, *duration);
        }
        if !ended.modules.is_empty() {
            out.push(b'}');
        }
    }

    /// Writes the members to which the definitions refer.
    fn metrics(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(br#","Duration":"#);
        milliseconds(out, self.ended.elapsed);
        out.extend_from_slice(br#","RemainingTime":"#);
        milliseconds(out, self.ended.remaining);
        if let Some(cost) = self.cost {
            out.extend_from_slice(br#","EstimatedCost":"#);
            decimal(out, cost, cost::DOLLAR);
        }
        if let Some(init) = self.init {
            out.extend_from_slice(br#","ColdStart":1,"InitDuration":"#);
            milliseconds(out, init);
        }
        if self.is_guarded {
            out.extend_from_slice(br#","GuardFired":1"#);
        }
        if let Some(failures) = self.batch_failures {
            out.extend_from_slice(br#","BatchItemFailures":"#);
            whole(out, failures as u64);
        }
    }
}
