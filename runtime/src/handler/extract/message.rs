//! One record of a batch with the service's attributes, and all records at once.

mod kafka;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};

use serde::de::DeserializeOwned;
use serde_json::value::{RawValue, to_raw_value};

use super::argument::{Extract, FromBatch, FromRecord, How, Kind};
use super::rejection::Rejection;
use crate::event::source::Record;
use crate::event::{Members, text_of};
use crate::handler::input::HandlerInput;

/// A record of a queue, stream or topic. It dereferences to its body.
///
/// The body is JSON, unless `T` is [`Text`](crate::Text), [`Body`](crate::Body) or a type of [`payload`](crate::payload) that reads
/// another format.
///
/// `Message::new(body)` makes one for a test. The `with_…` methods add the attributes that the service would send.
///
/// ```
/// use gatewright::prelude::*;
///
/// #[lambda_handler(main = false)]
/// #[sqs]
/// async fn fulfil(order: Message<u64>) -> Result<(), Error> {
///     println!("order {} of message {}", *order, order.id());
///     Ok(())
/// }
///
/// # fn main() {
/// let order = Message::new(17).with_id("m-1");
/// assert!(gatewright::testing::block_on(fulfil(order)).is_ok());
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Message<T> {
    body: T,
    id: String,
    source_arn: String,
    /// Not parsed, because most handlers read none.
    attributes: Option<Box<RawValue>>,
    /// The attribute that the service sends beside the others, such as `receiptHandle`.
    beside: Option<(&'static str, Box<RawValue>)>,
    sender_attributes: Option<Box<RawValue>>,
}

impl<T> Message<T> {
    /// Creates a message without an id and attributes.
    pub fn new(body: T) -> Self {
        Self {
            body,
            id: String::new(),
            source_arn: String::new(),
            attributes: None,
            beside: None,
            sender_attributes: None,
        }
    }

    /// Sets the id.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    /// Sets an attribute of the service, such as `MessageGroupId`.
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

    /// The body that was sent.
    pub fn body(&self) -> &T {
        &self.body
    }

    /// Returns the body without the attributes.
    pub fn into_body(self) -> T {
        self.body
    }

    /// The record's id: the `messageId` of SQS, the sequence number of Kinesis and DynamoDB streams, the partition and offset of Kafka
    /// (`orders-0@101`).
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The ARN of the queue, stream or Kafka cluster. Empty for a Kafka cluster outside AWS.
    pub fn source_arn(&self) -> &str {
        &self.source_arn
    }

    /// Returns an attribute that the service sets. An attribute that is an object or an array is returned as JSON.
    ///
    /// Examples are `SentTimestamp`, `SenderId` and `receiptHandle` of SQS, `partitionKey`, `approximateArrivalTimestamp` and `eventID` of
    /// Kinesis, `userIdentity` of DynamoDB, `topic` and `timestampType` of Kafka, and `messageType` and `redelivered` of Amazon MQ.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let value = self.raw_attribute(name)?;
        let text = text_of(value).map(Cow::into_owned);
        text.or_else(|| (value != "null").then(|| value.to_owned()))
    }

    fn raw_attribute(&self, name: &str) -> Option<&str> {
        let attributes = self.attributes.as_deref().map_or("", RawValue::get);
        Members::of(attributes).value_of(name).or_else(|| {
            let beside = self.beside.as_ref().filter(|beside| beside.0 == name)?;
            Some(beside.1.get())
        })
    }

    /// An attribute that the sender set (SQS). A binary attribute is its base64 text.
    pub fn message_attribute(&self, name: &str) -> Option<String> {
        let attributes = self.sender_attributes.as_deref()?.get();
        let attribute = Members::of(attributes).value_of(name)?;
        let value = |member| text_of(Members::of(attribute).value_of(member)?);
        let value = value("stringValue").or_else(|| value("binaryValue"))?;
        Some(value.into_owned())
    }

    /// The SQS message group, in FIFO and fair queues.
    pub fn group_id(&self) -> Option<String> {
        self.attribute("MessageGroupId")
    }

    /// How often SQS has delivered this message, including this time. 1 for services that do not count.
    pub fn receive_count(&self) -> u32 {
        self.attribute("ApproximateReceiveCount")
            .and_then(|count| count.parse().ok())
            .unwrap_or(1)
    }
}

impl<T: DeserializeOwned> Message<T> {
    fn read(record: &Record<'_>) -> Result<Self, Rejection> {
        let body = record.read()?;
        Ok(Self::of(record, body))
    }
}

impl<T> Message<T> {
    /// The message of `record`, with this body.
    fn of(record: &Record<'_>, body: T) -> Self {
        Self {
            body,
            id: record.id.as_ref().to_owned(),
            source_arn: record.arn.as_ref().to_owned(),
            attributes: record.attributes.map(RawValue::to_owned),
            beside: record.beside.map(|(name, value)| (name, value.to_owned())),
            sender_attributes: record.message_attributes.map(RawValue::to_owned),
        }
    }
}

/// The record that the handler is called for.
fn record_of<'a>(input: &HandlerInput<'a>) -> Result<&'a Record<'a>, Rejection> {
    input
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

/// The records of one event, for a handler that processes all of them together.
///
/// In an `#[appsync]` handler it holds the contexts of a resolver that invokes in batches. The handler returns a list with one result for
/// each of them.
///
/// A record that cannot be read is left out and reported as failed. So are the records after it in its message group of a FIFO
/// queue, or in its Kafka partition. The handler returns [`Failures`](crate::Failures), or a `Result` whose error fails every record.
///
/// ```
/// use gatewright::prelude::*;
///
/// #[lambda_handler(main = false)]
/// #[sqs]
/// async fn sum(numbers: Batch<u64>) -> Failures {
///     let mut failures = Failures::default();
///     for message in &numbers {
///         if **message == 0 {
///             failures.add(message, Error::msg("expected a number above 0"));
///         }
///     }
///     failures
/// }
/// # fn main() {}
/// ```
#[derive(Clone, Debug, Default)]
pub struct Batch<T>(pub Vec<Message<T>>);

impl<T> Deref for Batch<T> {
    type Target = [Message<T>];

    fn deref(&self) -> &[Message<T>] {
        &self.0
    }
}

impl<T> IntoIterator for Batch<T> {
    type Item = Message<T>;
    type IntoIter = std::vec::IntoIter<Message<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Batch<T> {
    type Item = &'a Message<T>;
    type IntoIter = std::slice::Iter<'a, Message<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T> FromIterator<Message<T>> for Batch<T> {
    fn from_iter<I: IntoIterator<Item = Message<T>>>(messages: I) -> Self {
        Self(messages.into_iter().collect())
    }
}

impl<T: DeserializeOwned> Extract<FromBatch> for Batch<T> {
    const KIND: Kind = Kind::Batch;
    const HOW: How<Self> = How::Now(|incoming| {
        let batch = incoming
            .batch
            .ok_or_else(|| Rejection::invalid("the event is not a batch of records"))?;
        let mut messages = Vec::with_capacity(batch.records.len());
        let mut held_back = vec![false; batch.records.len()];
        for (index, record) in batch.records.iter().enumerate() {
            if !held_back[index] {
                match Message::read(record) {
                    Ok(message) => {
                        messages.push(message);
                        continue;
                    }
                    Err(rejection) => {
                        batch
                            .unread
                            .change(|unread| unread.push((index, rejection)));
                    }
                }
            }
            if let Some(next) = batch.order.following(index) {
                held_back[next] = true;
            }
        }
        Ok(Self(messages))
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_message_has_given_attributes() {
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
