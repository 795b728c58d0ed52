//! Runs the handlers of the records in a batch.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use serde_json::value::RawValue;

use crate::error::{Cut, FunctionError};
use crate::event::source::{BatchRecords, BatchReport, BatchSource, Order, Record, Source};
use crate::event::{Members, text_of};
use crate::gateway::parts::InvocationContext;
use crate::guard::interruption::Interruption;
use crate::guard::watchdog::ActivityTracker;
use crate::handler::input::HandlerInput;
use crate::handler::reply::{Failures, Outcome, Refusal, Reply};
use crate::platform::log;
use crate::platform::threads::Slot;
use crate::table::{Table, Target};

/// A batch whose records are being handled.
pub(super) struct Batch<'a> {
    pub(super) table: &'a Table,
    pub(super) invocation: &'a InvocationContext<'a>,
    pub(super) source: &'static Source,
    pub(super) reader: &'static dyn BatchSource,
    pub(super) records: &'a [Record<'a>],
    /// Whether no record may be handled after a failed one of its group.
    pub(super) in_order: bool,
    pub(super) report: &'a dyn BatchReport,
}

/// The reason why the remaining records are not started.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stop {
    Deadline,
    Order,
}

/// The outcome of one record.
enum RecordResult {
    /// With its result, if the handler returns one.
    Done(Option<Box<RawValue>>),
    Failed,
    /// The guard ended the handler.
    Overran,
}

