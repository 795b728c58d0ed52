//! The options of event sources in the manifest, as the commands read them.
#![cfg(test)]

use gatewright::payload::{DynamoDb, Logs, S3, Sns};
use gatewright::prelude::*;
use gatewright_manifest::{Key, Manifest};
use gatewright_tables::{OptionValues, SOURCES, SourceOption};
use serde_json::{Value, json};

#[lazy_module]
mod orders_done {
    pub fn init() -> gatewright::testing::MemoryStore {
        gatewright::testing::MemoryStore::new()
    }
}

#[lambda_handler(main = false)]
#[dispatch]
mod worker {
    use super::*;

    #[sqs(
        "orders",
        concurrency = 8,
        enabled = false,
        batch_size = 50,
        maximum_batching_window_in_seconds = 5,
        filter_criteria(
            r#"{"body": {"status": ["paid"]}}"#,
            r#"{"body": {"total": [{"numeric": [">", 100]}]}}"#
        ),
        scaling_config(maximum_concurrency = 10)
    )]
    async fn orders(_: Message<Value>) -> Result<(), Error> {
        Ok(())
    }

    #[sqs(
        env = "RETURNS_QUEUE",
        report_batch_item_failures = false,
        provisioned_poller_config(minimum_pollers = 2, maximum_pollers = 20)
    )]
    async fn returns(_: Message<Value>) -> Result<(), Error> {
        Ok(())
    }

    #[sqs("bulk.fifo", batch_size = 10)]
    #[idempotent(key = "id", ttl = "90m", store = orders_done)]
    async fn bulk(_: Message<Order>) -> Result<(), Error> {
        Ok(())
    }

    #[kinesis(
        "clicks",
        enabled = true,
        batch_size = 100,
        maximum_batching_window_in_seconds = 1,
        filter_criteria(r#"{"data": {"page": [{"prefix": "/shop/"}]}}"#),
        starting_position = "TRIM_HORIZON",
        parallelization_factor = 1,
        bisect_batch_on_function_error = true,
        maximum_record_age_in_seconds = 3600,
        maximum_retry_attempts = 0,
        tumbling_window_in_seconds = 60,
        destination_config(on_failure(type = "S3", name = "clicks-failed"))
    )]
    async fn clicks(clicks: Batch<Value>, window: Window<u64>) -> Result<Window<u64>, Error> {
        let _ = clicks.len();
        Ok(window)
    }

    #[dynamodb(
        "stock",
        enabled = true,
        batch_size = 10,
        maximum_batching_window_in_seconds = 0,
        filter_criteria(r#"{"eventName": ["INSERT", "MODIFY"]}"#),
        starting_position = "LATEST",
        parallelization_factor = 10,
        bisect_batch_on_function_error = false,
        maximum_record_age_in_seconds = 604_800,
        maximum_retry_attempts = 10_000,
        destination_config(on_failure(type = "SNS", name = "stock-failed"))
    )]
    async fn stock(_: DynamoDb<Value>) -> Result<(), Error> {
        Ok(())
    }

    #[dynamodb("visits", tumbling_window_in_seconds = 900)]
    async fn visits(
        visits: Batch<DynamoDb<Value>>,
        window: Window<u64>,
    ) -> Result<Window<u64>, Error> {
        let _ = visits.len();
        Ok(window)
    }

    #[kafka(
        "orders",
        enabled = true,
        batch_size = 1_000,
        maximum_batching_window_in_seconds = 300,
        filter_criteria(r#"{"value": {"status": ["paid"]}}"#),
        starting_position = "LATEST",
        consumer_group_id = "shop orders",
        provisioned_poller_config(minimum_pollers = 1, maximum_pollers = 2_000),
        bisect_batch_on_function_error = true,
        maximum_record_age_in_seconds = 60,
        maximum_retry_attempts = 3,
        destination_config(on_failure(type = "Kafka", name = "orders-failed"))
    )]
    async fn topic(_: Message<Value>) -> Result<(), Error> {
        Ok(())
    }

    #[mq(
        "orders",
        enabled = true,
        batch_size = 10_000,
        maximum_batching_window_in_seconds = 2,
        filter_criteria(r#"{"data": {"status": ["paid"]}}"#)
    )]
    async fn broker(_: Message<Value>) -> Result<(), Error> {
        Ok(())
    }

    #[firehose("clicks", concurrency = 4)]
    async fn clean(_: Message<Value>) -> Result<gatewright::Transformed, Error> {
        Ok(gatewright::Transformed::dropped())
    }

    #[sns(
        "orders",
        filter_policy = r#"{"order": {"status": ["paid"]}}"#,
        filter_policy_scope = "MessageBody",
        dead_letter_config(type = "SQS", name = "notifications-failed")
    )]
    async fn notified(_: Sns<Value>) -> Result<(), Error> {
        Ok(())
    }

    #[s3(
        "invoices",
        events("s3:ObjectCreated:*", "s3:ObjectRemoved:Delete"),
        prefix = "in/",
        suffix = ".csv"
    )]
    async fn index(_: S3) -> Result<(), Error> {
        Ok(())
    }

    #[schedule(
        "nightly",
        enabled = true,
        schedule_expression = "cron(0 3 * * ? *)",
        schedule_expression_timezone = "Europe/Berlin",
        retry_policy(maximum_event_age_in_seconds = 3600, maximum_retry_attempts = 0),
        dead_letter_config(type = "SQS", name = "nightly-failed")
    )]
    async fn nightly() -> Result<(), Error> {
        Ok(())
    }

    #[eventbridge(
        source = "shop.orders",
        detail_type = "OrderPlaced",
        enabled = false,
        event_bus_name = "orders",
        retry_policy(maximum_event_age_in_seconds = 86_400, maximum_retry_attempts = 185),
        dead_letter_config(type = "SQS", name = "placed-failed")
    )]
    async fn placed(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[eventbridge(event_bus_name = "audit")]
    async fn audited(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[logs("/aws/lambda/shop", filter_pattern = "{ $.level = \"ERROR\" }")]
    async fn errors(_: Logs) -> Result<(), Error> {
        Ok(())
    }

    #[derive(Clone, serde::Deserialize, serde::Serialize)]
    pub struct Order {
        pub id: String,
    }
}

/// The handlers of the manifest as the commands read them, each with its JSON as the function prints it.
fn handlers() -> Vec<(gatewright_manifest::Handler, Value)> {
    let json = worker::MANIFEST.to_json();
    let printed: Value = serde_json::from_str(&json).unwrap();
    let printed = printed["handlers"].as_array().unwrap().clone();
    let read = Manifest::from_json(&json).unwrap().handlers;
    read.into_iter().zip(printed).collect()
}

fn settings(function: &str) -> Value {
    let handlers = handlers();
    let found = handlers.iter().find(|(read, _)| read.function == function);
    let (read, printed) = found.expect("the handler");
    let settings = serde_json::to_value(&read.settings).unwrap();
    assert_eq!(
        settings, printed["settings"],
        "the commands read every setting"
    );
    settings
}

#[test]
fn commands_read_the_settings_of_queues_and_streams() {
    assert_eq!(
        settings("orders"),
        json!({
            "enabled": false,
            "batch_size": 50,
            "maximum_batching_window_in_seconds": 5,
            "filter_criteria": [
                "{\"body\": {\"status\": [\"paid\"]}}",
                "{\"body\": {\"total\": [{\"numeric\": [\">\", 100]}]}}",
            ],
            "scaling_config": {"maximum_concurrency": 10},
        })
    );
    assert_eq!(
        settings("returns"),
        json!({"provisioned_poller_config": {"minimum_pollers": 2, "maximum_pollers": 20}})
    );
    assert_eq!(settings("bulk"), json!({"batch_size": 10}));
    assert_eq!(
        settings("clicks"),
        json!({
            "enabled": true,
            "batch_size": 100,
            "maximum_batching_window_in_seconds": 1,
            "filter_criteria": ["{\"data\": {\"page\": [{\"prefix\": \"/shop/\"}]}}"],
            "starting_position": "TRIM_HORIZON",
            "parallelization_factor": 1,
            "bisect_batch_on_function_error": true,
            "maximum_record_age_in_seconds": 3600,
            "maximum_retry_attempts": 0,
            "tumbling_window_in_seconds": 60,
            "destination_config": {"on_failure": {"type": "S3", "name": "clicks-failed"}},
        })
    );
    assert_eq!(
        settings("topic"),
        json!({
            "enabled": true,
            "batch_size": 1000,
            "maximum_batching_window_in_seconds": 300,
            "filter_criteria": ["{\"value\": {\"status\": [\"paid\"]}}"],
            "starting_position": "LATEST",
            "consumer_group_id": "shop orders",
            "provisioned_poller_config": {"minimum_pollers": 1, "maximum_pollers": 2000},
            "bisect_batch_on_function_error": true,
            "maximum_record_age_in_seconds": 60,
            "maximum_retry_attempts": 3,
            "destination_config": {"on_failure": {"type": "Kafka", "name": "orders-failed"}},
        })
    );
}

#[test]
fn commands_read_the_settings_of_asynchronous_events() {
    assert_eq!(
        settings("notified"),
        json!({
            "filter_policy": "{\"order\": {\"status\": [\"paid\"]}}",
            "filter_policy_scope": "MessageBody",
            "dead_letter_config": {"type": "SQS", "name": "notifications-failed"},
        })
    );
    assert_eq!(
        settings("index"),
        json!({"events": ["s3:ObjectCreated:*", "s3:ObjectRemoved:Delete"], "prefix": "in/", "suffix": ".csv"})
    );
    assert_eq!(
        settings("nightly"),
        json!({
            "enabled": true,
            "schedule_expression": "cron(0 3 * * ? *)",
            "schedule_expression_timezone": "Europe/Berlin",
            "retry_policy": {"maximum_event_age_in_seconds": 3600, "maximum_retry_attempts": 0},
            "dead_letter_config": {"type": "SQS", "name": "nightly-failed"},
        })
    );
    assert_eq!(
        settings("placed"),
        json!({
            "enabled": false,
            "event_bus_name": "orders",
            "retry_policy": {"maximum_event_age_in_seconds": 86400, "maximum_retry_attempts": 185},
            "dead_letter_config": {"type": "SQS", "name": "placed-failed"},
        })
    );
    assert_eq!(
        settings("errors"),
        json!({"filter_pattern": "{ $.level = \"ERROR\" }"})
    );
    assert_eq!(settings("clean"), json!({}));
}

/// The paths of an option and of those within it.
fn paths(options: &[SourceOption], within: &str) -> Vec<String> {
    let mut paths = Vec::new();
    for option in options {
        let path = format!("{within}/{}", option.name);
        if let OptionValues::Object(inner) = option.values {
            paths.extend(self::paths(inner, &path));
        }
        paths.push(path);
    }
    paths
}

#[test]
fn every_option_of_every_source_reaches_the_manifest() {
    let handlers = handlers();
    let mut missing = Vec::new();
    for source in SOURCES {
        let is_of = |read: &gatewright_manifest::Handler| matches!(&read.key, Key::Source { source: found, .. } if found == source.attribute);
        for path in paths(source.options(), "") {
            let is_there = handlers
                .iter()
                .filter(|(read, _)| is_of(read))
                .any(|(_, printed)| printed["settings"].pointer(&path).is_some());
            if !is_there {
                missing.push(format!("{}{path}", source.attribute));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn batch_says_how_records_are_handled() {
    for (function, expected) in [
        (
            "orders",
            json!({"concurrency": 8, "reports_item_failures": true}),
        ),
        (
            "returns",
            json!({"concurrency": 1, "reports_item_failures": false}),
        ),
        (
            "clicks",
            json!({"concurrency": 1, "reports_item_failures": true}),
        ),
        (
            "topic",
            json!({"concurrency": 1, "reports_item_failures": true}),
        ),
        // Lambda reads no partial batch response of these.
        (
            "broker",
            json!({"concurrency": 1, "reports_item_failures": false}),
        ),
        (
            "clean",
            json!({"concurrency": 4, "reports_item_failures": false}),
        ),
        ("notified", Value::Null),
        ("nightly", Value::Null),
    ] {
        let handlers = handlers();
        let found = handlers.iter().find(|(read, _)| read.function == function);
        let (read, printed) = found.expect("the handler");
        assert_eq!(printed["batch"], expected, "{function}");
        assert_eq!(
            serde_json::to_value(read.batch).unwrap(),
            expected,
            "{function}"
        );
    }
}

#[test]
fn idempotency_names_the_store_and_the_time() {
    let idempotent: Vec<_> = handlers()
        .into_iter()
        .filter_map(|(read, _)| Some((read.function, read.idempotency?)))
        .collect();
    let [(function, idempotency)] = idempotent.as_slice() else {
        panic!("{idempotent:?}");
    };
    assert_eq!(function, "bulk");
    assert_eq!(idempotency.store, "source_settings::orders_done");
    assert_eq!(idempotency.ttl_s, 90 * 60);
}

#[test]
fn options_of_a_rule_leave_its_name_alone() {
    let name = |function: &str| {
        let handlers = handlers();
        let (read, _) = handlers
            .into_iter()
            .find(|(read, _)| read.function == function)
            .expect("the handler");
        match read.key {
            Key::Source { name, .. } => name,
            key => panic!("{key:?}"),
        }
    };
    assert_eq!(name("placed").as_deref(), Some("shop.orders / OrderPlaced"));
    assert_eq!(name("audited"), None);
}
