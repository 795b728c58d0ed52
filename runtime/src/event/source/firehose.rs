//! Amazon Data Firehose, which can have its records transformed before delivery.
//! <https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html>

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

use super::batch::{self, BatchSource, unreadable};
use super::record::{Record, base64_content};
use super::records::Records;
use super::report::BatchReport;
use super::{Found, Peek, ReplyKind, Source};
use crate::error::FunctionError;
use crate::event::{LARGEST_REPLY, Text};
use crate::platform::log;

/// Records of a Firehose stream. The name is that of the stream.
pub const FIREHOSE: &Source = &Source {
    kind: ReplyKind::Batch(&Firehose),
    find,
    ..Source::of("firehose")
};

struct Firehose;

fn find<'a>(peek: &Peek<'a>) -> Option<Found<'a>> {
    peek.member("deliveryStreamArn")?;
    Some(Found::Batch(batch::Records::of(peek.event)))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Batch<'a> {
    #[serde(borrow)]
    delivery_stream_arn: Text<'a>,
    #[serde(borrow)]
    records: &'a RawValue,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Delivery<'a> {
    #[serde(borrow)]
    record_id: Text<'a>,
    #[serde(borrow)]
    data: Option<&'a RawValue>,
}

impl BatchSource for Firehose {
    fn read<'a>(&self, event: batch::Records<'a>) -> Result<Vec<Record<'a>>, String> {
        let batch: Batch<'a> = serde_json::from_str(event.json)
            .map_err(|error| format!("not a batch of Amazon Data Firehose: {error}"))?;
        Records::<Delivery<'a>>::of(batch.records.get())
            .enumerate()
            .map(|(index, record)| {
                let (record, raw) = record.map_err(|error| unreadable("records", index, &error))?;
                Ok(Record {
                    raw,
                    id: record.record_id.0,
                    is_event: false,
                    arn: batch.delivery_stream_arn.0.clone(),
                    body: record.data,
                    form: |record| base64_content("data", record.body),
                    called: "payload",
                    attributes: serde_json::from_str(raw).ok(),
                    beside: None,
                    message_attributes: None,
                })
            })
            .collect()
    }

    /// Returns `clicks` for `arn:aws:firehose:us-east-1:123456789012:deliverystream/clicks`.
    fn name<'r>(&self, record: &'r Record<'_>) -> Cow<'r, str> {
        Cow::Borrowed(super::last_of_arn(&record.arn))
    }

    /// Firehose delivers the records of a batch together.
    fn in_order(&self, _: &[Record<'_>]) -> bool {
        false
    }

    fn group<'r>(&self, _: &'r Record<'_>) -> Option<Cow<'r, str>> {
        None
    }

    fn report(&self, records: &[Record<'_>]) -> Arc<dyn BatchReport> {
        Arc::new(Transformations::of(records))
    }
}

/// The records of a batch with their results. A record without a result is `ProcessingFailed`, so the reply is complete at any
/// time.
#[derive(Debug)]
struct Transformations(Box<[Item]>);

#[derive(Debug)]
struct Item {
    id: Box<str>,
    /// The original data, in base64 and quotes.
    data: Option<Box<RawValue>>,
    /// `{"result":…,"data":…}`, from the handler.
    result: OnceLock<Box<RawValue>>,
}

/// A failed record with its original data. Firehose delivers it to the error output prefix of the stream.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Failed<'a> {
    record_id: &'a str,
    result: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a RawValue>,
}

impl Transformations {
    fn of(records: &[Record<'_>]) -> Self {
        let items = records.iter().map(|record| Item {
            id: (*record.id).into(),
            data: record.body.map(RawValue::to_owned),
            result: OnceLock::new(),
        });
        Self(items.collect())
    }
}

impl Item {
    /// Returns the record's entry in the reply.
    fn answer(&self) -> String {
        match self.result.get() {
            Some(result) => {
                let id = to_raw_value(&*self.id).unwrap_or_default();
                // The handler's object begins with its brace.
                format!(r#"{{"recordId":{},{}"#, id.get(), &result.get()[1..])
            }
            None => self.failed(self.data.as_deref()),
        }
    }

    /// Returns the entry of a failed record. `data` is left out if the reply has no room for it; Firehose still has it.
    fn failed(&self, data: Option<&RawValue>) -> String {
        let failed = Failed {
            record_id: &self.id,
            result: "ProcessingFailed",
            data,
        };
        // Structs of JSON always serialise.
        serde_json::to_string(&failed).unwrap_or_default()
    }
}

impl BatchReport for Transformations {
    fn done(&self, at: usize, result: Option<Box<RawValue>>) {
        if let Some(result) = result {
            // A record is handled once.
            let _ = self.0[at].result.set(result);
        }
    }