impl Batch<'_> {
    /// Handles the records and marks the completed ones in the report.
    pub(super) async fn run(&self) {
        let mut at = 0;
        while at < self.records.len() {
            if self.is_over(at) {
                return self.log_not_started(self.records.len() - at, Stop::Deadline);
            }
            // A batch has the records of one queue, stream or topic, so this usually covers all of them.
            let entry = self.entry_of(at);
            let same = |place: &usize| self.entry_of(*place) == entry;
            let places = at..at + (at..self.records.len()).take_while(same).count();
            at = places.end;
            // A failure here does not stop the rest: records with another handler are of another queue, stream or topic.
            let in_time = match entry.map(|index| &self.table.targets[index]) {
                None => {
                    self.fail_unhandled(places);
                    true
                }
                Some(target) if target.calling.takes_batch => {
                    self.all_at_once(target, places).await
                }
                Some(target) => self.each(target, places).await,
            };
            if !in_time {
                return self.log_not_started(self.records.len() - at, Stop::Deadline);
            }
        }
    }

    /// Handles a batch without records. It is the end of a tumbling window, and only a handler that takes the window is called.
    ///
    /// # Errors
    ///
    /// If the handler fails. No record can be reported then.
    pub(super) async fn run_empty(&self) -> Result<(), FunctionError> {
        let Some(target) = self.window_handler() else {
            return Ok(());
        };
        let batch = BatchRecords {
            records: &[],
            order: &Order::of(std::iter::empty()),
            unread: Slot::default(),
        };
        let incoming = HandlerInput {
            batch: Some(&batch),
            ..self.invocation.input("null")
        };
        let (failures, _) = failures_of(self.invocation.run(target, &incoming).await);
        self.keep_state(&mut failures?);
        Ok(())
    }

    /// Returns the handler that takes the window of an event without records, by the ARN of the event.
    fn window_handler(&self) -> Option<&Target> {
        let event = self.invocation.event;
        let arn = Members::of(event.trim_ascii_start()).value_of("eventSourceARN")?;
        let record = Record::of_stream(event, text_of(arn)?);
        let name = self.reader.name(&record);
        let tables = &self.table.view;
        let entry = tables
            .source(self.source, &name)
            .or_else(|| tables.source(self.source, ""))?;
        Some(&self.table.targets[entry]).filter(|target| target.calling.takes_window)
    }

    fn keep_state(&self, failures: &mut Failures) {
        if let Some(state) = failures.take_state() {
            self.report.keep_state(state);
        }
    }

    /// Whether a failed record fails the invocation, because of its source or one of the handlers.
    pub(super) fn fails_whole(&self) -> bool {
        let fails_whole = |target: &Target| target.calling.fails_whole;
        // Few functions have such a handler.
        self.source.fails_whole
            || self.table.targets.iter().any(fails_whole)
                && (0..self.records.len())
                    .filter_map(|at| self.entry_of(at))
                    .any(|entry| fails_whole(&self.table.targets[entry]))
    }

    /// Whether there is no time for another record. The first record is always started: a batch without progress would be retried
    /// forever.
    fn is_over(&self, started: usize) -> bool {
        started > 0 && self.invocation.deadline.is_near()
    }

    fn name_of(&self, at: usize) -> Cow<'_, str> {
        self.reader.name(&self.records[at])
    }

    fn entry_of(&self, at: usize) -> Option<usize> {
        self.table
            .source(self.source, &self.name_of(at))
            .or_else(|| self.table.source(self.source, ""))
    }

    /// Returns the order of these records. It matters only if the source requires it or several records run concurrently.
    fn order(&self, places: &Range<usize>, concurrency: usize) -> Order {
        let matters = self.in_order || concurrency > 1;
        let records = self.records[places.clone()].iter();
        Order::of(records.map(|record| self.reader.group(record).filter(|_| matters)))
    }

    /// Logs records without a handler, which count as failed.
    fn fail_unhandled(&self, places: Range<usize>) {
        for at in places {
            let (attribute, name) = (self.source.attribute, self.name_of(at));
            let error = format!("no `#[{attribute}]` handler takes `{}`", Cut::name(&name));
            self.log(at, "UnknownEvent", &error);
        }
    }

    /// Handles records one by one, up to the concurrency of their handler. Returns whether there was time for all.
    async fn each(&self, target: &Target, places: Range<usize>) -> bool {
        let concurrency = target.calling.concurrency.into();
        let mut order = self.order(&places, concurrency);
        let mut running = FuturesUnordered::new();
        let (mut started, mut stop) = (0, None);
        loop {
            while stop != Some(Stop::Deadline) && running.len() < concurrency {
                if self.is_over(places.start + started) {
                    stop = Some(Stop::Deadline);
                    break;
                }
                let Some(at) = order.next() else { break };
                started += 1;
                running.push(async move { (at, self.one(target, places.start + at).await) });
            }
            let Some((at, ended)) = running.next().await else {
                break;
            };
            match ended {
                RecordResult::Done(result) => {
                    self.report.done(places.start + at, result);
                    order.release(at);
                }
                RecordResult::Failed if self.in_order => stop = stop.or(Some(Stop::Order)),
                RecordResult::Failed => order.release(at),
                RecordResult::Overran => stop = Some(Stop::Deadline),
            }
        }
        if let Some(stop) = stop {
            self.log_not_started(places.len() - started, stop);
        }
        stop != Some(Stop::Deadline)
    }

    /// Runs the handler of one record. Its log lines have the id of the record.
    async fn one(&self, target: &Target, at: usize) -> RecordResult {
        log::of_record(&self.records[at].id, self.handled(target, at)).await
    }

    async fn handled(&self, target: &Target, at: usize) -> RecordResult {
        let record = &self.records[at];
        // Each record has its own tracker, because several may run concurrently.
        let activity = ActivityTracker::new(self.invocation.raw.watch);
        let incoming = HandlerInput {
            event: record.raw,
            record: Some(record),
            activity: &activity,
            ..self.invocation.input("null")
        };
        let ran = match self.invocation.run(target, &incoming).await {
            Ok(Ok(Reply::Json(result))) => return RecordResult::Done(Some(result)),
            ran => ran,
        };
        let (failures, overran) = failures_of(ran);
        let error = match failures {
            Ok(failures) => match failures.into_pairs().next() {
                None => return RecordResult::Done(None),
                Some((_, error)) => error.into(),
            },
            Err(error) => error,
        };
        self.log(at, &error.error_type, error.log_message());
        if overran {
            RecordResult::Overran
        } else {
            RecordResult::Failed
        }
    }

    /// Runs a handler that takes a whole batch. Returns whether it ended in time.
    async fn all_at_once(&self, target: &Target, places: Range<usize>) -> bool {
        let order = if target.calling.takes_window {
            // The service delivers every record after a failed one again, so the state must not include it: one group for all.
            Order::of(places.clone().map(|_| Some(Cow::Borrowed(""))))
        } else {
            self.order(&places, 1)
        };
        let batch = BatchRecords {
            records: &self.records[places.clone()],
            order: &order,
            unread: Slot::default(),
        };
        let incoming = HandlerInput {
            batch: Some(&batch),
            ..self.invocation.input("null")
        };
        let (failures, overran) = failures_of(self.invocation.run(target, &incoming).await);
        let mut failed = vec![false; places.len()];
        for (index, rejection) in batch.unread.take() {
            let error = rejection.into_function_error();
            self.log(places.start + index, &error.error_type, error.log_message());
            failed[index] = true;
        }
        match failures {
            Ok(mut failures) => {
                self.keep_state(&mut failures);
                self.mark(failures, &places, &mut failed);
            }
            Err(error) => {
                let message = format!("all {} records: {}", places.len(), error.log_message());
                log::error(self.invocation.raw.context, &error.error_type, &message);
                failed.fill(true);
            }
        }
        order.spread(&mut failed);
        for at in (0..failed.len()).filter(|at| !failed[*at]) {
            self.report.done(places.start + at, None);
        }
        !overran
    }

    /// Marks the records that the handler reports as failed.
    fn mark(&self, failures: Failures, places: &Range<usize>, failed: &mut [bool]) {
        if failures.is_empty() {
            return;
        }
        let records = self.records[places.clone()].iter().enumerate();
        let by_id: HashMap<&str, usize> = records.map(|(at, record)| (&*record.id, at)).collect();
        for (id, error) in failures.into_pairs() {
            // Only a handler that keeps state can report a message of another batch.
            if let Some(&at) = by_id.get(&*id) {
                self.log(places.start + at, error.error_type(), &error.to_string());
                failed[at] = true;
            }
        }
    }

    /// Logs that `count` records were not started.
    fn log_not_started(&self, count: usize, stop: Stop) {
        if count == 0 {
            return;
        }
        let (error_type, reason) = match stop {
            Stop::Deadline => ("DeadlineExceeded", "the deadline is near"),
            Stop::Order => (
                "OrderKept",
                "an earlier record failed, and their order must be kept",
            ),
        };
        let message = format!("{count} records were not started: {reason}");
        log::error(self.invocation.raw.context, error_type, &message);
    }

    fn log(&self, at: usize, error_type: &str, message: &str) {
        let message = format!("record `{}`: {message}", self.records[at].id);
        log::error(self.invocation.raw.context, error_type, &message);
    }
}

/// Returns the failures that a handler reported, or the error of all its records, and whether the handler overran.
fn failures_of(ran: Result<Outcome, Interruption>) -> (Result<Failures, FunctionError>, bool) {
    match ran {
        Ok(Ok(Reply::Records(failures))) => (Ok(failures), false),
        // A record handler has no other reply.
        Ok(Ok(Reply::Json(_) | Reply::Http(_) | Reply::Continue(_))) => {
            (Ok(Failures::default()), false)
        }
        Ok(Err(Refusal::Rejected(rejection))) => (Err(rejection.into_function_error()), false),
        Ok(Err(Refusal::Failed(error))) => (Err(error), false),
        Err(interruption) => {
            let overran = matches!(interruption, Interruption::Overrun { .. });
            (Err(interruption.into_function_error()), overran)
        }
    }
}
