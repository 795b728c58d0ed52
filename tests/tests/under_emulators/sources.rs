//! Events of Kafka, Amazon MQ, Firehose and CloudWatch Logs, on the AWS Lambda Runtime Interface Emulator and on the local Lambda.

use std::io::Write;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use flate2::Compression;
use flate2::write::GzEncoder;
use gatewright_tests::answer::Answer;
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::local::Local;
use gatewright_tests::rie::Rie;
use serde_json::{Value, json};

const PACKAGE: &str = "gatewright-fixture-functions";
const FUNCTION: &str = "sources";

/// The time within which a log line must arrive.
const LOG_LIMIT: Duration = Duration::from_secs(10);

enum Running {
    Rie(Rie),
    Local(Local),
}

impl Running {
    fn both() -> Result<[Self; 2]> {
        let release = build(PACKAGE, FUNCTION, Profile::Release)?;
        let debug = build(PACKAGE, FUNCTION, Profile::Debug)?;
        Ok([
            Self::Rie(Rie::start(&release, 2)?),
            Self::Local(Local::serve(&debug, FUNCTION)?),
        ])
    }

    fn invoke(&self, event: &Value) -> Result<Answer> {
        let event = serde_json::to_vec(event)?;
        match self {
            Self::Rie(function) => function.invoke(&event),
            Self::Local(function) => function.invoke(&event),
        }
    }

    /// Waits until the log contains this line, and returns the log.
    fn log_with(&self, line: &str) -> Result<String> {
        let end = Instant::now() + LOG_LIMIT;
        loop {
            let log = match self {
                Self::Rie(function) => function.logs(),
                Self::Local(function) => function.process.printed(),
            };
            if log.contains(line) {
                return Ok(log);
            }
            ensure!(Instant::now() < end, "expected `{line}` in\n{log}");
            thread::sleep(Duration::from_millis(10));
        }
    }
}

fn record(partition: u32, offset: u32, value: Option<&str>) -> Value {
    json!({
        "topic": "orders", "partition": partition, "offset": offset, "timestamp": 1_545_084_650_987_u64, "timestampType": "CREATE_TIME",
        "key": BASE64.encode(format!("customer-{offset}")), "value": value.map(|value| BASE64.encode(value)), "headers": [],
    })
}

