//! Tumbling windows of streams: the state goes from event to event.
//! <https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-windows.html>

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use gatewright::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{answer, see, seen};

#[derive(Debug, Default, Deserialize, Serialize)]
struct Sum {
    sum: u32,
}

#[lambda_handler(main = false)]
#[dispatch]
mod stream {
    use super::*;

    #[kinesis("numbers")]
    async fn add(
        numbers: Batch<u32>,
        mut window: Window<Sum>,
        _: Deadline,
    ) -> Result<Window<Sum>, Error> {
        for number in &numbers {
            if **number == 13 {
                return Err(Error::msg("thirteen"));
            }
            window.state.sum += **number;
        }
        see(format_args!(
            "{} of {} to {} on {}, {} {}",
            window.state.sum,
            window.start,
            window.end,
            window.shard_id,
            window.is_final,
            window.is_terminated_early
        ));
        Ok(window)
    }

    #[kinesis("failing")]
    async fn report(numbers: Batch<u32>, mut window: Window<Sum>) -> (Window<Sum>, Failures) {
        let mut failures = Failures::default();
        for number in &numbers {
            if **number == 13 {
                failures.add(number, Error::msg("thirteen"));
                break;
            }
            window.state.sum += **number;
        }
        (window, failures)
    }

    #[kinesis("whole", report_batch_item_failures = false)]
    async fn whole(_: Batch<u32>, window: Window<Sum>) -> Result<Window<Sum>, Error> {
        if window.is_final {
            return Err(Error::msg("no end"));
        }
        Ok(window)
    }

    #[kinesis("lambda-stream")]
    async fn lines(
        lines: Batch<Text>,
        mut window: Window<BTreeMap<String, u32>>,
    ) -> Window<BTreeMap<String, u32>> {
        for line in &lines {
            *window.state.entry(line.to_lowercase()).or_default() += 1;
        }
        window
    }

    #[dynamodb]
    async fn changes(
        changes: Batch<Value>,
        mut window: Window<BTreeMap<String, String>>,
    ) -> Window<BTreeMap<String, String>> {
        window
            .state
            .insert("count".to_owned(), changes.len().to_string());
        window
    }

    #[kinesis]
    async fn each(number: u32) -> Result<(), Error> {
        see(number);
        Ok(())
    }
}

const GATEWAY: &Gateway = &stream::GATEWAY;

fn event(stream: &str, state: &Value, numbers: &[&str]) -> Value {
    let arn = format!("arn:aws:kinesis:us-east-1:123456789012:stream/{stream}");
    let records: Vec<_> = numbers
        .iter()
        .enumerate()
        .map(|(index, number)| {
            json!({
                "kinesis": {
                    "kinesisSchemaVersion": "1.0", "partitionKey": "1", "sequenceNumber": format!("s{index}"), "data": BASE64.encode(number),
                    "approximateArrivalTimestamp": 1_607_497_475.0
                },
                "eventSource": "aws:kinesis", "eventVersion": "1.0", "eventID": format!("shardId-000000000006:s{index}"),
                "eventName": "aws:kinesis:record", "awsRegion": "us-east-1", "eventSourceARN": arn,
            })
        })
        .collect();
    json!({
        "Records": records, "window": {"start": "2020-12-09T07:04:00Z", "end": "2020-12-09T07:06:00Z"}, "state": state,
        "shardId": "shardId-000000000006", "eventSourceARN": arn, "isFinalInvokeForWindow": false, "isWindowTerminatedEarly": false,
    })
}

fn reply(state: &Value, failed: &[&str]) -> Value {
    let failed: Vec<_> = failed
        .iter()
        .map(|id| json!({"itemIdentifier": id}))
        .collect();
    json!({"state": state, "batchItemFailures": failed})
}

#[test]
fn state_goes_from_event_to_event() {
    let first = answer(GATEWAY, event("numbers", &json!({}), &["1", "2"]));
    assert_eq!(first, Ok(reply(&json!({"sum": 3}), &[])));
    let second = answer(GATEWAY, event("numbers", &json!({"sum": 3}), &["4"]));
    assert_eq!(second, Ok(reply(&json!({"sum": 7}), &[])));
    let of = "of 2020-12-09T07:04:00Z to 2020-12-09T07:06:00Z on shardId-000000000006, false false";
    assert_eq!(seen(), [format!("3 {of}"), format!("7 {of}")]);
}