    /// Answers every record. Records that would exceed Lambda's limit for a reply are answered as failed, because Firehose treats
    /// a failed invocation as a failure of all records.
    fn reply(&self) -> Box<RawValue> {
        let failed: Vec<String> = self.0.iter().map(|item| item.failed(None)).collect();
        let envelope = r#"{"records":[]}"#.len();
        let mut left = LARGEST_REPLY
            .saturating_sub(envelope + failed.iter().map(|failed| failed.len() + 1).sum::<usize>());
        let mut without_room = 0;
        let answers = self.0.iter().zip(failed).map(|(item, failed)| {
            let answer = item.answer();
            let more = answer.len().saturating_sub(failed.len());
            if more > left {
                without_room += 1;
                return failed;
            }
            left -= more;
            answer
        });
        let answers: Vec<String> = answers.collect();
        if without_room > 0 {
            log::warning(&format!(
                "{without_room} of {} records were answered with `ProcessingFailed`, because the reply would exceed Lambda's limit of \
                 {LARGEST_REPLY} bytes: use a smaller buffer size for the transformation",
                self.0.len()
            ));
        }
        RawValue::from_string(format!(r#"{{"records":[{}]}}"#, answers.join(",")))
            .unwrap_or_default()
    }

    fn failures(&self) -> usize {
        let items = self.0.iter();
        items.filter(|item| item.result.get().is_none()).count()
    }

    fn whole(&self) -> Result<Box<RawValue>, FunctionError> {
        Ok(self.reply())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(data: &[&str]) -> String {
        let records: Vec<_> = data
            .iter()
            .enumerate()
            .map(|(at, data)| {
                format!(r#"{{"recordId":"r{at}","approximateArrivalTimestamp":1,"data":"{data}"}}"#)
            })
            .collect();
        format!(
            r#"{{"deliveryStreamArn":"arn:aws:firehose:us-east-1:1:deliverystream/clicks","records":[{}]}}"#,
            records.join(",")
        )
    }

    fn result(json: &str) -> Option<Box<RawValue>> {
        RawValue::from_string(json.to_owned()).ok()
    }

    #[test]
    fn every_record_is_answered_with_its_result_or_as_failed() {
        let event = event(&["MQ==", "Mg==", "Mw=="]);
        let records = Firehose.read(batch::Records::of(&event)).unwrap();
        assert_eq!(Firehose.name(&records[0]), "clicks");
        let report = Firehose.report(&records);
        report.done(0, result(r#"{"result":"Ok","data":"NA=="}"#));
        report.done(2, result(r#"{"result":"Dropped"}"#));
        let expected = r#"{"records":[{"recordId":"r0","result":"Ok","data":"NA=="},{"recordId":"r1","result":"ProcessingFailed","data":"Mg=="},{"recordId":"r2","result":"Dropped"}]}"#;
        assert_eq!(report.reply().get(), expected);
    }

    #[test]
    fn reply_never_exceeds_the_lambda_limit() {
        let half = "A".repeat(LARGEST_REPLY / 2);
        let event = event(&[&half, &half, "MQ=="]);
        let records = Firehose.read(batch::Records::of(&event)).unwrap();
        let reply = Firehose.report(&records).reply();
        assert!(reply.get().len() <= LARGEST_REPLY);
        let reply: serde_json::Value = serde_json::from_str(reply.get()).unwrap();
        let lengths: Vec<_> = (0..3)
            .map(|at| reply["records"][at]["data"].as_str().map(str::len))
            .collect();
        assert_eq!(lengths, [Some(half.len()), None, Some(4)]);
    }
}
