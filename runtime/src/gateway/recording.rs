//! The records of invocations, and the built-in metrics.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::manifest::Options;
use super::parts::RawInvocation;
use crate::guard::interruption::Interruption;
use crate::guard::watchdog::{PendingRecord, Unrecorded, was_reexecuted};
use crate::lazy::cold_start::starts_after;
use crate::platform::metrics::{self, Counter, Ended, Recorder, Recording};

/// The side of records. A function without `record` and `metrics` has none.
#[derive(Clone, Copy)]
pub(crate) struct RecordSide {
    recording: Recording,
    begin_init: fn(Recording, u32),
    end_init: fn(Duration, bool),
    begin: fn(&RawInvocation<'_>, &'static Recorder),
    pub(crate) single: &'static Recorder,
}

impl RecordSide {
    pub(crate) const fn of(recording: Recording) -> Self {
        Self {
            recording,
            begin_init,
            end_init,
            begin,
            single: &metrics::SINGLE,
        }
    }

    /// INIT begins, and collects metrics.
    pub(crate) fn begin_init(&self, options: &Options) {
        (self.begin_init)(self.recording, options.tmp_mb);
    }

    /// INIT has ended. Its metrics are written now, unless an invocation follows in any case.
    pub(crate) fn end_init(&self, took: Duration, is_followed: bool) {
        (self.end_init)(took, is_followed);
    }

    /// An invocation begins, and is watched already.
    #[inline(never)]
    pub(crate) fn begin(&self, raw: &RawInvocation<'_>, recorder: &'static Recorder) {
        (self.begin)(raw, recorder);
    }
}

fn begin_init(recording: Recording, tmp_mb: u32) {
    metrics::set_recording(recording, tmp_mb);
    metrics::SINGLE.begin_init();
}

fn end_init(took: Duration, is_followed: bool) {
    metrics::initialised(took);
    if !is_followed {
        metrics::SINGLE.flush();
    }
}

fn begin(raw: &RawInvocation<'_>, recorder: &'static Recorder) {
    // A run that has replaced another one is in an environment that is not new.
    let is_cold = raw.cold_start && !was_reexecuted();
    recorder.begin(&raw.context.request_id, is_cold);
    raw.watch.record_with(PendingRecord { recorder, write });
}

/// The number of lazy modules whose start is in a record.
static SEEN: AtomicUsize = AtomicUsize::new(0);

/// How long the watchdog may spend on the record, of the time for its answer.
const SHARE: u32 = 4;

fn write(record: PendingRecord, unrecorded: &Unrecorded) {
    let remaining = unrecorded.deadline.remaining();
    let until = if unrecorded.is_overrun {
        Instant::now() + remaining / SHARE
    } else {
        unrecorded.deadline.hard_timeout_at()
    };
    let seen = SEEN.load(Ordering::Relaxed);
    let modules = starts_after(seen);
    // Concurrent invocations may end at the same time: each start is in one record.
    let count = seen + modules.len();
    let is_first = !modules.is_empty()
        && SEEN
            .compare_exchange(seen, count, Ordering::Relaxed, Ordering::Relaxed)
            .is_ok();
    record.recorder.end(&Ended {
        handler: unrecorded.activity.handler,
        elapsed: unrecorded.deadline.elapsed(),
        remaining,
        error_type: unrecorded.error_type.clone(),
        is_overrun: unrecorded.is_overrun,
        modules: if is_first { modules } else { Vec::new() },
        until,
    });
}

impl RawInvocation<'_> {
    /// Notes the status of the HTTP response.
    pub(crate) fn note_status(&self, status: u16) {
        if let Some(recorder) = self.recorder {
            recorder.note(|notes| notes.status = Some(status));
        }
    }

    /// Notes why a handler did not finish.
    #[cold]
    #[inline(never)]
    pub(crate) fn note_interruption(&self, interruption: &Interruption) {
        if let Some(recorder) = self.recorder {
            interruption.note(recorder);
        }
    }

    /// Notes how many records of a batch have failed.
    pub(crate) fn note_batch(&self, failures: impl FnOnce() -> Counter) {
        if let Some(recorder) = self.recorder {
            let failures = failures();
            recorder.note(|notes| notes.batch_failures = Some(failures));
        }
    }
}