#[test]
fn documented_events_have_typed_states() {
    let event =
        serde_json::from_str(include_str!("../fixtures/documented/kinesis.window.json")).unwrap();
    let state = json!({"1": 282, "2": 715, "hello, this is a test.": 1});
    assert_eq!(answer(GATEWAY, event), Ok(reply(&state, &[])));
    let event =
        serde_json::from_str(include_str!("../fixtures/documented/dynamodb.window.json")).unwrap();
    assert_eq!(
        answer(GATEWAY, event),
        Ok(reply(&json!({"1": "state1", "count": "1"}), &[]))
    );
}

#[test]
fn final_event_without_records_reaches_the_handler() {
    let mut last = event("numbers", &json!({"sum": 7}), &[]);
    last["isFinalInvokeForWindow"] = json!(true);
    assert_eq!(answer(GATEWAY, last), Ok(reply(&json!({"sum": 7}), &[])));
    assert_eq!(
        seen(),
        ["7 of 2020-12-09T07:04:00Z to 2020-12-09T07:06:00Z on shardId-000000000006, true false"]
    );
    // Nothing can be reported, so the invocation fails.
    let mut last = event("whole", &json!({}), &[]);
    last["isFinalInvokeForWindow"] = json!(true);
    assert_eq!(answer(GATEWAY, last).unwrap_err().message, "no end");
}

/// AWS describes the last event by its members, and shows none without records.
/// <https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-windows.html>
#[test]
fn final_event_may_have_no_list_of_records() {
    let mut last = event("numbers", &json!({"sum": 7}), &[]);
    last["isFinalInvokeForWindow"] = json!(true);
    last["isWindowTerminatedEarly"] = json!(null);
    last["Records"] = json!(null);
    assert_eq!(
        answer(GATEWAY, last.clone()),
        Ok(reply(&json!({"sum": 7}), &[]))
    );
    last.as_object_mut().unwrap().remove("Records");
    assert_eq!(answer(GATEWAY, last), Ok(reply(&json!({"sum": 7}), &[])));
}

/// "If the response does not contain a state property, Lambda considers this a failed invocation."
#[test]
fn failed_handler_returns_no_state() {
    let failed = answer(GATEWAY, event("numbers", &json!({"sum": 1}), &["2", "13"]));
    let all = json!({"batchItemFailures": [{"itemIdentifier": "s0"}, {"itemIdentifier": "s1"}]});
    assert_eq!(failed, Ok(all));
    let error = answer(GATEWAY, event("numbers", &json!({"sum": "x"}), &["2"]));
    assert_eq!(
        error,
        Ok(json!({"batchItemFailures": [{"itemIdentifier": "s0"}]}))
    );
}

/// Lambda delivers everything after the first failed record again.
#[test]
fn records_after_a_failed_one_are_not_in_the_state() {
    let reported = answer(GATEWAY, event("failing", &json!({}), &["1", "13", "2"]));
    assert_eq!(reported, Ok(reply(&json!({"sum": 1}), &["s1", "s2"])));
    let unreadable = answer(GATEWAY, event("failing", &json!({}), &["1", "x", "2"]));
    assert_eq!(unreadable, Ok(reply(&json!({"sum": 1}), &["s1", "s2"])));
}

#[test]
fn handler_without_a_window_is_as_before() {
    let plain = answer(GATEWAY, event("others", &json!({}), &["1", "x"]));
    assert_eq!(
        plain,
        Ok(json!({"batchItemFailures": [{"itemIdentifier": "s1"}]}))
    );
    let last = answer(GATEWAY, event("others", &json!({}), &[]));
    assert_eq!(last, Ok(json!({"batchItemFailures": []})));
    assert_eq!(seen(), ["1"]);
}

#[test]
fn event_without_a_window_names_the_setting() {
    let mut plain = event("numbers", &json!({}), &["1"]);
    plain.as_object_mut().unwrap().remove("window");
    assert_eq!(
        answer(GATEWAY, plain),
        Ok(json!({"batchItemFailures": [{"itemIdentifier": "s0"}]}))
    );
    assert_eq!(seen(), <[&str; 0]>::default());
}
