//! The records of a batch, through their handlers.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use serde_json::value::RawValue;

use crate::error::FunctionError;
use crate::event::source::{BatchRecords, BatchReport, BatchSource, Order, Record, Source};
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
    /// Whether no record may be processed after one of its group that failed.
    pub(super) in_order: bool,
    pub(super) report: &'a dyn BatchReport,
}

/// Why the records that are left are not started.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stop {
    Deadline,
    Order,
}

/// How it went with one record.
enum Ended {
    /// With its result, where the handler returns one.
    Done(Option<Box<RawValue>>),
    Failed,
    /// The guard's time came.
    Overran,
}

impl Batch<'_> {
    /// Handles the records, and notes those that are done.
    pub(super) async fn run(&self) {
        let mut at = 0;
        while at < self.records.len() {
            if self.is_over(at) {
                return self.leave(self.records.len() - at, Stop::Deadline);
            }
            // The services send one queue's, stream's or topic's records in a batch, so that this is all of them.
            let entry = self.entry_of(at);
            let same = |place: &usize| self.entry_of(*place) == entry;
            let places = at..at + (at..self.records.len()).take_while(same).count();
            at = places.end;
            // A failure among these stops no others: what has another handler is of another queue, stream or topic.
            let in_time = match entry.map(|index| &self.table.targets[index]) {
                None => self.nobody(places),
                Some(target) if target.calling.takes_batch => self.together(target, places).await,
                Some(target) => self.each(target, places).await,
            };
            if !in_time {
                return self.leave(self.records.len() - at, Stop::Deadline);
            }
        }
    }

    /// Whether a record that fails fails the invocation: one of the handlers says so.
    pub(super) fn fails_whole(&self) -> bool {
        // Few functions have such a handler.
        self.table
            .targets
            .iter()
            .any(|target| target.calling.fails_whole)
            && (0..self.records.len())
                .filter_map(|at| self.entry_of(at))
                .any(|entry| self.table.targets[entry].calling.fails_whole)
    }

    /// Whether there is no time for one more record. The first one is always started: a batch that comes back untouched would
    /// come back for ever.
    fn is_over(&self, started: usize) -> bool {
        started > 0 && self.invocation.deadline.is_near()
    }

    fn name_of(&self, at: usize) -> Cow<'_, str> {
        self.reader.name(&self.records[at])
    }

    fn entry_of(&self, at: usize) -> Option<usize> {
        let tables = &self.table.view;
        tables
            .source(self.source, &self.name_of(at))
            .or_else(|| tables.source(self.source, ""))
    }

    /// The order of these records, which only matters where it is to be kept or where several run at a time.
    fn order(&self, places: &Range<usize>, concurrency: usize) -> Order {
        let matters = self.in_order || concurrency > 1;
        let records = self.records[places.clone()].iter();
        Order::of(records.map(|record| self.reader.group(record).filter(|_| matters)))
    }

    /// Fails records that no handler takes.
    fn nobody(&self, places: Range<usize>) -> bool {
        for at in places {
            let (attribute, name) = (self.source.attribute, self.name_of(at));
            let error = format!("no `#[{attribute}]` handler takes `{name}`");
            self.log(at, "UnknownEvent", &error);
        }
        true
    }

    /// Handles records one by one, up to as many at a time as their handler says. Whether there was time for all.
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
                running.push(async move { (at, self.alone(target, places.start + at).await) });
            }
            let Some((at, ended)) = running.next().await else {
                break;
            };
            match ended {
                Ended::Done(result) => {
                    self.report.done(places.start + at, result);
                    order.release(at);
                }
                Ended::Failed if self.in_order => stop = stop.or(Some(Stop::Order)),
                Ended::Failed => order.release(at),
                Ended::Overran => stop = Some(Stop::Deadline),
            }
        }
        if let Some(stop) = stop {
            self.leave(places.len() - started, stop);
        }
        stop != Some(Stop::Deadline)
    }

    /// Runs the handler of one record.
    async fn alone(&self, target: &Target, at: usize) -> Ended {
        let record = &self.records[at];
        // Its own, because others may run meanwhile.
        let activity = ActivityTracker::new(self.invocation.raw.watch);
        let incoming = HandlerInput {
            event: record.raw,
            record: Some(record),
            activity: &activity,
            ..self.invocation.input("null")
        };
        let ran = match self.invocation.run(target, &incoming).await {
            Ok(Ok(Reply::Json(result))) => return Ended::Done(Some(result)),
            ran => ran,
        };
        let (failures, overran) = settled(ran);
        let error = match failures {
            Ok(failures) => match failures.into_pairs().next() {
                None => return Ended::Done(None),
                Some((_, error)) => error.into(),
            },
            Err(error) => error,
        };
        self.log(at, &error.error_type, &error.message);
        if overran {
            Ended::Overran
        } else {
            Ended::Failed
        }
    }

    /// Runs the handler of several records. Whether it came to its end in time.
    async fn together(&self, target: &Target, places: Range<usize>) -> bool {
        let order = self.order(&places, 1);
        let batch = BatchRecords {
            records: &self.records[places.clone()],
            order: &order,
            unread: Slot::default(),
        };
        let incoming = HandlerInput {
            batch: Some(&batch),
            ..self.invocation.input("null")
        };
        let (failures, overran) = settled(self.invocation.run(target, &incoming).await);
        let mut failed = vec![false; places.len()];
        for (index, rejection) in batch.unread.take() {
            let error = rejection.into_function_error();
            self.log(places.start + index, &error.error_type, &error.message);
            failed[index] = true;
        }
        match failures {
            Ok(failures) => self.mark(failures, &places, &mut failed),
            Err(error) => {
                let message = format!("all {} records: {}", places.len(), error.message);
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

    /// Marks the records that a handler says have failed.
    fn mark(&self, failures: Failures, places: &Range<usize>, failed: &mut [bool]) {
        if failures.is_empty() {
            return;
        }
        let records = self.records[places.clone()].iter().enumerate();
        let by_id: HashMap<&str, usize> = records.map(|(at, record)| (&*record.id, at)).collect();
        for (id, error) in failures.into_pairs() {
            // A message of another batch can only come from a handler that keeps state.
            if let Some(&at) = by_id.get(&*id) {
                self.log(places.start + at, error.error_type(), &error.to_string());
                failed[at] = true;
            }
        }
    }

    /// Says that so many records are not started.
    fn leave(&self, count: usize, why: Stop) {
        if count == 0 {
            return;
        }
        let (error_type, why) = match why {
            Stop::Deadline => ("DeadlineExceeded", "the deadline is near"),
            Stop::Order => (
                "OrderKept",
                "one before them failed, and their order is to be kept",
            ),
        };
        let message = format!("{count} records were not started: {why}");
        log::error(self.invocation.raw.context, error_type, &message);
    }

    fn log(&self, at: usize, error_type: &str, message: &str) {
        let message = format!("record `{}`: {message}", self.records[at].id);
        log::error(self.invocation.raw.context, error_type, &message);
    }
}

/// The failures that a handler told, or the error of all that it was given; and whether it overran.
fn settled(ran: Result<Outcome, Interruption>) -> (Result<Failures, FunctionError>, bool) {
    match ran {
        Ok(Ok(Reply::Records(failures))) => (Ok(failures), false),
        // A handler of records has no other reply.
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
