//! Batches as events.

use super::message::{Delivery, Message};
use super::store::Queue;
use crate::function::region;
use serde::Serialize;
use serde_json::{Map, Value};
use std::time::Duration;

#[derive(Serialize)]
struct Event<'a> {
    #[serde(rename = "Records")]
    records: Vec<Record<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Record<'a> {
    message_id: &'a str,
    receipt_handle: String,
    body: &'a str,
    attributes: Attributes<'a>,
    message_attributes: &'a Map<String, Value>,
    md5_of_body: String,
    event_source: &'static str,
    #[serde(rename = "eventSourceARN")]
    event_source_arn: &'a str,
    aws_region: &'a str,
}

/// The attributes that SQS adds to a message, as strings.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Attributes<'a> {
    approximate_receive_count: String,
    sent_timestamp: String,
    sender_id: &'static str,
    approximate_first_receive_timestamp: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_group_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_deduplication_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sequence_number: Option<String>,
}

/// Returns the event of a batch, as Lambda sends it. Messages that were shown again meanwhile are left out.
pub fn event(queue: &Queue, batch: &[Delivery]) -> String {
    let (arn, region) = (queue.settings().arn(), region());
    let messages = batch.iter().filter_map(|delivery| queue.message(*delivery));
    let event = Event {
        records: messages
            .map(|message| record(message, &arn, &region, queue.settings().is_fifo()))
            .collect(),
    };
    // Structs of strings cannot fail to serialise.
    serde_json::to_string(&event).unwrap_or_default()
}

fn record<'a>(message: &'a Message, arn: &'a str, region: &'a str, is_fifo: bool) -> Record<'a> {
    let milliseconds = |time: Duration| time.as_millis().to_string();
    Record {
        message_id: &message.id,
        receipt_handle: format!("{}-{}", message.sequence, message.receive_count),
        body: &message.body,
        attributes: Attributes {
            approximate_receive_count: message.receive_count.to_string(),
            sent_timestamp: milliseconds(message.sent),
            sender_id: "AIDAIENQZJOLO23YVJ4VO",
            approximate_first_receive_timestamp: milliseconds(
                message.first_received.unwrap_or_default(),
            ),
            message_group_id: message.group.as_deref(),
            message_deduplication_id: message.deduplication.as_deref(),
            sequence_number: is_fifo.then(|| format!("{:020}", message.sequence)),
        },
        message_attributes: &message.attributes,
        md5_of_body: format!("{:x}", md5::compute(&message.body)),
        event_source: "aws:sqs",
        event_source_arn: arn,
        aws_region: region,
    }
}
