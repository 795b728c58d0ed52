//! Payloads that are not JSON, and payloads with the attributes of their service.

use std::io::Write;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use flate2::Compression;
use flate2::write::GzEncoder;
use gatewright::payload::{DynamoDb, Gzip, Logs};
use gatewright::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{answer, message, messages, reported, see, seen};

#[derive(Debug, Deserialize)]
struct Priced {
    price: f64,
}

#[derive(Debug, Deserialize)]
struct Blob {
    #[serde(with = "serde_bytes")]
    data: Vec<u8>,
}

#[derive(Debug, Deserialize)]
struct Sku {
    sku: String,
}

#[lazy_module]
mod done {
    pub fn init() -> gatewright::testing::MemoryStore {
        gatewright::testing::MemoryStore::new()
    }
}

#[lambda_handler(main = false)]
#[dispatch]
mod worker {
    use super::*;

    #[kinesis("once")]
    #[idempotent(key = "sku", store = done)]
    async fn once(item: Message<Gzip<Sku>>) -> Result<(), Error> {
        see(&item.sku);
        Ok(())
    }

    #[sqs("texts")]
    async fn text(text: Text) -> Result<(), Error> {
        see(&text.0);
        Ok(())
    }

    #[sqs("bodies")]
    async fn body(body: Body, _: Deadline) -> Result<(), Error> {
        see(format_args!("{:?}", &body[..]));
        Ok(())
    }

    #[sqs("batches")]
    async fn batch(lines: Batch<Text>) -> Failures {
        let mut failures = Failures::default();
        for line in &lines {
            see(&line.0);
            if line.is_empty() {
                failures.add(line, Error::msg("empty"));
            }
        }
        failures
    }

    #[sqs("attributes")]
    async fn attributes(line: Message<Text>) -> Result<(), Error> {
        let (handle, kind) = (
            line.attribute("receiptHandle"),
            line.message_attribute("kind"),
        );
        see(format_args!("{handle:?} {kind:?} {:?}", line.group_id()));
        Ok(())
    }

    #[sqs("compressed")]
    async fn compressed(numbers: Message<Gzip<Vec<u32>>>) -> Result<(), Error> {
        see(format_args!("{:?}", numbers.body().0));
        Ok(())
    }

    #[kinesis("logs")]
    async fn logs(logs: Message<Logs>) -> Result<(), Error> {
        let messages: Vec<_> = logs.iter().map(|event| &*event.message).collect();
        see(format_args!(
            "{} {messages:?} {:?}",
            logs.log_group,
            logs.attribute("eventID")
        ));
        Ok(())
    }

    #[kinesis("log-batches")]
    async fn log_batch(batch: Batch<Logs>) -> Result<(), Error> {
        see(batch.iter().map(|logs| logs.len()).sum::<usize>());
        Ok(())
    }

    #[kinesis("bytes")]
    async fn bytes(bytes: Batch<Body>) -> Result<(), Error> {
        see(format_args!("{:?}", &bytes[0].0[..]));
        Ok(())
    }

    #[firehose("logs")]
    async fn transformed(logs: Logs) -> Result<Transformed, Error> {
        if logs.is_control_message() {
            return Ok(Transformed::dropped());
        }
        Transformed::json_line(&logs.len())
    }

    #[kafka]
    async fn of_topic(line: Message<Option<Text>>) -> Result<(), Error> {
        see(format_args!(
            "{:?}",
            line.body().as_ref().map(|line| &*line.0)
        ));
        Ok(())
    }

    #[dynamodb("prices")]
    async fn priced(change: DynamoDb<Priced, Sku>) -> Result<(), Error> {
        let price = change.new_image.map(|image| image.price);
        see(format_args!("{} {price:?}", change.keys.sku));
        Ok(())
    }

    #[dynamodb("blobs")]
    async fn blob(change: DynamoDb<Blob>) -> Result<(), Error> {
        see(format_args!(
            "{:?}",
            change.new_image.map(|image| image.data)
        ));
        Ok(())
    }

    #[dynamodb("sessions")]
    async fn session(change: Message<DynamoDb<Value>>) -> Result<(), Error> {
        let identity = change.attribute("userIdentity");
        see(format_args!(
            "{} {} {identity:?}",
            change.is_expired(),
            change.event_id
        ));
        Ok(())
    }

    #[kinesis("changes")]
    async fn of_table(change: DynamoDb<Value>) -> Result<(), Error> {
        see(format_args!(
            "{:?} {:?} {:?}",
            change.change, change.new_image, change.created_at
        ));
        Ok(())
    }
}

