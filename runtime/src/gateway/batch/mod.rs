//! Batches of records: each record has its own outcome, and the reply names those that failed.
//!
//! The service sends again what the reply names, and takes the rest for done. It wants a reply of this form only where the event
//! source mapping has `ReportBatchItemFailures`; a handler that says that it has not has its batches fail as a whole.
//! <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html>

mod run;

use std::sync::Arc;

use serde_json::value::RawValue;

use self::run::Batch;
use super::answer::InvocationContext;
use super::source::Answering;
use crate::error::FunctionError;
use crate::event::source::{BatchSource, Source, partial_batch_response};
use crate::table::Table;

/// What a gateway needs for batches. A trait object, so that a function without them links none of it.
pub(super) trait BatchSide: Sync {
    /// Answers a batch; `found` is what its source has found in the event.
    fn answer<'a>(
        &self,
        table: &'a Table,
        running: &'a InvocationContext<'a>,
        source: &'static Source,
        reader: &'static dyn BatchSource,
        found: &'a str,
    ) -> Answering<'a>;
    /// The reply to a batch in which no record failed.
    fn nothing_failed(&self) -> Box<RawValue>;
}

pub(super) struct Batches;

impl BatchSide for Batches {
    fn answer<'a>(
        &self,
        table: &'a Table,
        running: &'a InvocationContext<'a>,
        source: &'static Source,
        reader: &'static dyn BatchSource,
        found: &'a str,
    ) -> Answering<'a> {
        Box::pin(async move {
            let records = reader
                .read(found)
                .map_err(|why| FunctionError::new("InvalidPayload", why))?;
            let report = reader.report(&records);
            let batch = Batch {
                in_order: reader.in_order(&records),
                table,
                running,
                source,
                reader,
                records: &records,
                report: &*report,
            };
            if batch.fails_whole() {
                // The watchdog answers with an error, too.
                batch.run().await;
                return report.whole();
            }
            let fallback = Arc::clone(&report);
            running.answer_with(move || fallback.reply());
            batch.run().await;
            Ok(report.reply())
        })
    }

    fn nothing_failed(&self) -> Box<RawValue> {
        partial_batch_response([])
    }
}
