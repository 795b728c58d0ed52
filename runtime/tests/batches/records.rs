//! Handlers of one record at a time.

use super::{answer, message, messages, reported, see, seen};
use gatewright::payload::{Change, DynamoDb, S3, Sns};
use gatewright::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Order {
    id: u32,
    #[serde(default)]
    trouble: Option<String>,
}

#[lambda_handler(main = false)]
#[dispatch]
mod worker {
    use super::*;

    #[sqs("orders")]
    async fn fulfil(order: Message<Order>) -> Result<(), Error> {
        see(format!("order {} {}", order.id(), order.id));
        match order.trouble.as_deref() {
            Some("panic") => panic!("no stock"),
            Some(trouble) => Err(Error::msg(trouble)),
            None => Ok(()),
        }
    }

    #[sqs]
    async fn other(order: Order) -> Result<(), std::num::ParseIntError> {
        see(format!("other {}", order.id));
        "x".parse::<u32>().map(drop)
    }

    #[sqs("about")]
    async fn about(message: Message<Value>) -> Result<(), Error> {
        see(message.source_arn());
        see(message.receive_count());
        see(message.group_id().unwrap_or_default());
        see(message.attribute("SenderId").unwrap_or_default());
        see(message.message_attribute("kind").unwrap_or_default());
        see(message.body());
        Ok(())
    }

    #[sqs("uploads")]
    async fn uploaded(uploads: Message<Sns<S3>>) -> Result<(), Error> {
        see(&uploads.topic_arn);
        for object in uploads.iter() {
            see(format!(
                "{} {} {:?}",
                object.bucket, object.key, object.size
            ));
        }
        Ok(())
    }

    #[sqs("copies")]
    async fn copied(copies: Message<S3>) -> Result<(), Error> {
        see(copies.len());
        Ok(())
    }

    #[sqs("raw")]
    async fn raw(record: Event<Value>) -> Result<(), Error> {
        see(&record["messageId"]);
        Ok(())
    }

    #[kinesis("clicks")]
    async fn click(click: Message<Order>, deadline: Deadline, _: Invocation) -> Result<(), Error> {
        deadline.check()?;
        see(format!(
            "{} {}",
            click.id(),
            click.attribute("partitionKey").unwrap_or_default()
        ));
        if click.id == 2 {
            Err(Error::msg("2"))
        } else {
            Ok(())
        }
    }

    #[dynamodb("stock")]
    async fn stock(change: DynamoDb<Order>) -> Result<(), Error> {
        let of = |image: &Option<Order>| image.as_ref().map(|order| order.id);
        see(format!(
            "{:?} {} {:?} {:?}",
            change.change,
            change.keys,
            of(&change.old_image),
            of(&change.new_image)
        ));
        if change.change == Change::Remove {
            Err(Error::msg("gone"))
        } else {
            Ok(())
        }
    }
}

const GATEWAY: &Gateway = &worker::GATEWAY;