#[test]
fn kafka_failure_fails_rest_of_its_partition() -> Result<()> {
    let lost = r#"{"id":2,"is_lost":true}"#;
    let event = json!({
        "eventSource": "SelfManagedKafka",
        "bootstrapServers": "b-1.shop.example.com:9092",
        "records": {
            "orders-0": [record(0, 100, Some(r#"{"id":1}"#)), record(0, 101, Some(lost)), record(0, 102, Some(r#"{"id":3}"#))],
            "orders-1": [record(1, 7, None), record(1, 8, Some(r#"{"id":4}"#))],
        },
    });
    for function in Running::both()? {
        let answer = function.invoke(&event)?;
        // See <https://docs.aws.amazon.com/lambda/latest/dg/kafka-retry-configurations.html#kafka-partial-batch-response>.
        assert_eq!(
            answer.payload,
            json!({"batchItemFailures": [
                {"itemIdentifier": {"partition": "orders-0", "offset": 101}},
                {"itemIdentifier": {"partition": "orders-0", "offset": 102}},
            ]})
        );
        let log = function.log_with("orders-1@8: customer-8 is 4")?;
        for line in [
            r#"orders-0@100: customer-100 is 1 (Some("orders") Some(0) Some(100))"#,
            "record `orders-0@101`: lost",
            "1 records were not started: an earlier record failed, and their order must be kept",
            "orders-1@7: customer-7 is gone",
        ] {
            ensure!(log.contains(line), "expected `{line}` in\n{log}");
        }
        ensure!(!log.contains("orders-0@102"), "{log}");
    }
    Ok(())
}

#[test]
fn batch_that_fails_as_a_whole_is_a_function_error() -> Result<()> {
    let event = |values: &[&str]| {
        let records: Vec<_> = (7..)
            .zip(values)
            .map(|(offset, value)| record(0, offset, Some(value)))
            .collect();
        json!({"eventSource": "aws:kafka", "records": {"parcels-0": records}})
    };
    for function in Running::both()? {
        let payload = function
            .invoke(&event(&[r#"{"id":1}"#, r#"{"id":2,"is_lost":true}"#]))?
            .payload;
        assert_eq!(payload["errorType"], "BatchFailed", "{payload}");
        assert_eq!(
            payload["errorMessage"],
            "1 of 2 records did not complete, starting with `parcels-0@8`; the whole batch is retried"
        );
        let answer = function.invoke(&event(&[r#"{"id":1}"#]))?;
        assert_eq!(answer.payload, json!({"batchItemFailures": []}));
    }
    Ok(())
}

#[test]
fn mq_failure_fails_the_whole_batch() -> Result<()> {
    let event = |bodies: &[&str]| {
        let messages: Vec<_> = bodies
            .iter()
            .map(|body| json!({"basicProperties": {"deliveryMode": 1}, "redelivered": false, "data": BASE64.encode(body)}))
            .collect();
        json!({
            "eventSource": "aws:rmq",
            "eventSourceArn": "arn:aws:mq:us-east-2:111122223333:broker:shop:b-9bcfa592-423a-4942-879d-eb284b418fc8",
            "rmqMessagesByQueue": {"orders::/": messages},
        })
    };
    for function in Running::both()? {
        let failed = event(&[r#"{"id":1}"#, r#"{"id":2,"is_lost":true}"#]);
        let payload = function.invoke(&failed)?.payload;
        assert_eq!(payload["errorType"], "BatchFailed", "{payload}");
        function.log_with("record `orders::/#1`: lost")?;
        let answer = function.invoke(&event(&[r#"{"id":1}"#]))?;
        assert_eq!(answer.payload, json!({"batchItemFailures": []}));
    }
    Ok(())
}

#[test]
fn every_firehose_record_is_answered() -> Result<()> {
    let record = |(at, line): (usize, &&str)| json!({"recordId": format!("r{at}"), "approximateArrivalTimestamp": 1_495_072_949_453_u64, "data": BASE64.encode(line)});
    let event = |lines: &[&str]| {
        json!({
            "invocationId": "i-1",
            "deliveryStreamArn": "arn:aws:firehose:us-east-1:123456789012:deliverystream/lines",
            "region": "us-east-1",
            "records": lines.iter().enumerate().map(record).collect::<Vec<_>>(),
        })
    };
    // See <https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-status-model.html>.
    let ok =
        |id: &str, line: &str| json!({"recordId": id, "result": "Ok", "data": BASE64.encode(line)});
    let failed = |id: &str, line: &str| json!({"recordId": id, "result": "ProcessingFailed", "data": BASE64.encode(line)});
    for function in Running::both()? {
        let answer = function.invoke(&event(&["one", "drop", "lost", "two"]))?;
        let dropped = json!({"recordId": "r1", "result": "Dropped"});
        assert_eq!(
            answer.payload,
            json!({"records": [ok("r0", "ONE"), dropped, failed("r2", "lost"), ok("r3", "TWO")]})
        );
        // By the guard, and by the watchdog.
        for slow in ["waits", "blocks"] {
            let answer = function.invoke(&event(&["one", slow, "two"]))?;
            assert_eq!(
                answer.payload,
                json!({"records": [ok("r0", "ONE"), failed("r1", slow), failed("r2", "two")]})
            );
        }
        let answer = function.invoke(&event(&["one"]))?;
        assert_eq!(answer.payload, json!({"records": [ok("r0", "ONE")]}));
    }
    Ok(())
}

#[test]
fn log_events_are_decompressed_and_control_messages_ignored() -> Result<()> {
    let lines = [
        r#"{"level":"ERROR","message":"out of stock"}"#,
        "END RequestId: 1",
    ];
    let events =
        lines.map(|line| json!({"id": "1", "timestamp": 1_545_084_650_987_u64, "message": line}));
    let mut data = json!({
        "owner": "123456789012", "logGroup": "/aws/lambda/shop", "logStream": "1", "subscriptionFilters": ["errors"],
        "messageType": "DATA_MESSAGE", "logEvents": events,
    });
    let functions = Running::both()?;
    for function in &functions {
        assert_eq!(
            function.invoke(&sent(&data)?)?.payload,
            json!({"group": "/aws/lambda/shop", "lines": lines, "leveled": 1})
        );
    }
    data["logGroup"] = json!("/aws/lambda/other");
    for function in &functions {
        let payload = function.invoke(&sent(&data)?)?.payload;
        assert_eq!(payload["errorType"], "UnknownEvent", "{payload}");
    }
    data["messageType"] = json!("CONTROL_MESSAGE");
    for function in &functions {
        assert_eq!(function.invoke(&sent(&data)?)?.payload, Value::Null);
    }
    let whole = compressed(data.to_string().as_bytes())?;
    for (bytes, why) in [
        (&whole[..40], "the gzip data is truncated"),
        (b"no gzip", "not gzip: the gzip header is missing"),
        (
            &compressed(&vec![b' '; 33 << 20])?,
            "the decompressed data has more than 32 MB",
        ),
    ] {
        for function in &functions {
            let payload = function.invoke(&holding(bytes))?.payload;
            assert_eq!(payload["errorType"], "InvalidPayload");
            assert_eq!(payload["errorMessage"], format!("`awslogs.data`: {why}"));
        }
    }
    Ok(())
}

fn compressed(data: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(data)?;
    Ok(encoder.finish()?)
}

fn sent(data: &Value) -> Result<Value> {
    Ok(holding(&compressed(data.to_string().as_bytes())?))
}

fn holding(data: &[u8]) -> Value {
    json!({"awslogs": {"data": BASE64.encode(data)}})
}
