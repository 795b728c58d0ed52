//! Amazon MQ, whose event source mapping reads no partial batch response.
//! <https://docs.aws.amazon.com/lambda/latest/dg/with-mq.html>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use gatewright::Text;
use gatewright::prelude::*;
use serde_json::{Value, json};

use super::{answer, reported, see, seen};

#[lambda_handler(main = false)]
#[dispatch]
mod worker {
    use super::*;

    #[mq("numbers")]
    async fn number(number: Message<u32>) -> Result<(), Error> {
        see(format_args!("{} {}", Message::id(&number), *number));
        if *number == 13 {
            return Err(Error::msg("thirteen"));
        }
        Ok(())
    }

    #[mq("lines")]
    async fn line(line: Message<Text>) -> Result<(), Error> {
        let kind = line
            .attribute("messageType")
            .or(line.attribute("contentType"));
        let sender = line.message_attribute("sender");
        see(format_args!("{} {kind:?} {sender:?}", line.0));
        Ok(())
    }

    #[mq("bytes")]
    async fn bytes(data: Message<Body>) -> Result<(), Error> {
        see(format_args!("{:?}", data.to_vec()));
        Ok(())
    }
}

fn active_mq(messages: &[(&str, &str, &[u8])]) -> Value {
    let messages: Vec<_> = messages
        .iter()
        .map(|(id, queue, data)| {
            json!({
                "messageID": id,
                "messageType": "jms/text-message",
                "deliveryMode": 1,
                "replyTo": null,
                "expiration": "60000",
                "redelivered": false,
                "destination": {"physicalName": queue},
                "data": BASE64.encode(data),
                "timestamp": 1_598_827_811_958_u64,
                "properties": {"index": "1"},
            })
        })
        .collect();
    json!({
        "eventSource": "aws:mq",
        "eventSourceArn": "arn:aws:mq:us-east-2:111122223333:broker:test:b-9bcfa592-423a-4942-879d-eb284b418fc8",
        "messages": messages,
    })
}

fn rabbit_mq(queue: &str, data: &[&[u8]]) -> Value {
    let messages: Vec<_> = data
        .iter()
        .map(|data| {
            json!({
                "basicProperties": {"contentType": "text/plain", "deliveryMode": 1, "messageId": null},
                "redelivered": false,
                "data": BASE64.encode(data),
            })
        })
        .collect();
    json!({
        "eventSource": "aws:rmq",
        "eventSourceArn": "arn:aws:mq:us-east-2:111122223333:broker:pizzaBroker:b-9bcfa592-423a-4942-879d-eb284b418fc8",
        "rmqMessagesByQueue": {queue: messages},
    })
}

#[test]
fn messages_reach_the_handler_of_their_queue() {
    let event = active_mq(&[
        ("ID:1", "numbers", b"7"),
        ("ID:2", "lines", b"not JSON"),
        ("ID:3", "bytes", b"\xff"),
    ]);
    assert_eq!(answer(&worker::GATEWAY, event), Ok(reported(&[])));
    let expected = [
        "ID:1 7",
        "not JSON Some(\"jms/text-message\") None",
        "[255]",
    ];
    assert_eq!(seen(), expected);
}

#[test]
fn rabbit_mq_queue_is_known_without_its_virtual_host() {
    let event = rabbit_mq("numbers::/", &[b"1", b"2"]);
    assert_eq!(answer(&worker::GATEWAY, event), Ok(reported(&[])));
    assert_eq!(seen(), ["numbers::/#0 1", "numbers::/#1 2"]);
    let event = rabbit_mq("lines::eu", &[b"a"]);
    assert_eq!(answer(&worker::GATEWAY, event), Ok(reported(&[])));
    assert_eq!(seen(), ["a Some(\"text/plain\") None"]);
}

#[test]
fn failure_fails_the_whole_batch() {
    let event = rabbit_mq("numbers::/", &[b"1", b"13", b"2"]);
    let error = answer(&worker::GATEWAY, event).unwrap_err();
    assert_eq!(error.error_type, "BatchFailed");
    assert!(
        error.message.contains("`numbers::/#1`"),
        "{}",
        error.message
    );
    assert_eq!(seen().len(), 3, "the other messages are handled");
}

#[test]
fn message_that_cannot_be_read_fails_the_batch() {
    let event = active_mq(&[("ID:1", "numbers", b"x")]);
    let error = answer(&worker::GATEWAY, event).unwrap_err();
    assert_eq!(error.error_type, "BatchFailed");
}

#[test]
fn queue_without_handler_fails_the_batch() {
    let event = active_mq(&[("ID:1", "unknown", b"1")]);
    let error = answer(&worker::GATEWAY, event).unwrap_err();
    assert_eq!(error.error_type, "BatchFailed");
}