#[test]
fn success_reports_nothing() {
    let event = messages("orders", &[r#"{"id":1}"#, r#"{"id":2}"#]);
    assert_eq!(answer(GATEWAY, event), Ok(reported(&[])));
    assert_eq!(seen(), ["order m0 1", "order m1 2"]);
}

#[test]
fn each_failure_fails_only_its_own_record() {
    let event = messages(
        "orders",
        &[
            r#"{"id":1}"#,
            r#"{"id":2,"trouble":"late"}"#,
            r#"{"id":3,"trouble":"panic"}"#,
            "no JSON",
            r#"{"id":"four"}"#,
            r#"{"id":5}"#,
        ],
    );
    assert_eq!(
        answer(GATEWAY, event),
        Ok(reported(&["m1", "m2", "m3", "m4"]))
    );
    assert_eq!(
        seen(),
        ["order m0 1", "order m1 2", "order m2 3", "order m5 5"]
    );
}

#[test]
fn every_failed_id_is_reported() {
    let event = messages("returns", &[r#"{"id":1}"#, r#"{"id":2}"#]);
    assert_eq!(answer(GATEWAY, event), Ok(reported(&["m0", "m1"])));
    assert_eq!(seen(), ["other 1", "other 2"]);
}

#[test]
fn named_handler_takes_precedence() {
    let mut event = messages("orders", &[r#"{"id":1}"#]);
    event["Records"]
        .as_array_mut()
        .unwrap()
        .push(message("elsewhere", "m1", r#"{"id":2}"#));
    assert_eq!(answer(GATEWAY, event), Ok(reported(&["m1"])));
    assert_eq!(seen(), ["order m0 1", "other 2"]);
}

#[test]
fn empty_records_succeed_and_missing_records_fail() {
    assert_eq!(answer(GATEWAY, json!({"Records": []})), Ok(reported(&[])));
    let error = answer(GATEWAY, json!({"records": []})).unwrap_err();
    assert_eq!(error.error_type, "UnknownEvent");
    assert_eq!(
        error.message,
        "this function does not handle events of this kind; it handles SQS messages, and Kinesis records, and DynamoDB changes"
    );
}

#[test]
fn record_without_id_fails_batch_first() {
    let mut event = messages("orders", &[r#"{"id":1}"#, r#"{"id":2}"#]);
    event["Records"][1]
        .as_object_mut()
        .unwrap()
        .remove("messageId");
    let error = answer(GATEWAY, event).unwrap_err();
    assert_eq!(error.error_type, "InvalidPayload");
    assert!(
        error.message.starts_with(
            "record 1 of `Records` cannot be reported on its own: missing field `messageId`"
        ),
        "{error}"
    );
    assert_eq!(seen(), [""; 0]);
}

#[test]
fn record_without_body_is_reported() {
    let mut event = messages("orders", &["", r#"{"id":2}"#]);
    event["Records"][0].as_object_mut().unwrap().remove("body");
    assert_eq!(answer(GATEWAY, event), Ok(reported(&["m0"])));
    assert_eq!(seen(), ["order m1 2"]);
}

#[test]
fn message_has_sqs_attributes() {
    let event = messages("about", &[r#"{"text":"a\nb"}"#]);
    assert_eq!(answer(GATEWAY, event), Ok(reported(&[])));
    assert_eq!(
        seen(),
        [
            "arn:aws:sqs:us-east-2:123456789012:about",
            "2",
            "g-1",
            "AIDAIENQZJOLO23YVJ4VO",
            "retail",
            r#"{"text":"a\nb"}"#
        ]
    );
}

fn notification() -> Value {
    json!({"Records": [{
        "eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": "us-east-2",
        "eventTime": "2019-09-03T19:37:27.192Z", "eventName": "ObjectCreated:Put",
        "s3": {"s3SchemaVersion": "1.0", "bucket": {"name": "invoices", "arn": "arn:aws:s3:::invoices"},
               "object": {"key": "2026/May+1%2B2.pdf", "size": 1_305_107, "eTag": "b21b84d653bb07b05b1e6b33684dc11b", "sequencer": "0C0F6F405D6ED209E1"}}
    }]})
}

#[test]
fn nested_notifications_are_unwrapped_by_type() {
    let sns = json!({
        "Type": "Notification", "MessageId": "n-1", "TopicArn": "arn:aws:sns:us-east-2:123456789012:uploads",
        "Subject": "Amazon S3 Notification", "Message": notification().to_string(), "Timestamp": "2019-09-03T19:37:28.000Z",
        "SignatureVersion": "1"
    });
    let event = messages("uploads", &[&sns.to_string()]);
    assert_eq!(answer(GATEWAY, event), Ok(reported(&[])));
    assert_eq!(
        seen(),
        [
            "arn:aws:sns:us-east-2:123456789012:uploads",
            "invoices 2026/May 1+2.pdf Some(1305107)"
        ]
    );
}

#[test]
fn s3_test_event_has_no_objects() {
    let test = json!({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "invoices"});
    let event = messages("copies", &[&test.to_string(), &notification().to_string()]);
    assert_eq!(answer(GATEWAY, event), Ok(reported(&[])));
    assert_eq!(seen(), ["0", "1"]);
}

#[test]
fn event_extractor_takes_whole_record() {
    assert_eq!(
        answer(GATEWAY, messages("raw", &["not JSON at all"])),
        Ok(reported(&[]))
    );
    assert_eq!(seen(), ["\"m0\""]);
}

fn kinesis(sequence: &str, data: &str) -> Value {
    json!({
        "kinesis": {"kinesisSchemaVersion": "1.0", "partitionKey": "p", "sequenceNumber": sequence, "data": data, "approximateArrivalTimestamp": 1_545_084_650.987},
        "eventSource": "aws:kinesis", "eventVersion": "1.0", "eventID": format!("shardId-000000000006:{sequence}"), "eventName": "aws:kinesis:record",
        "eventSourceARN": "arn:aws:kinesis:us-east-2:123456789012:stream/clicks"
    })
}

#[test]
fn kinesis_failures_are_sequence_numbers() {
    // {"id":1}, {"id":2}, not base64, not UTF-8, {"id":3}
    let event = json!({"Records": [kinesis("10", "eyJpZCI6MX0="), kinesis("11", "eyJpZCI6Mn0="), kinesis("12", "%"), kinesis("13", "/w=="), kinesis("14", "eyJpZCI6M30=")]});
    assert_eq!(answer(GATEWAY, event), Ok(reported(&["11", "12", "13"])));
    assert_eq!(seen(), ["10 p", "11 p", "14 p"]);
}

fn dynamodb(sequence: &str, name: &str, old: Option<u32>, new: Option<u32>) -> Value {
    let image = |id: Option<u32>| id.map(|id| json!({"id": {"N": id.to_string()}}));
    json!({
        "eventID": "1", "eventVersion": "1.0", "eventName": name, "awsRegion": "us-east-1", "eventSource": "aws:dynamodb",
        "dynamodb": {"Keys": {"Id": {"N": "101"}}, "NewImage": image(new), "OldImage": image(old), "SequenceNumber": sequence, "SizeBytes": 26, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        "eventSourceARN": "arn:aws:dynamodb:us-east-1:123456789012:table/stock/stream/2015-05-11T21:21:33.291"
    })
}

#[test]
fn dynamodb_failures_are_sequence_numbers() {
    let event = json!({"Records": [
        dynamodb("111", "INSERT", None, Some(7)), dynamodb("222", "MODIFY", Some(7), Some(8)), dynamodb("333", "REMOVE", Some(8), None),
    ]});
    assert_eq!(answer(GATEWAY, event), Ok(reported(&["333"])));
    assert_eq!(
        seen(),
        [
            r#"Insert {"Id":101} None Some(7)"#,
            r#"Modify {"Id":101} Some(7) Some(8)"#,
            r#"Remove {"Id":101} Some(8) None"#
        ]
    );
}

#[test]
fn records_without_handler_are_failures() {
    let mut event =
        json!({"Records": [kinesis("10", "eyJpZCI6MX0="), kinesis("11", "eyJpZCI6MX0=")]});
    event["Records"][0]["eventSourceARN"] =
        json!("arn:aws:kinesis:us-east-2:123456789012:stream/views");
    assert_eq!(answer(GATEWAY, event), Ok(reported(&["10"])));
    assert_eq!(seen(), ["11 p"]);
}
