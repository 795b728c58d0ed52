//! Batches of records: each record has its own outcome, and the reply names those that failed.
//!
//! The service sends again what the reply names, and takes the rest for done. It wants a reply of this form only where the event
//! source mapping has `ReportBatchItemFailures`.
//! <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html>

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::answer::Running;
use super::source::Answering;
use crate::error::FunctionError;
use crate::guard::Interruption;
use crate::incoming::Incoming;
use crate::log;
use crate::reply::{Failures, Outcome, Refusal, Reply};
use crate::source::{BatchRecords, BatchSource, Record, Source};
use crate::table::{Table, Target};

/// What a gateway needs for batches. A trait object, so that a function without them links none of it.
pub(super) trait BatchSide: Sync {
    /// Answers a batch; `array` is its `Records`.
    fn answer<'a>(
        &self,
        table: &'a Table,
        running: &'a Running<'a>,
        source: &'static Source,
        reader: &'static dyn BatchSource,
        array: &'a str,
    ) -> Answering<'a>;
    /// The reply to a batch in which no record failed.
    fn nothing_failed(&self) -> Box<RawValue>;
}

pub(super) struct Batches;

impl BatchSide for Batches {
    fn answer<'a>(
        &self,
        table: &'a Table,
        running: &'a Running<'a>,
        source: &'static Source,
        reader: &'static dyn BatchSource,
        array: &'a str,
    ) -> Answering<'a> {
        Box::pin(async move {
            let records = reader
                .read(array)
                .map_err(|why| FunctionError::new("InvalidPayload", why))?;
            let batch = Batch {
                in_order: reader.in_order(&records),
                table,
                running,
                source,
                records: &records,
            };
            let mut failed = vec![false; records.len()];
            batch.run(&mut failed).await;
            Ok(reply(&records, &failed))
        })
    }

    fn nothing_failed(&self) -> Box<RawValue> {
        reply(&[], &[])
    }
}

/// A batch whose records are being handled.
struct Batch<'a> {
    table: &'a Table,
    running: &'a Running<'a>,
    source: &'static Source,
    records: &'a [Record<'a>],
    /// Whether nothing may be processed after a record that failed.
    in_order: bool,
}

/// Why the records that are left are not started.
#[derive(Clone, Copy)]
enum Stop {
    Deadline,
    Order,
}

