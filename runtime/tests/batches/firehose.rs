//! Amazon Data Firehose: every record is answered.
//! <https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-status-model.html>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use gatewright::prelude::*;
use gatewright::{Text, Transformed};
use serde_json::{Value, json};
use std::time::Duration;

use super::{answer, answer_in_virtual_time, see, seen};

#[lambda_handler(main = false, timeout = "60s")]
#[dispatch]
mod worker {
    use super::*;

    #[firehose("numbers")]
    async fn double(number: Message<u32>) -> Result<Transformed, Error> {
        see(*number);
        match *number {
            0 => Ok(Transformed::dropped()),
            13 => Err(Error::msg("thirteen")),
            99 => panic!("ninety-nine"),
            number => {
                Ok(Transformed::json_line(&(2 * number))?.with_partition_key("parity", "even"))
            }
        }
    }

    #[firehose("lines", concurrency = 2)]
    async fn shout(line: Message<Text>) -> Transformed {
        Transformed::ok(line.to_uppercase())
    }

    #[firehose("bytes")]
    async fn reverse(data: Message<Body>) -> Transformed {
        let mut bytes = data.to_vec();
        bytes.reverse();
        Transformed::ok(bytes)
    }
}

#[lambda_handler(main = false, timeout = "3s", guard = "1s")]
#[dispatch]
mod waiting {
    use super::*;

    #[firehose("waits")]
    async fn wait(milliseconds: u64) -> Transformed {
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
        Transformed::ok("done")
    }
}

/// A batch of the shape in AWS's documentation, with records `r0`, `r1` and so on.
fn batch(stream: &str, data: &[&[u8]]) -> Value {
    let records: Vec<_> = data
        .iter()
        .enumerate()
        .map(|(at, data)| {
            json!({
                "recordId": format!("r{at}"),
                "approximateArrivalTimestamp": 1_495_072_949_453_u64,
                "data": BASE64.encode(data),
            })
        })
        .collect();
    json!({
        "invocationId": "invocationIdExample",
        "deliveryStreamArn": format!("arn:aws:firehose:us-east-1:123456789012:deliverystream/{stream}"),
        "region": "us-east-1",
        "records": records,
    })
}

fn results(event: Value) -> Vec<(String, String, Option<Vec<u8>>)> {
    results_in(&answer(&worker::GATEWAY, event).expect("a reply"))
}

/// Result and decoded data of each record, in the order of the reply.
fn results_in(reply: &Value) -> Vec<(String, String, Option<Vec<u8>>)> {
    let records = reply["records"].as_array().expect("a list of records");
    records
        .iter()
        .map(|record| {
            let text = |name: &str| record[name].as_str().expect("a string").to_owned();
            let data = record.get("data").and_then(Value::as_str);
            let data = data.map(|data| BASE64.decode(data).expect("base64"));
            (text("recordId"), text("result"), data)
        })
        .collect()
}

fn row(id: &str, result: &str, data: Option<&[u8]>) -> (String, String, Option<Vec<u8>>) {
    (id.to_owned(), result.to_owned(), data.map(<[u8]>::to_vec))
}

#[test]
fn each_record_gets_its_own_result() {
    let event = batch("numbers", &[b"1", b"0", b"13", b"99", b"x", b"\xff", b"4"]);
    let expected = [
        row("r0", "Ok", Some(b"2\n")),
        row("r1", "Dropped", None),
        row("r2", "ProcessingFailed", Some(b"13")),
        row("r3", "ProcessingFailed", Some(b"99")),
        row("r4", "ProcessingFailed", Some(b"x")),
        row("r5", "ProcessingFailed", Some(b"\xff")),
        row("r6", "Ok", Some(b"8\n")),
    ];
    assert_eq!(results(event), expected);
    assert_eq!(seen(), ["1", "0", "13", "99", "4"]);
}

#[test]
fn partition_keys_are_metadata() {
    let reply = answer(&worker::GATEWAY, batch("numbers", &[b"1"])).unwrap();
    let expected = json!({"records": [{
        "recordId": "r0",
        "result": "Ok",
        "data": "Mgo=",
        "metadata": {"partitionKeys": {"parity": "even"}},
    }]});
    assert_eq!(reply, expected);
}

#[test]
fn text_and_bytes_need_not_be_json() {
    let expected = [
        row("r0", "Ok", Some(b"NOT JSON")),
        row("r1", "Ok", Some(b"")),
    ];
    assert_eq!(results(batch("lines", &[b"not json", b""])), expected);
    let expected = [row("r0", "Ok", Some(b"\x00\xff"))];
    assert_eq!(results(batch("bytes", &[b"\xff\x00"])), expected);
    let expected = [row("r0", "ProcessingFailed", Some(b"\xff"))];
    assert_eq!(results(batch("lines", &[b"\xff"])), expected);
}

#[test]
fn records_without_time_are_answered_as_failed() {
    let expected = [
        row("r0", "Ok", Some(b"done")),
        row("r1", "ProcessingFailed", Some(b"60000")),
        row("r2", "ProcessingFailed", Some(b"1")),
    ];
    let event = batch("waits", &[b"1", b"60000", b"1"]);
    let reply = answer_in_virtual_time(&waiting::GATEWAY, event).expect("a reply");
    assert_eq!(results_in(&reply), expected);
}

#[test]
fn record_without_handler_is_answered_as_failed() {
    let expected = [row("r0", "ProcessingFailed", Some(b"1"))];
    assert_eq!(results(batch("unknown", &[b"1"])), expected);
}

#[test]
fn empty_batch_has_no_results() {
    assert_eq!(results(batch("numbers", &[])), []);
}
