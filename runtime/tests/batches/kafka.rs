//! Kafka: records are handled in order by partition, and reported by partition and offset.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use gatewright::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::sleep;

use super::{answer, answer_in_virtual_time, see, seen};

#[derive(Deserialize)]
struct Order {
    id: u32,
}

#[lambda_handler(main = false, timeout = "60s")]
#[dispatch]
mod worker {
    use super::*;

    #[kafka("orders")]
    async fn fulfil(order: Message<Order>) -> Result<(), Error> {
        see(format!("{} {}", order.id(), order.id));
        match order.id {
            13 => Err(Error::msg("thirteen")),
            14 => panic!("fourteen"),
            _ => Ok(()),
        }
    }

    #[kafka("changes")]
    async fn change(order: Message<Option<Order>>) -> Result<(), Error> {
        let id = order.body().as_ref().map(|order| order.id);
        let key = order
            .key()
            .map(|key| String::from_utf8_lossy(&key).into_owned());
        see(format!("{key:?} {id:?}"));
        Ok(())
    }

    #[kafka("latest")]
    async fn latest(order: Option<Order>) -> Result<(), Error> {
        see(order.is_none());
        Ok(())
    }

    #[kafka("several", concurrency = 8)]
    async fn several(name: Message<String>) -> Result<(), Error> {
        see(format!("+{}", *name));
        sleep(Duration::from_millis(10)).await;
        see(format!("-{}", *name));
        if name.ends_with('!') {
            return Err(Error::msg("told to"));
        }
        Ok(())
    }

    #[kafka("together")]
    async fn together(orders: Batch<Order>) -> Failures {
        let mut failures = Failures::default();
        for order in &orders {
            see(order.id);
            if order.id == 13 {
                failures.add(order, Error::msg("thirteen"));
            }
        }
        failures
    }

    #[kafka("raw")]
    async fn raw(record: Event<Value>) -> Result<(), Error> {
        see(&record["value"]);
        Ok(())
    }

    #[kafka("about")]
    async fn about(record: Message<Value>) -> Result<(), Error> {
        see(record.source_arn());
        see(record.topic().unwrap_or_default());
        see(record.partition().unwrap_or_default());
        see(record.offset().unwrap_or_default());
        see(record.timestamp().unwrap_or_default());
        see(record.attribute("timestampType").unwrap_or_default());
        see(String::from_utf8_lossy(
            &record.header("trace").unwrap_or_default(),
        ));
        Ok(())
    }
}

#[lambda_handler(main = false, timeout = "3s", guard = "1s")]
#[dispatch]
mod waiting {
    use super::*;

    #[kafka("waits")]
    async fn wait(milliseconds: u64) -> Result<(), Error> {
        see(milliseconds);
        sleep(Duration::from_millis(milliseconds)).await;
        Ok(())
    }
}

const GATEWAY: &Gateway = &worker::GATEWAY;

/// A record as MSK sends it. Without a value it is a tombstone.
fn record(topic: &str, partition: u32, offset: usize, value: Option<&str>) -> Value {
    json!({
        "topic": topic,
        "partition": partition,
        "offset": offset,
        "timestamp": 1_545_084_650_987_u64,
        "timestampType": "CREATE_TIME",
        "key": BASE64.encode("customer-7"),
        "value": value.map(|value| BASE64.encode(value)),
        "headers": [{"trace": [116, 45, 49]}],
    })
}

/// The partitions 0, 1 and so on of a topic, each with these values, from offset 100 on.
pub(super) fn batch(topic: &str, partitions: &[&[&str]]) -> Value {
    let mut event = json!({
        "eventSource": "aws:kafka",
        "eventSourceArn": "arn:aws:kafka:us-east-1:123456789012:cluster/shop/fc2f5bdf-fd1b-45ad-85dd-15b4a5a6247e-2",
        "bootstrapServers": "b-2.demo-cluster-1.a1bcde.c1.kafka.us-east-1.amazonaws.com:9092",
        "records": {},
    });
    for (partition, values) in (0..).zip(partitions) {
        let records = values.iter().enumerate();
        let records: Vec<_> = records
            .map(|(index, value)| record(topic, partition, 100 + index, Some(value)))
            .collect();
        event["records"][format!("{topic}-{partition}")] = records.into();
    }
    event
}