impl Batch<'_> {
    /// Handles the records, and marks those that failed or were not done.
    async fn run(&self, failed: &mut [bool]) {
        let mut at = 0;
        while at < self.records.len() {
            // The first one is always started: a batch that comes back untouched would come back for ever.
            if at > 0 && self.running.deadline.is_near() {
                return self.leave(at, failed, Stop::Deadline);
            }
            let (end, stop) = self.step(at, failed).await;
            if let Some(stop) = stop {
                return self.leave(end, failed, stop);
            }
            at = end;
        }
    }

    /// Handles the record at this place, or all from there on that their handler takes together; says where it ended.
    async fn step(&self, at: usize, failed: &mut [bool]) -> (usize, Option<Stop>) {
        let Some(index) = self.entry_of(at) else {
            let name = self.name_of(at);
            let error = format!("no `#[{}]` handler takes `{name}`", self.source.attribute);
            self.log(at, "UnknownEvent", &error);
            failed[at] = true;
            return (at + 1, self.in_order.then_some(Stop::Order));
        };
        let target = &self.table.targets[index];
        let (end, overran) = if target.takes_batch {
            let same = |place: &usize| self.entry_of(*place) == Some(index);
            let end = at + (at..self.records.len()).take_while(same).count();
            (end, self.together(target, at..end, failed).await)
        } else {
            (at + 1, self.alone(target, at, failed).await)
        };
        let stop = if overran {
            Some(Stop::Deadline)
        } else if self.in_order && failed[at..end].contains(&true) {
            Some(Stop::Order)
        } else {
            None
        };
        (end, stop)
    }

    fn name_of(&self, at: usize) -> &str {
        let record = &self.records[at];
        (record.name)(&record.arn)
    }

    fn entry_of(&self, at: usize) -> Option<usize> {
        let tables = &self.table.view;
        tables
            .source(self.source, self.name_of(at))
            .or_else(|| tables.source(self.source, ""))
    }

    /// Runs the handler of one record; true if it overran.
    async fn alone(&self, target: &Target, at: usize, failed: &mut [bool]) -> bool {
        let record = &self.records[at];
        let incoming = Incoming {
            event: record.raw,
            record: Some(record),
            ..self.running.incoming("null")
        };
        let ran = self.running.run(target, &incoming).await;
        let (failures, overran) = settled(ran);
        match failures {
            Ok(failures) => {
                for (_, error) in failures.into_pairs() {
                    self.log(at, error.error_type(), &error.to_string());
                    failed[at] = true;
                }
            }
            Err(error) => {
                self.log(at, &error.error_type, &error.message);
                failed[at] = true;
            }
        }
        overran
    }

    /// Runs the handler of several records; true if it overran.
    async fn together(&self, target: &Target, places: Range<usize>, failed: &mut [bool]) -> bool {
        let batch = BatchRecords {
            records: &self.records[places.clone()],
            in_order: self.in_order,
            unread: RefCell::default(),
        };
        let incoming = Incoming {
            batch: Some(&batch),
            ..self.running.incoming("null")
        };
        let (failures, overran) = settled(self.running.run(target, &incoming).await);
        let unread = batch.unread.into_inner();
        for (index, rejection) in unread {
            let error = rejection.into_function_error();
            self.log(places.start + index, &error.error_type, &error.message);
            failed[places.start + index] = true;
        }
        match failures {
            Ok(failures) => self.mark(failures, &places, failed),
            Err(error) => {
                let message = format!("all {} records: {}", places.len(), error.message);
                log::error(self.running.arrival.context, &error.error_type, &message);
                failed[places.clone()].fill(true);
            }
        }
        if self.in_order
            && let Some(first) = failed[places.clone()].iter().position(|failed| *failed)
        {
            failed[places.start + first..places.end].fill(true);
        }
        overran
    }

    /// Marks the records that a handler says have failed.
    fn mark(&self, failures: Failures, places: &Range<usize>, failed: &mut [bool]) {
        if failures.is_empty() {
            return;
        }
        let by_id: HashMap<&str, usize> = places
            .clone()
            .map(|at| (&*self.records[at].id, at))
            .collect();
        for (id, error) in failures.into_pairs() {
            // A message of another batch can only come from a handler that keeps state.
            if let Some(&at) = by_id.get(&*id) {
                self.log(at, error.error_type(), &error.to_string());
                failed[at] = true;
            }
        }
    }

    /// Marks the records from here on, which are not started.
    fn leave(&self, from: usize, failed: &mut [bool], why: Stop) {
        let left = &mut failed[from..];
        if left.is_empty() {
            return;
        }
        left.fill(true);
        let (error_type, why) = match why {
            Stop::Deadline => ("DeadlineExceeded", "the deadline is near"),
            Stop::Order => (
                "OrderKept",
                "one before them failed, and their order is to be kept",
            ),
        };
        let message = format!("{} records were not started: {why}", left.len());
        log::error(self.running.arrival.context, error_type, &message);
    }

    fn log(&self, at: usize, error_type: &str, message: &str) {
        let message = format!("record `{}`: {message}", self.records[at].id);
        log::error(self.running.arrival.context, error_type, &message);
    }
}

/// The failures that a handler told, or the error of all that it was given; and whether it overran.
fn settled(ran: Result<Outcome, Interruption>) -> (Result<Failures, FunctionError>, bool) {
    match ran {
        Ok(Ok(Reply::Records(failures))) => (Ok(failures), false),
        // A handler of records has no other reply.
        Ok(Ok(Reply::Json(_) | Reply::Http(_))) => (Ok(Failures::default()), false),
        Ok(Err(Refusal::Rejected(rejection))) => (Err(rejection.into_function_error()), false),
        Ok(Err(Refusal::Failed(error))) => (Err(error), false),
        Err(interruption) => {
            let overran = matches!(interruption, Interruption::Overrun { .. });
            (Err(interruption.into_function_error()), overran)
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'a> {
    batch_item_failures: Vec<ItemFailure<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ItemFailure<'a> {
    item_identifier: &'a str,
}

fn reply(records: &[Record<'_>], failed: &[bool]) -> Box<RawValue> {
    let batch_item_failures = records
        .iter()
        .zip(failed)
        .filter(|(_, failed)| **failed)
        .map(|(record, _)| ItemFailure {
            item_identifier: &record.id,
        })
        .collect();
    // Structs of strings always serialise.
    to_raw_value(&Report {
        batch_item_failures,
    })
    .unwrap_or_default()
}
