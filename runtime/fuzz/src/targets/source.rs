//! An event of a source, and the handler that it must reach.

use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use gatewright::testing::{block_on, invoke_bytes};
use gatewright_fuzz::{kind_of, readers};
use serde_json::{Value, json};

use super::choices::Choices;
use super::text::text;
use super::{damage, event};

/// Generates an event, sends it, and checks the handler that it reached. Then damages it.
pub(super) fn check(random: &mut Choices<'_>) -> Result<u64, String> {
    let event = answered(random)?;
    Ok(1 + event::answered(&[damage::damaged(&event, random)])?)
}

/// Returns an event that reached its handler.
fn answered(random: &mut Choices<'_>) -> Result<Value, String> {
    let (kind, mut event, ids) = invented(random);
    // Members that a service may add later must not matter.
    if random.u8(4) == 0 {
        event[format!("x{}", text(random))] = json!(text(random));
    }
    let bytes = event.to_string().into_bytes();
    let reached = kind_of(&bytes);
    if reached != kind {
        return Err(format!("reached {reached}, and it is {kind}: {event}"));
    }
    let reply = block_on(invoke_bytes(&readers::GATEWAY, &bytes));
    if ids.is_empty() {
        return Ok(event);
    }
    let reply = reply.map_err(|error| format!("{error:?}: {event}"))?;
    let failed = reply["batchItemFailures"]
        .as_array()
        .ok_or_else(|| format!("{reply} names no records: {event}"))?;
    let mut known = ids.iter();
    for failure in failed {
        // In the order of the event, each once.
        if !known.any(|id| failure["itemIdentifier"] == *id) {
            return Err(format!("{reply} is not of {ids:?}: {event}"));
        }
    }
    Ok(event)
}

/// The kind, the event, and the names of its records in the reply.
fn invented(random: &mut Choices<'_>) -> (&'static str, Value, Vec<Value>) {
    let count = random.usize(1..5);
    let records = |record: &mut dyn FnMut(String) -> Value| {
        let ids: Vec<String> = (0..count).map(|at| format!("id-{at}")).collect();
        let records: Vec<Value> = ids.iter().cloned().map(record).collect();
        (
            json!({"Records": records}),
            ids.into_iter().map(Value::from).collect(),
        )
    };
    let free = |random: &mut Choices<'_>| json!({text(random): text(random)});
    match random.u8(13) {
        0 => {
            let fifo = random.bool();
            let (event, ids) = records(&mut |id| sqs(&id, fifo, random));
            ("sqs", event, ids)
        }
        1 => {
            let (event, ids) = records(&mut |id| kinesis(&id, random));
            ("kinesis", event, ids)
        }
        2 => {
            let (event, ids) = records(&mut |id| dynamodb(&id, random));
            ("dynamodb", event, ids)
        }
        3 => {
            let (event, _) = records(&mut |id| {
                json!({
                    "EventSource": "aws:sns", "EventVersion": "1.0", "EventSubscriptionArn": "arn:aws:sns:eu-west-1:1:orders:x",
                    "Sns": {"MessageId": id, "TopicArn": "arn:aws:sns:eu-west-1:1:orders", "Message": text(random), "Subject": null},
                })
            });
            ("sns", event, vec![])
        }
        4 => {
            let (event, _) = records(&mut |id| {
                json!({
                    "eventSource": "aws:s3", "eventName": "ObjectCreated:Put",
                    "s3": {"bucket": {"name": "invoices", "arn": "arn:aws:s3:::invoices"}, "object": {"key": id, "size": 3}},
                })
            });
            ("s3", event, vec![])
        }
        5 => {
            let scheduled = random.bool();
            let (kind, source, name) = if scheduled {
                ("schedule", "aws.events", "Scheduled Event".to_owned())
            } else {
                ("eventbridge", "shop.orders", text(random))
            };
            let resources = ["arn:aws:events:eu-west-1:1:rule/nightly"];
            let event = json!({"version": "0", "id": "1", "source": source, "detail-type": name, "resources": resources, "detail": free(random)});
            (kind, event, vec![])
        }
        6 => {
            let event = json!({
                "arguments": free(random), "identity": null, "source": null, "request": {"headers": {}},
                "info": {"parentTypeName": "Query", "fieldName": text(random), "variables": {}},
            });
            ("appsync", event, vec![])
        }
        7 => {
            let event = json!({
                "requestContext": {"routeKey": text(random), "connectionId": text(random), "eventType": "MESSAGE", "apiId": "a", "stage": "prod"},
                "body": text(random), "isBase64Encoded": false,
            });
            ("websocket", event, vec![])
        }
        8 => {
            let event = json!({
                "type": "REQUEST", "methodArn": "arn:aws:execute-api:eu-west-1:1:a/prod/GET/x", "resource": "/x", "path": "/x",
                "httpMethod": "GET", "headers": {}, "requestContext": {"path": "/x", "httpMethod": "GET"},
            });
            // An authorizer's event resembles the request that it authorizes.
            ("authorizer", event, vec![])
        }
        9 => {
            let event = json!({"operation": "kinds.operation", "payload": free(random)});
            ("operation", event, vec![])
        }
        10 => {
            let (event, ids) = kafka(count, random);
            ("kafka", event, ids)
        }
        11 => ("logs", logs(count, random), vec![]),
        _ => (
            "event",
            json!({text(random).replace("Records", ""): [text(random)]}),
            vec![],
        ),
    }
}