/// The reply that reports these records, in the form that AWS documents:
/// <https://docs.aws.amazon.com/lambda/latest/dg/kafka-retry-configurations.html#kafka-partial-batch-response>
fn reported(records: &[(&str, usize)]) -> Value {
    let failures: Vec<_> = records
        .iter()
        .map(|(partition, offset)| json!({"itemIdentifier": {"partition": partition, "offset": offset}}))
        .collect();
    json!({"batchItemFailures": failures})
}

#[test]
fn success_reports_nothing() {
    let event = batch(
        "orders",
        &[&[r#"{"id":1}"#, r#"{"id":2}"#], &[r#"{"id":3}"#]],
    );
    assert_eq!(answer(GATEWAY, event), Ok(reported(&[])));
    assert_eq!(
        seen(),
        ["orders-0@100 1", "orders-0@101 2", "orders-1@100 3"]
    );
}

#[test]
fn failure_holds_back_only_its_partition() {
    for failing in [
        r#"{"id":13}"#,
        r#"{"id":14}"#,
        "no JSON",
        r#"{"id":"x"}"#,
        "",
    ] {
        let event = batch(
            "orders",
            &[
                &[r#"{"id":1}"#, failing, r#"{"id":2}"#, r#"{"id":3}"#],
                &[r#"{"id":4}"#, r#"{"id":5}"#],
            ],
        );
        assert_eq!(
            answer(GATEWAY, event),
            Ok(reported(&[
                ("orders-0", 101),
                ("orders-0", 102),
                ("orders-0", 103)
            ])),
            "{failing}"
        );
        let seen = seen();
        assert!(seen.contains(&"orders-1@101 5".to_owned()), "{seen:?}");
        assert!(!seen.iter().any(|seen| seen.contains("@102")), "{seen:?}");
    }
}

#[test]
fn topic_without_handler_holds_back_no_other() {
    let mut event = batch("gossip", &[&["1", "2"]]);
    event["records"]["orders-0"] = json!([record("orders", 0, 7, Some(r#"{"id":1}"#))]);
    assert_eq!(
        answer(GATEWAY, event),
        Ok(reported(&[("gossip-0", 100), ("gossip-0", 101)]))
    );
    assert_eq!(seen(), ["orders-0@7 1"]);
}

#[test]
fn failure_does_not_affect_other_topics() {
    let mut event = batch("orders", &[&[r#"{"id":13}"#]]);
    event["records"]["raw-0"] = json!([record("raw", 0, 7, Some("1"))]);
    assert_eq!(answer(GATEWAY, event), Ok(reported(&[("orders-0", 100)])));
    assert_eq!(seen(), ["orders-0@100 13", "\"MQ==\""]);
}

#[test]
fn tombstone_needs_an_option() {
    let tombstone = |topic: &str| {
        let mut event = batch(topic, &[&[r#"{"id":1}"#]]);
        let records = event["records"][format!("{topic}-0")].as_array_mut();
        records.unwrap().insert(0, record(topic, 0, 99, None));
        event
    };
    assert_eq!(answer(GATEWAY, tombstone("changes")), Ok(reported(&[])));
    assert_eq!(
        seen(),
        [
            r#"Some("customer-7") None"#,
            r#"Some("customer-7") Some(1)"#
        ]
    );
    assert_eq!(answer(GATEWAY, tombstone("latest")), Ok(reported(&[])));
    assert_eq!(seen(), ["true", "false"]);
    let mut absent = tombstone("latest");
    absent["records"]["latest-0"][0]
        .as_object_mut()
        .unwrap()
        .remove("value");
    assert_eq!(answer(GATEWAY, absent), Ok(reported(&[])));
    assert_eq!(seen(), ["true", "false"]);
    assert_eq!(
        answer(GATEWAY, tombstone("orders")),
        Ok(reported(&[("orders-0", 99), ("orders-0", 100)]))
    );
    assert_eq!(seen(), [""; 0]);
}

#[test]
fn batch_reports_all_after_a_failure() {
    let event = batch(
        "together",
        &[
            &[r#"{"id":13}"#, r#"{"id":2}"#],
            &[r#"{"id":3}"#, "x", r#"{"id":4}"#],
            &[r#"{"id":5}"#],
        ],
    );
    assert_eq!(
        answer(GATEWAY, event),
        Ok(reported(&[
            ("together-0", 100),
            ("together-0", 101),
            ("together-1", 101),
            ("together-1", 102)
        ]))
    );
    assert_eq!(seen(), ["13", "2", "3", "5"]);
}

#[test]
fn partitions_run_concurrently_and_in_order() {
    let event = batch(
        "several",
        &[&["\"a1\"", "\"a2!\"", "\"a3\""], &["\"b1\"", "\"b2\""]],
    );
    assert_eq!(
        answer(GATEWAY, event),
        Ok(reported(&[("several-0", 101), ("several-0", 102)]))
    );
    let seen = seen();
    assert_eq!(seen[..2], ["+a1", "+b1"], "{seen:?}");
    let of = |letter: char| -> Vec<&str> {
        let seen = seen.iter().map(|seen| &**seen);
        seen.filter(|seen| seen[1..].starts_with(letter)).collect()
    };
    assert_eq!(of('a'), ["+a1", "-a1", "+a2!", "-a2!"]);
    assert_eq!(of('b'), ["+b1", "-b1", "+b2", "-b2"]);
}

#[test]
fn unfinished_records_are_reported_in_order() {
    // The second is interrupted.
    let event = batch("waits", &[&["1", "60000", "2"], &["3"]]);
    let rest = [("waits-0", 101), ("waits-0", 102), ("waits-1", 100)];
    assert_eq!(
        answer_in_virtual_time(&waiting::GATEWAY, event),
        Ok(reported(&rest))
    );
    assert_eq!(seen(), ["1", "60000"]);
    // After the first there is no time for another.
    let event = batch("waits", &[&["1200", "1", "2"], &["3"]]);
    assert_eq!(answer(&waiting::GATEWAY, event), Ok(reported(&rest)));
    assert_eq!(seen(), ["1200"]);
}

#[test]
fn message_has_kafka_attributes() {
    let mut event = batch("about", &[&[], &[], &["7"]]);
    assert_eq!(answer(GATEWAY, event.clone()), Ok(reported(&[])));
    let arn =
        "arn:aws:kafka:us-east-1:123456789012:cluster/shop/fc2f5bdf-fd1b-45ad-85dd-15b4a5a6247e-2";
    let about = ["about", "2", "100", "1545084650987", "CREATE_TIME", "t-1"];
    assert_eq!(seen()[0], arn);
    // Of a cluster outside AWS, both as documented and as in the types of libraries.
    for source in ["SelfManagedKafka", "aws:SelfManagedKafka"] {
        event["eventSource"] = source.into();
        event.as_object_mut().unwrap().remove("eventSourceArn");
        assert_eq!(answer(GATEWAY, event.clone()), Ok(reported(&[])));
        let seen = seen();
        assert_eq!((&*seen[0], &seen[1..]), ("", &about.map(str::to_owned)[..]));
    }
}

#[test]
fn value_that_is_not_json_is_in_the_event() {
    let event = batch("raw", &[&["7 July"]]);
    assert_eq!(answer(GATEWAY, event), Ok(reported(&[])));
    assert_eq!(seen(), ["\"NyBKdWx5\""]);
}

#[test]
fn unreadable_batch_is_an_error_with_its_cause() {
    let mut event = batch("orders", &[&[r#"{"id":1}"#]]);
    event["records"]["orders-0"][0]
        .as_object_mut()
        .unwrap()
        .remove("offset");
    let error = answer(GATEWAY, event.clone()).unwrap_err();
    assert_eq!(error.error_type, "InvalidPayload");
    assert!(
        error.message.starts_with(
            "record 0 of `orders-0` cannot be reported on its own: missing field `offset`"
        ),
        "{}",
        error.message
    );
    event.as_object_mut().unwrap().remove("records");
    let error = answer(GATEWAY, event).unwrap_err();
    assert!(
        error
            .message
            .starts_with("not a batch of Kafka: missing field `records`"),
        "{}",
        error.message
    );
    assert_eq!(seen(), [""; 0]);
}
