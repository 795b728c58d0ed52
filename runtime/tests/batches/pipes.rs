//! EventBridge Pipes, which sends the records of a source as an array.
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-event-source.html>

use gatewright::payload::DynamoDb;
use gatewright::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{answer, message, reported, see, seen};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Item {
    id: u32,
    message: String,
}

#[lambda_handler(main = false)]
#[dispatch]
mod worker {
    use super::*;

    #[sqs("orders")]
    async fn order(order: Message<u32>) -> Result<(), Error> {
        see(order.body());
        if *order == 13 {
            return Err(Error::msg("thirteen"));
        }
        Ok(())
    }

    #[sqs]
    async fn line(line: Message<Text>) -> Result<(), Error> {
        see(&line.0);
        Ok(())
    }

    #[kinesis("lambda-stream")]
    async fn line_of_stream(line: Message<Text>) -> Result<(), Error> {
        see(format_args!(
            "{} {:?}",
            line.0,
            line.attribute("partitionKey")
        ));
        if line.0.contains("only") {
            return Err(Error::msg("only a test"));
        }
        Ok(())
    }

    #[dynamodb("EventSourceTable")]
    async fn change(change: Message<DynamoDb<Item>>) -> Result<(), Error> {
        let image = change.new_image.as_ref();
        let shown = image.map(|item| (item.id, &*item.message));
        see(format_args!("{:?} {shown:?}", change.change));
        match image {
            Some(item) if item.message.contains("changed") => Err(Error::msg("changed")),
            _ => Ok(()),
        }
    }

    #[kafka("mytopic")]
    async fn of_topic(line: Message<Text>) -> Result<(), Error> {
        see(format_args!(
            "{} {} {:?}",
            line.id(),
            line.0,
            line.partition()
        ));
        match line.offset() {
            Some(16) => Err(Error::msg("sixteen")),
            _ => Ok(()),
        }
    }

    #[mq("testQueue")]
    async fn of_active_mq(line: Message<Text>) -> Result<(), Error> {
        see(format_args!(
            "{} {:?}",
            line.0,
            line.attribute("messageType")
        ));
        Ok(())
    }

    #[mq("pizzaQueue")]
    async fn of_rabbit_mq(pizza: Message<Value>) -> Result<(), Error> {
        let (kind, again) = (
            pizza.attribute("contentType"),
            pizza.attribute("redelivered"),
        );
        see(format_args!("{} {kind:?} {again:?}", pizza["timeout"]));
        Ok(())
    }

    #[operation]
    async fn sum(numbers: Vec<u32>) -> u32 {
        numbers.iter().sum()
    }
}

const GATEWAY: &Gateway = &worker::GATEWAY;

fn documented(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}

#[test]
fn array_of_messages_is_a_batch() {
    let event = json!([
        message("orders", "a", "1"),
        message("orders", "b", "13"),
        message("orders", "c", "2")
    ]);
    assert_eq!(answer(GATEWAY, event), Ok(reported(&["b"])));
    assert_eq!(seen(), ["1", "13", "2"]);
    let event = documented(include_str!("../fixtures/documented/sqs.pipe.json"));
    assert_eq!(answer(GATEWAY, event), Ok(reported(&[])));
    assert_eq!(seen(), ["Test message."]);
}

/// The identifier of a failed record is its `eventID`:
/// <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-batching-concurrency.html#pipes-partial-batch-failure>
#[test]
fn records_of_streams_are_reported_by_event_id() {
    let event = documented(include_str!("../fixtures/documented/kinesis.pipe.json"));
    let failed = "shardId-000000000006:49590338271490256608559692540925702759324208523137515618";
    assert_eq!(answer(GATEWAY, event), Ok(reported(&[failed])));
    assert_eq!(
        seen(),
        [
            r#"Hello, this is a test. Some("1")"#,
            r#"This is only a test. Some("1")"#
        ]
    );
    let event = documented(include_str!("../fixtures/documented/dynamodb.pipe.json"));
    assert_eq!(answer(GATEWAY, event), Ok(reported(&["2"])));
    assert_eq!(
        seen(),
        [
            r#"Insert Some((101, "New item!"))"#,
            r#"Modify Some((101, "This item has changed"))"#
        ]
    );
}

/// The same page names SQS, Kinesis and DynamoDB as the sources whose partial failures Pipes reads.
#[test]
fn failed_record_of_kafka_fails_the_array() {
    let event = documented(include_str!("../fixtures/documented/kafka.pipe.json"));
    assert_eq!(answer(GATEWAY, event.clone()), Ok(reported(&[])));
    assert_eq!(seen(), [r"mytopic-0@15 Hello, this is a test. Some(0)"]);
    let mut failing = event;
    failing[0]["offset"] = json!(16);
    let error = answer(GATEWAY, failing).unwrap_err();
    assert_eq!(error.error_type, "BatchFailed");
}

#[test]
fn array_of_amazon_mq_has_messages_of_either_engine() {
    let event = documented(include_str!("../fixtures/documented/mq.pipe-active.json"));
    assert!(answer(GATEWAY, event).is_ok());
    let event = documented(include_str!("../fixtures/documented/mq.pipe-rabbit.json"));
    assert!(answer(GATEWAY, event).is_ok());
    assert_eq!(
        seen(),
        [
            r#"ABC:AAAA Some("jms/text-message")"#,
            r#"0 Some("text/plain") Some("false")"#
        ]
    );
}

#[test]
fn other_array_is_not_a_batch() {
    for event in [
        json!([]),
        json!([1, 2]),
        json!([{"eventSource": "aws:s3"}]),
        json!([[{"eventSource": "aws:sqs"}]]),
    ] {
        let error = answer(GATEWAY, event).unwrap_err();
        assert_eq!(error.error_type, "UnknownEvent");
    }
    let event = json!({"operation": "worker.sum", "payload": [1, 2]});
    assert_eq!(answer(GATEWAY, event), Ok(json!(3)));
}