const GATEWAY: &Gateway = &worker::GATEWAY;

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn kinesis(stream: &str, data: &[&[u8]]) -> Value {
    let records: Vec<_> = data
        .iter()
        .enumerate()
        .map(|(index, data)| {
            json!({
                "kinesis": {
                    "kinesisSchemaVersion": "1.0", "partitionKey": "1", "sequenceNumber": format!("s{index}"), "data": BASE64.encode(data),
                    "approximateArrivalTimestamp": 1_545_084_650.987
                },
                "eventSource": "aws:kinesis", "eventVersion": "1.0", "eventID": format!("shardId-0:s{index}"), "eventName": "aws:kinesis:record",
                "invokeIdentityArn": "arn:aws:iam::123456789012:role/lambda-role", "awsRegion": "us-east-2",
                "eventSourceARN": format!("arn:aws:kinesis:us-east-2:123456789012:stream/{stream}"),
            })
        })
        .collect();
    json!({ "Records": records })
}

#[test]
fn text_and_bytes_need_no_message_around_them() {
    assert_eq!(
        answer(GATEWAY, messages("texts", &["hello", "\"quoted\""])),
        Ok(reported(&[]))
    );
    assert_eq!(
        answer(GATEWAY, messages("bodies", &["hi"])),
        Ok(reported(&[]))
    );
    assert_eq!(seen(), ["hello", "\"quoted\"", "[104, 105]"]);
}

#[test]
fn batch_of_text_reports_its_failures() {
    let event = messages("batches", &["a b", "", "null"]);
    assert_eq!(answer(GATEWAY, event), Ok(reported(&["m1"])));
    assert_eq!(seen(), ["a b", "", "null"]);
}

