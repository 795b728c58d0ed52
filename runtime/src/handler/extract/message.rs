//! One record of a batch, with what the service says of it.

mod kafka;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::{RawValue, to_raw_value};

use super::{Extract, FromRecord, How, Kind, Rejection};
use crate::event::source::Record;
use crate::event::{Members, text_of};
use crate::handler::input::HandlerInput;

/// A record of a queue, stream or topic. It derefs to its body.
///
/// `Message::new(body)` makes one for a test; the `with_…` methods add what the service would say of it.
#[derive(Clone, Debug, Default)]
pub struct Message<T> {
    body: T,
    id: String,
    source_arn: String,
    /// As they came, for most handlers read none.
    attributes: Option<Box<RawValue>>,
    sender_attributes: Option<Box<RawValue>>,
}

impl<T> Message<T> {
    /// A message without id and attributes.
    pub fn new(body: T) -> Self {
        Self {
            body,
            id: String::new(),
            source_arn: String::new(),
            attributes: None,
            sender_attributes: None,
        }
    }

    /// The message with this id.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    /// The message with this attribute of the service, such as `MessageGroupId`.
    #[must_use]
    pub fn with_attribute(self, name: &str, value: &str) -> Self {
        match to_raw_value(value) {
            Ok(value) => self.with_raw_attribute(name, value),
            Err(_) => self,
        }
    }

    fn with_raw_attribute(mut self, name: &str, value: Box<RawValue>) -> Self {
        let attributes = self.attributes.as_deref().map(RawValue::get);
        let mut attributes: BTreeMap<String, Box<RawValue>> = attributes
            .and_then(|attributes| serde_json::from_str(attributes).ok())
            .unwrap_or_default();
        attributes.insert(name.to_owned(), value);
        self.attributes = to_raw_value(&attributes).ok();
        self
    }

    /// What was sent.
    pub fn body(&self) -> &T {
        &self.body
    }

    /// What was sent, without the rest.
    pub fn into_body(self) -> T {
        self.body
    }

    /// What the record is known by: `messageId` of SQS, the sequence number of Kinesis and DynamoDB streams, partition and offset of
    /// Kafka (`orders-0@101`).
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The ARN of the queue, stream or Kafka cluster; empty where the cluster is none of AWS's.
    pub fn source_arn(&self) -> &str {
        &self.source_arn
    }

    /// An attribute that the service gives the record: of SQS `SentTimestamp`, `SenderId` and so on, of Kinesis
    /// `partitionKey`, `approximateArrivalTimestamp` and so on, of Kafka `topic`, `timestampType` and so on.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let value = self.raw_attribute(name)?;
        let text = text_of(value).map(Cow::into_owned);
        text.or_else(|| (value != "null").then(|| value.to_owned()))
    }

    fn raw_attribute(&self, name: &str) -> Option<&str> {
        Members::of(self.attributes.as_deref()?.get()).value_of(name)
    }

    /// An attribute that the sender gave the message (SQS); of a binary one the base64 text.
    pub fn message_attribute(&self, name: &str) -> Option<String> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Attribute {
            string_value: Option<String>,
            binary_value: Option<String>,
        }
        let attributes = self.sender_attributes.as_deref()?.get();
        let mut attributes: BTreeMap<String, Attribute> = serde_json::from_str(attributes).ok()?;
        let attribute = attributes.remove(name)?;
        attribute.string_value.or(attribute.binary_value)
    }

    /// The message group of SQS, in FIFO and fair queues.
    pub fn group_id(&self) -> Option<String> {
        self.attribute("MessageGroupId")
    }

    /// How often SQS has handed this message out, this time included; 1 where the service does not count.
    pub fn receive_count(&self) -> u32 {
        self.attribute("ApproximateReceiveCount")
            .and_then(|count| count.parse().ok())
            .unwrap_or(1)
    }
}

impl<T: DeserializeOwned> Message<T> {
    pub(super) fn read(record: &Record<'_>) -> Result<Self, Rejection> {
        let payload = record.payload()?;
        let body = serde_json::from_str(&payload)
            .map_err(|error| Rejection::invalid(format!("{}: {error}", record.called)))?;
        Ok(Self::of(record, body))
    }
}

impl<T> Message<T> {
    /// The message of `record`, with this body.
    pub(super) fn of(record: &Record<'_>, body: T) -> Self {
        Self {
            body,
            id: record.id.as_ref().to_owned(),
            source_arn: record.arn.as_ref().to_owned(),
            attributes: record.attributes.map(RawValue::to_owned),
            sender_attributes: record.message_attributes.map(RawValue::to_owned),
        }
    }
}

/// The record that the handler is called for.
pub(super) fn record_of<'a>(incoming: &HandlerInput<'a>) -> Result<&'a Record<'a>, Rejection> {
    incoming
        .record
        .ok_or_else(|| Rejection::invalid("the event is not a record of a batch"))
}

impl<T> Deref for Message<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.body
    }
}

impl<T> DerefMut for Message<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.body
    }
}

impl<T: DeserializeOwned> Extract<FromRecord> for Message<T> {
    const KIND: Kind = Kind::Payload;
    const HOW: How<Self> = How::Now(|incoming| Self::read(record_of(incoming)?));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_for_a_test_has_what_it_is_given() {
        let message = Message::new(7)
            .with_id("m-1")
            .with_attribute("MessageGroupId", "g")
            .with_attribute("ApproximateReceiveCount", "3");
        assert_eq!((*message, message.id()), (7, "m-1"));
        assert_eq!(message.group_id().as_deref(), Some("g"));
        assert_eq!(message.receive_count(), 3);
        assert_eq!(Message::new(7).receive_count(), 1);
    }
}
