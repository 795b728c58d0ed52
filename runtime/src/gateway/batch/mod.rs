//! Batches of records: each record has its own outcome, and the partial batch response names the failed ones.
//!
//! The service retries the records that the reply names and treats the rest as completed. It reads such a reply only if the event
//! source mapping has `ReportBatchItemFailures`. A handler that is declared without it fails its batches as a whole.
//! <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html>

mod run;

use std::sync::Arc;

use serde_json::value::RawValue;

use self::run::Batch;
use super::parts::{BatchSide, InvocationContext, ReplyFuture};
use crate::error::FunctionError;
use crate::event::source::{BatchEvent, BatchSource, Source, partial_batch_response};
use crate::table::Table;

pub(crate) struct Batches;

impl BatchSide for Batches {
    fn answer<'a>(
        &self,
        table: &'a Table,
        invocation: &'a InvocationContext<'a>,
        source: &'static Source,
        reader: &'static dyn BatchSource,
        found: BatchEvent<'a>,
    ) -> ReplyFuture<'a> {
        Box::pin(async move {
            let records = reader
                .read(found)
                .map_err(|reason| FunctionError::of_input("InvalidPayload", reason))?;
            let report = reader.report(&records);
            let counted = Arc::clone(&report);
            invocation
                .raw
                .note_batch(|| Arc::new(move || counted.failures()));
            let batch = Batch {
                in_order: reader.in_order(&records),
                table,
                invocation,
                source,
                reader,
                records: &records,
                report: &*report,
            };
            if records.is_empty() {
                batch.run_empty().await?;
                return Ok(report.reply());
            }
            if batch.fails_whole() || found.is_piped && !reader.pipes_read_report() {
                // Without a fallback reply the watchdog answers with an error too.
                batch.run().await;
                return report.whole();
            }
            let fallback = Arc::clone(&report);
            invocation.answer_with(move || fallback.reply());
            batch.run().await;
            Ok(report.reply())
        })
    }

    fn nothing_failed(&self) -> Box<RawValue> {
        partial_batch_response([])
    }
}
