//! Parameters of the types of `aws_lambda_events`.

use super::answer;
use aws_lambda_events::sqs::{SqsEvent, SqsMessage};
use gatewright::prelude::*;
use serde_json::{Value, json};

#[lambda_handler(main = false)]
async fn count(event: Event<SqsEvent>) -> usize {
    event.records.len()
}

#[lambda_handler(main = false)]
#[dispatch]
mod worker {
    use super::*;

    #[sqs("orders")]
    async fn fulfil(record: Event<SqsMessage>) -> Result<(), Error> {
        match record.body.as_deref() {
            Some("good") => Ok(()),
            other => Err(Error::msg(format_args!("{other:?}"))),
        }
    }
}

fn event() -> Value {
    let record = |id: &str, body: &str| {
        json!({
            "messageId": id, "receiptHandle": "r", "body": body, "md5OfBody": "x", "attributes": {}, "messageAttributes": {},
            "eventSource": "aws:sqs", "eventSourceARN": "arn:aws:sqs:us-east-2:123456789012:orders", "awsRegion": "us-east-2"
        })
    };
    json!({"Records": [record("m0", "good"), record("m1", "bad")]})
}

#[test]
fn event_deserializes_whole_event() {
    assert_eq!(answer(&COUNT, event()), Ok(json!(2)));
}

#[test]
fn event_deserializes_each_record() {
    assert_eq!(
        answer(&worker::GATEWAY, event()),
        Ok(json!({"batchItemFailures": [{"itemIdentifier": "m1"}]}))
    );
}