fn sqs(id: &str, fifo: bool, random: &mut Choices<'_>) -> Value {
    let mut attributes =
        json!({"ApproximateReceiveCount": random.usize(1..4).to_string(), "SentTimestamp": "1"});
    let queue = if fifo { "orders.fifo" } else { "orders" };
    if fifo {
        attributes["MessageGroupId"] = json!(text(random));
    }
    json!({
        "messageId": id, "receiptHandle": "r", "body": json!(text(random)).to_string(), "attributes": attributes,
        "messageAttributes": {}, "eventSource": "aws:sqs", "eventSourceARN": format!("arn:aws:sqs:eu-west-1:1:{queue}"),
    })
}

fn kinesis(id: &str, random: &mut Choices<'_>) -> Value {
    let data = STANDARD.encode(text(random));
    json!({
        "kinesis": {"partitionKey": text(random), "sequenceNumber": id, "data": data, "kinesisSchemaVersion": "1.0"},
        "eventSource": "aws:kinesis", "eventID": format!("shardId-000000000000:{id}"), "eventName": "aws:kinesis:record",
        "eventSourceARN": "arn:aws:kinesis:eu-west-1:1:stream/orders",
    })
}

fn dynamodb(id: &str, random: &mut Choices<'_>) -> Value {
    let mut change = json!({"Keys": {"Id": {"N": "101"}}, "SequenceNumber": id, "StreamViewType": "NEW_AND_OLD_IMAGES"});
    if random.bool() {
        change["NewImage"] = json!({"Id": {"N": "101"}, "Text": {"S": text(random)}, "Set": {"SS": [text(random)]}, "Nothing": {"NULL": true}});
    }
    json!({
        "eventID": "1", "eventName": "INSERT", "eventSource": "aws:dynamodb", "dynamodb": change,
        "eventSourceARN": "arn:aws:dynamodb:eu-west-1:1:table/orders/stream/2026-01-01T00:00:00.000",
    })
}

/// This many records in each of two partitions. Some are tombstones, some have a key, some values are not JSON.
fn kafka(count: usize, random: &mut Choices<'_>) -> (Value, Vec<Value>) {
    let mut records = json!({});
    let mut ids = Vec::new();
    // A `serde_json` map has its keys in order.
    for partition in ["orders-0", "orders-1"] {
        let of_partition: Vec<Value> = (0..count)
            .map(|offset| {
                ids.push(json!({"partition": partition, "offset": offset}));
                let value = match random.u8(3) {
                    0 => Value::Null,
                    1 => STANDARD.encode(text(random)).into(),
                    _ => STANDARD.encode(json!(text(random)).to_string()).into(),
                };
                let mut record = json!({
                    "topic": "orders", "partition": 0, "offset": offset, "timestamp": 1, "timestampType": "CREATE_TIME",
                    "value": value, "headers": [{text(random): [random.u8(128)]}],
                });
                if random.bool() {
                    record["key"] = STANDARD.encode(text(random)).into();
                }
                record
            })
            .collect();
        records[partition] = of_partition.into();
    }
    let source = ["aws:kafka", "SelfManagedKafka"][random.usize(..2)];
    let event =
        json!({"eventSource": source, "bootstrapServers": text(random), "records": records});
    (event, ids)
}

fn logs(count: usize, random: &mut Choices<'_>) -> Value {
    let events: Vec<Value> = (0..count)
        .map(|at| json!({"id": at.to_string(), "timestamp": at, "message": text(random)}))
        .collect();
    let data = json!({
        "messageType": "DATA_MESSAGE", "owner": "123456789012", "logGroup": text(random), "logStream": text(random),
        "subscriptionFilters": [text(random)], "logEvents": events,
    });
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    let written = encoder.write_all(data.to_string().as_bytes());
    // Writing into a `Vec` does not fail.
    let compressed = written.and_then(|()| encoder.finish()).unwrap_or_default();
    json!({"awslogs": {"data": STANDARD.encode(compressed)}})
}