#[test]
fn message_of_text_has_all_attributes() {
    let event = json!({"Records": [message("attributes", "m0", "hello")]});
    assert_eq!(answer(GATEWAY, event), Ok(reported(&[])));
    assert_eq!(
        seen(),
        [r#"Some("AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a") Some("retail") Some("g-1")"#]
    );
}

#[test]
fn compressed_message_is_decompressed() {
    let compressed = BASE64.encode(gzip("[1,2]"));
    assert_eq!(
        answer(GATEWAY, messages("compressed", &[&compressed, "[1,2]"])),
        Ok(reported(&["m1"]))
    );
    assert_eq!(seen(), ["[1, 2]"]);
}

/// The record of <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html#DestinationKinesisExample>.
fn log_events(kind: &str) -> String {
    json!({
        "owner": "111111111111", "logGroup": "CloudTrail/logs", "logStream": "111111111111_CloudTrail/logs_us-east-1",
        "subscriptionFilters": ["Destination"], "messageType": kind,
        "logEvents": [
            {"id": "31953106606966983378809025079804211143289615424298221568", "timestamp": 1_432_826_855_000_u64, "message": "{\"eventVersion\":\"1.03\"}"},
            {"id": "31953106606966983378809025079804211143289615424298221569", "timestamp": 1_432_826_855_000_u64, "message": "plain"},
        ],
    })
    .to_string()
}

#[test]
fn log_events_in_a_stream_are_decompressed() {
    let data = gzip(&log_events("DATA_MESSAGE"));
    let plain = log_events("DATA_MESSAGE");
    let event = kinesis("logs", &[&data, plain.as_bytes(), b"\x1f\x8b", b"nothing"]);
    assert_eq!(answer(GATEWAY, event), Ok(reported(&["s2", "s3"])));
    let expected = |id| {
        format!(
            r#"CloudTrail/logs ["{{\"eventVersion\":\"1.03\"}}", "plain"] Some("shardId-0:s{id}")"#
        )
    };
    assert_eq!(seen(), [expected(0), expected(1)]);
    let event = kinesis("log-batches", &[&data, &data]);
    assert_eq!(answer(GATEWAY, event), Ok(reported(&[])));
    assert_eq!(seen(), ["4"]);
}

#[test]
fn log_events_in_firehose_are_decompressed() {
    let data = [
        BASE64.encode(gzip(&log_events("DATA_MESSAGE"))),
        BASE64.encode(gzip(&log_events("CONTROL_MESSAGE"))),
    ];
    let event = json!({
        "invocationId": "i", "deliveryStreamArn": "arn:aws:firehose:us-east-1:123456789012:deliverystream/logs", "region": "us-east-1",
        "records": [{"recordId": "r0", "data": data[0]}, {"recordId": "r1", "data": data[1]}],
    });
    let expected = json!({"records": [
        {"recordId": "r0", "result": "Ok", "data": BASE64.encode("2\n")},
        {"recordId": "r1", "result": "Dropped"},
    ]});
    assert_eq!(answer(GATEWAY, event), Ok(expected));
}

#[test]
fn bytes_of_a_stream_need_not_be_text() {
    assert_eq!(
        answer(GATEWAY, kinesis("bytes", &[b"\xff\x00"])),
        Ok(reported(&[]))
    );
    assert_eq!(seen(), ["[255, 0]"]);
}

#[test]
fn tombstone_of_text_is_none() {
    let event = json!({
        "eventSource": "aws:kafka", "eventSourceArn": "arn:aws:kafka:us-east-1:123456789012:cluster/c/1",
        "records": {"lines-0": [{"offset": 1, "value": BASE64.encode("a line")}, {"offset": 2}]},
    });
    assert_eq!(answer(GATEWAY, event), Ok(reported(&[])));
    assert_eq!(seen(), [r#"Some("a line")"#, "None"]);
}

fn change(table: &str, change: &Value) -> Value {
    let mut record = json!({
        "eventID": "e0", "eventName": "INSERT", "eventVersion": "1.1", "eventSource": "aws:dynamodb", "awsRegion": "eu-west-1",
        "dynamodb": {
            "ApproximateCreationDateTime": 1_700_000_000.0, "Keys": {"sku": {"S": "s0"}}, "SequenceNumber": "100", "SizeBytes": 10,
            "StreamViewType": "NEW_AND_OLD_IMAGES",
        },
        "eventSourceARN": format!("arn:aws:dynamodb:eu-west-1:111122223333:table/{table}/stream/2026-01-01T00:00:00.000"),
    });
    for (name, value) in change.as_object().unwrap() {
        match name.as_str() {
            "NewImage" | "OldImage" => record["dynamodb"][name] = value.clone(),
            name => record[name] = value.clone(),
        }
    }
    record
}

#[test]
fn number_of_seventeen_digits_is_the_float() {
    let images = ["0.30000000000000004", "18.5", "7", "1234567.123456789"];
    let records: Vec<_> = images
        .iter()
        .map(|price| {
            change(
                "prices",
                &json!({"NewImage": {"sku": {"S": "s0"}, "price": {"N": price}}}),
            )
        })
        .collect();
    assert_eq!(
        answer(GATEWAY, json!({ "Records": records })),
        Ok(reported(&[]))
    );
    assert_eq!(
        seen(),
        [
            "s0 Some(0.30000000000000004)",
            "s0 Some(18.5)",
            "s0 Some(7.0)",
            "s0 Some(1234567.123456789)"
        ]
    );
}

#[test]
fn binary_attribute_is_bytes() {
    let record = change("blobs", &json!({"NewImage": {"data": {"B": "AAEC/w=="}}}));
    assert_eq!(
        answer(GATEWAY, json!({"Records": [record]})),
        Ok(reported(&[]))
    );
    assert_eq!(seen(), ["Some([0, 1, 2, 255])"]);
}

/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html>
#[test]
fn deletion_by_time_to_live_is_told_apart() {
    let identity = json!({"type": "Service", "principalId": "dynamodb.amazonaws.com"});
    let old = json!({"sku": {"S": "s0"}});
    let records = [
        change(
            "sessions",
            &json!({"eventName": "REMOVE", "userIdentity": identity, "OldImage": old}),
        ),
        change("sessions", &json!({"eventName": "REMOVE", "OldImage": old})),
    ];
    assert_eq!(
        answer(GATEWAY, json!({ "Records": records })),
        Ok(reported(&[]))
    );
    assert_eq!(
        seen(),
        [
            r#"true e0 Some("{\"principalId\":\"dynamodb.amazonaws.com\",\"type\":\"Service\"}")"#,
            "false e0 None"
        ]
    );
}

/// A record of <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/kds_using-shards.html>, whose identity is `null`.
#[test]
fn change_in_a_kinesis_stream_is_typed() {
    let record = json!({
        "awsRegion": "us-east-1", "eventID": "a6ab0a50", "eventName": "INSERT", "userIdentity": null, "recordFormat": "application/json",
        "tableName": "orders", "eventSource": "aws:dynamodb",
        "dynamodb": {
            "ApproximateCreationDateTime": 1_700_000_000_123_u64, "Keys": {"id": {"N": "1"}}, "NewImage": {"id": {"N": "1"}}, "SizeBytes": 6
        },
    });
    let event = kinesis("changes", &[record.to_string().as_bytes()]);
    assert_eq!(answer(GATEWAY, event), Ok(reported(&[])));
    assert_eq!(
        seen(),
        [r#"Insert Some(Object {"id": Number(1)}) Some(1700000000123)"#]
    );
}

/// Kinesis delivers records more than once: <https://docs.aws.amazon.com/streams/latest/dev/kinesis-record-processor-duplicates.html>.
#[test]
fn compressed_record_is_handled_once() {
    let data = gzip(r#"{"sku":"s1"}"#);
    let other = gzip(r#"{"sku":"s1","price":2}"#);
    let event = kinesis("once", &[&data, &data, &other]);
    assert_eq!(answer(GATEWAY, event), Ok(reported(&["s2"])));
    assert_eq!(seen(), ["s1"]);
}
