//! Queues and event source mappings in virtual time. The expected behaviour is that of the developer guides of SQS and Lambda.

use gatewright_local::queue::{
    Delivery, Mapping, NewMessage, Poll, Queue, SendError, Settings, event,
};
use serde_json::{Value, json};
use std::time::Duration;

const fn at(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A standard queue with these messages, sent at 0 s.
fn standard(bodies: &[&str]) -> Queue {
    let mut queue = Queue::new(Settings::new("orders").max_receive_count(3));
    for body in bodies {
        queue.send(at(0), NewMessage::new(*body)).unwrap();
    }
    queue
}

/// A FIFO queue with these messages, whose group is their first letter.
fn fifo(bodies: &[&str]) -> Queue {
    let settings = Settings::new("orders.fifo")
        .content_based_deduplication()
        .max_receive_count(3);
    let mut queue = Queue::new(settings);
    for body in bodies {
        queue
            .send(at(0), NewMessage::new(*body).group(&body[..1]))
            .unwrap();
    }
    queue
}

fn bodies(queue: &Queue, deliveries: &[Delivery]) -> Vec<String> {
    let message = |delivery: &Delivery| queue.message(*delivery).unwrap().body.clone();
    deliveries.iter().map(message).collect()
}

/// The bodies of the next batch.
fn received(queue: &mut Queue, seconds: u64, most: usize) -> Vec<String> {
    let deliveries = queue.receive(at(seconds), most);
    bodies(queue, &deliveries)
}

/// "For FIFO queues the max is 10" (API reference, `CreateEventSourceMapping`).
#[test]
fn fifo_batch_has_at_most_10_messages() {
    let sent: Vec<String> = (0..12).map(|n| format!("a{n}")).collect();
    let sent: Vec<&str> = sent.iter().map(String::as_str).collect();
    let mut queue = fifo(&sent);
    let Poll::Batch(batch) = Mapping::new(50).poll(&mut queue, at(0)) else {
        panic!("expected a batch");
    };
    assert_eq!(bodies(&queue, &batch), sent[..10]);
}

#[test]
fn message_is_hidden_until_its_visibility_timeout_is_over() {
    let mut queue = standard(&["a"]);
    assert_eq!(received(&mut queue, 0, 10), ["a"]);
    assert_eq!(received(&mut queue, 29, 10), [""; 0]);
    assert_eq!(
        (queue.counts(), queue.next_shown(at(29))),
        ((0, 1), Some(at(30)))
    );
    assert_eq!(received(&mut queue, 30, 10), ["a"]);
}

#[test]
fn message_shown_again_cannot_be_deleted_by_the_old_delivery() {
    let mut queue = standard(&["a", "b"]);
    let first = queue.receive(at(0), 10);
    assert!(queue.delete(at(1), first[0]));
    assert!(!queue.delete(at(1), first[0]), "twice");
    assert!(!queue.delete(at(30), first[1]), "too late");
    let second = queue.receive(at(31), 10);
    assert_eq!(bodies(&queue, &second), ["b"]);
    assert!(!queue.delete(at(32), first[1]), "by the receipt of before");
    assert!(queue.delete(at(32), second[0]));
    assert_eq!(queue.counts(), (0, 0));
}

#[test]
fn message_received_too_often_is_a_dead_letter() {
    let mut queue = standard(&["a"]);
    for seconds in [0, 30, 60] {
        assert_eq!(received(&mut queue, seconds, 10), ["a"]);
    }
    assert_eq!(received(&mut queue, 90, 10), [""; 0]);
    let dead: Vec<_> = queue
        .dead_letters()
        .iter()
        .map(|message| (&*message.body, message.receive_count))
        .collect();
    assert_eq!(dead, [("a", 3)]);
    queue.redrive();
    assert_eq!(received(&mut queue, 91, 10), ["a"]);
    assert_eq!(queue.dead_letters(), []);
}

#[test]
fn group_waits_while_one_of_it_is_in_flight() {
    let mut queue = fifo(&["a1", "b1", "a2", "a3"]);
    let first = queue.receive(at(0), 2);
    assert_eq!(bodies(&queue, &first), ["a1", "a2"], "one group first");
    let second = queue.receive(at(0), 10);
    assert_eq!(bodies(&queue, &second), ["b1"]);
    assert!(queue.delete(at(1), first[0]));
    assert_eq!(received(&mut queue, 1, 10), [""; 0], "a2 is in flight");
    assert_eq!(
        received(&mut queue, 30, 10),
        ["b1", "a2", "a3"],
        "in order, after the timeout"
    );
}

#[test]
fn group_continues_after_its_dead_letter() {
    let mut queue = fifo(&["a1", "a2"]);
    for seconds in [0, 30, 60] {
        assert_eq!(received(&mut queue, seconds, 1), ["a1"]);
    }
    assert_eq!(received(&mut queue, 90, 1), ["a2"]);
}

#[test]
fn duplicate_within_five_minutes_is_not_accepted() {
    let mut queue = Queue::new(Settings::new("orders.fifo"));
    let message = |body: &str| NewMessage::new(body).group("g").deduplication("d");
    let first = queue.send(at(0), message("a")).unwrap();
    assert_eq!(queue.send(at(299), message("b")), Ok(first.clone()));
    assert_ne!(queue.send(at(300), message("c")), Ok(first));
    assert_eq!(received(&mut queue, 300, 10), ["a", "c"]);
}

#[test]
fn invalid_messages_are_refused() {
    let mut queue = Queue::new(Settings::new("orders.fifo"));
    let message = NewMessage::new("a");
    assert_eq!(queue.send(at(0), message.clone()), Err(SendError::NoGroup));
    assert_eq!(
        queue.send(at(0), message.group("g")),
        Err(SendError::NoDeduplication)
    );
    for body in [String::new(), "x".repeat(1_048_577)] {
        let sent = standard(&[]).send(at(0), NewMessage::new(body));
        assert_eq!(sent, Err(SendError::Size));
    }
}

#[test]
fn batch_is_gathered_until_full_or_window_is_over() {
    let mut mapping = Mapping::new(3).window(at(5));
    let mut queue = standard(&["a"]);
    assert_eq!(mapping.poll(&mut queue, at(10)), Poll::Later(at(15)));
    queue.send(at(12), NewMessage::new("b")).unwrap();
    assert_eq!(mapping.poll(&mut queue, at(12)), Poll::Later(at(15)));
    let Poll::Batch(batch) = mapping.poll(&mut queue, at(15)) else {
        panic!("the window is over");
    };
    assert_eq!(bodies(&queue, &batch), ["a", "b"]);
    for body in ["c", "d", "e", "f"] {
        queue.send(at(16), NewMessage::new(body)).unwrap();
    }
    let Poll::Batch(batch) = mapping.poll(&mut queue, at(16)) else {
        panic!("it is full");
    };
    assert_eq!(bodies(&queue, &batch), ["c", "d", "e"]);
    assert_eq!(mapping.poll(&mut queue, at(16)), Poll::Later(at(21)));
}

/// Sends three messages, and returns those that are left after this reply.
fn left_after(reply: impl Fn(&[String]) -> Value) -> (Vec<String>, Option<String>) {
    let mut queue = standard(&["a", "b", "c"]);
    let mapping = Mapping::default();
    let batch = queue.receive(at(0), 10);
    let id = |delivery: &Delivery| queue.message(*delivery).unwrap().id.clone();
    let ids: Vec<_> = batch.iter().map(id).collect();
    let reply = reply(&ids).to_string();
    let settled = mapping.settle(&mut queue, at(1), &batch, Some(reply.as_bytes()));
    let left = received(&mut queue, 31, 10);
    assert_eq!(
        (settled.deleted, settled.left),
        (3 - left.len(), left.len())
    );
    (left, settled.failure)
}

#[test]
fn reported_messages_come_again_and_the_rest_is_deleted() {
    let (left, failure) =
        left_after(|ids| json!({"batchItemFailures": [{"itemIdentifier": ids[1]}]}));
    assert_eq!((left, failure), (vec!["b".to_owned()], None));
}

#[test]
fn empty_or_null_list_or_response_is_a_success() {
    for reply in [
        json!({"batchItemFailures": []}),
        json!({"batchItemFailures": null}),
        json!({}),
        json!(null),
    ] {
        let (left, failure) = left_after(|_| reply.clone());
        assert_eq!((left.len(), failure), (0, None), "{reply}");
    }
}

#[test]
fn malformed_reply_fails_the_whole_batch() {
    let item = |item: Value| json!({ "batchItemFailures": [item] });
    for (reply, why) in [
        (
            item(json!({"itemIdentifier": ""})),
            "an item of `batchItemFailures` has no `itemIdentifier`",
        ),
        (
            item(json!({"itemIdentifier": null})),
            "an item of `batchItemFailures` has no `itemIdentifier`",
        ),
        (
            item(json!({"id": "x"})),
            "an item of `batchItemFailures` has no `itemIdentifier`",
        ),
        (
            item(json!({"itemIdentifier": "x"})),
            "the batch has no message `x`",
        ),
        (
            json!({"batchItemFailures": "x"}),
            "`batchItemFailures` is not a list",
        ),
        (json!("ok"), "the reply is not an object"),
    ] {
        let (left, failure) = left_after(|_| reply.clone());
        assert_eq!((left.len(), failure.as_deref()), (3, Some(why)), "{reply}");
    }
    let mut queue = standard(&["a"]);
    let batch = queue.receive(at(0), 10);
    for reply in [Some(&b"{"[..]), None] {
        let settled = Mapping::default().settle(&mut queue, at(1), &batch, reply);
        assert_eq!((settled.deleted, settled.left), (0, 1));
    }
}

#[test]
fn event_is_that_of_the_developer_guide() {
    let mut queue = Queue::new(Settings::new("orders.fifo"));
    let message = NewMessage::new("Test message.")
        .group("1")
        .deduplication("d");
    let id = queue
        .send(Duration::from_millis(1_573_251_510_774), message)
        .unwrap();
    let batch = queue.receive(Duration::from_millis(1_573_251_510_775), 10);
    let mut event: Value = serde_json::from_str(&event(&queue, &batch)).unwrap();
    let record = &mut event["Records"][0];
    // The region is that of the user's environment.
    let region = record["awsRegion"].take();
    let arn = record["eventSourceARN"].take();
    assert_eq!(
        arn,
        format!(
            "arn:aws:sqs:{}:123456789012:orders.fifo",
            region.as_str().unwrap()
        )
    );
    assert_eq!(
        event,
        json!({"Records": [{
            "messageId": id,
            "receiptHandle": "1-1",
            "body": "Test message.",
            "attributes": {
                "ApproximateReceiveCount": "1",
                "SentTimestamp": "1573251510774",
                "SequenceNumber": "00000000000000000001",
                "MessageGroupId": "1",
                "SenderId": "AIDAIENQZJOLO23YVJ4VO",
                "MessageDeduplicationId": "d",
                "ApproximateFirstReceiveTimestamp": "1573251510775"
            },
            "messageAttributes": {},
            // Body and digest are those of the guide's example.
            "md5OfBody": "e4e68fb7bd0e697a0ae8f1bb342846b3",
            "eventSource": "aws:sqs",
            "eventSourceARN": null,
            "awsRegion": null
        }]})
    );
}
