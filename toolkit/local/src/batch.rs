//! Batches of which some records failed: the invocation succeeds, and its reply names them.
//!
//! Sources: Lambda developer guide, "Implementing partial batch responses" of Amazon SQS, Kinesis, DynamoDB and Kafka; Firehose developer
//! guide, "Required parameters for data transformation"; S3 user guide, "Invoke AWS Lambda function" of batch operations.

use serde::Deserialize;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use std::fmt;

/// A reply with the failures of its batch. Other members are ignored.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Reply {
    /// SQS, Kinesis, DynamoDB, Kafka.
    batch_item_failures: Option<Vec<Failure>>,
    /// Firehose.
    records: Option<Vec<Transformed>>,
    /// S3 batch operations.
    results: Option<Vec<TaskResult>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Failure {
    item_identifier: Option<Value>,
}

impl Failure {
    /// Whether it fails the whole batch: Lambda does not know which record it means.
    fn is_of_all(&self) -> bool {
        self.item_identifier
            .as_ref()
            .is_none_or(|id| id.as_str() == Some(""))
    }
}

#[derive(Deserialize)]
struct Transformed {
    result: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TaskResult {
    result_code: String,
}

#[derive(Deserialize)]
struct Event {
    #[serde(rename = "Records")]
    upper_case: Option<Records>,
    #[serde(rename = "records")]
    lower_case: Option<Records>,
    tasks: Option<Records>,
}

/// The number of records: of a list, or of all lists in a map of Kafka's partitions.
struct Records(usize);

impl<'de> Deserialize<'de> for Records {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Counter;

        impl<'de> Visitor<'de> for Counter {
            type Value = Records;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("records")
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(
                self,
                mut records: A,
            ) -> Result<Records, A::Error> {
                let mut count = 0;
                while records.next_element::<IgnoredAny>()?.is_some() {
                    count += 1;
                }
                Ok(Records(count))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut partitions: A) -> Result<Records, A::Error> {
                let mut count = 0;
                while let Some((IgnoredAny, records)) =
                    partitions.next_entry::<IgnoredAny, Vec<IgnoredAny>>()?
                {
                    count += records.len();
                }
                Ok(Records(count))
            }
        }

        deserializer.deserialize_any(Counter)
    }
}

/// Returns how many records of the event failed, if the event is a batch and the reply says so: `2 of 10 failed`.
pub(crate) fn failures(event: &[u8], reply: &[u8]) -> Option<String> {
    let reply: Reply = serde_json::from_slice(reply).ok()?;
    let is_whole = reply
        .batch_item_failures
        .iter()
        .flatten()
        .any(Failure::is_of_all);
    let failed = if let Some(failures) = &reply.batch_item_failures {
        failures.len()
    } else if let Some(records) = &reply.records {
        let failed = |record: &&Transformed| record.result == "ProcessingFailed";
        records.iter().filter(failed).count()
    } else {
        let failed = |task: &&TaskResult| task.result_code != "Succeeded";
        reply.results.iter().flatten().filter(failed).count()
    };
    if failed == 0 {
        return None;
    }
    let event: Event = serde_json::from_slice(event).ok()?;
    let records = event.upper_case.or(event.lower_case).or(event.tasks)?.0;
    let failed = if is_whole { records } else { failed };
    Some(format!("{failed} of {records} failed"))
}

#[cfg(test)]
mod tests {
    use super::failures;

    const SQS: &str = r#"{"Records":[{"messageId":"a"},{"messageId":"b"},{"messageId":"c"}]}"#;

    fn told(event: &str, reply: &str) -> Option<String> {
        failures(event.as_bytes(), reply.as_bytes())
    }

    // The replies are the examples of the documentation.
    #[test]
    fn failed_records_are_counted() {
        let reply = r#"{"batchItemFailures":[{"itemIdentifier":"b"},{"itemIdentifier":"c"}]}"#;
        assert_eq!(told(SQS, reply).as_deref(), Some("2 of 3 failed"));
        for id in ["\"\"", "null"] {
            let reply = format!(r#"{{"batchItemFailures":[{{"itemIdentifier":{id}}}]}}"#);
            assert_eq!(told(SQS, &reply).as_deref(), Some("3 of 3 failed"));
        }
        let kafka = r#"{"eventSource":"aws:kafka","records":{"a-0":[{},{}],"a-1":[{}]}}"#;
        let reply = r#"{"batchItemFailures":[{"itemIdentifier":{"partition":"a-0","offset":1}}]}"#;
        assert_eq!(told(kafka, reply).as_deref(), Some("1 of 3 failed"));
        let firehose = r#"{"records":[{"recordId":"1"},{"recordId":"2"}]}"#;
        let reply = r#"{"records":[{"recordId":"1","result":"Ok","data":""},{"recordId":"2","result":"ProcessingFailed","data":""}]}"#;
        assert_eq!(told(firehose, reply).as_deref(), Some("1 of 2 failed"));
        let s3 = r#"{"tasks":[{"taskId":"1"}]}"#;
        let reply = r#"{"results":[{"taskId":"1","resultCode":"PermanentFailure"}]}"#;
        assert_eq!(told(s3, reply).as_deref(), Some("1 of 1 failed"));
    }

    #[test]
    fn other_replies_are_not_failures() {
        for (event, reply) in [
            (SQS, r#"{"batchItemFailures":[]}"#),
            (SQS, r#"{"batchItemFailures":null}"#),
            (SQS, "null"),
            (SQS, "\"batchItemFailures\""),
            ("{}", r#"{"batchItemFailures":[{"itemIdentifier":"b"}]}"#),
            ("1", r#"{"batchItemFailures":[{"itemIdentifier":"b"}]}"#),
            (
                r#"{"records":[{}]}"#,
                r#"{"records":[{"recordId":"1","result":"Dropped"}]}"#,
            ),
            ("{}", r#"{"results":["any"]}"#),
        ] {
            assert_eq!(told(event, reply), None, "{event} {reply}");
        }
    }
}
