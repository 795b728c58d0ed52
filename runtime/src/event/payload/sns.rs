//! Notifications of SNS topics.

use std::collections::BTreeMap;
use std::ops::Deref;

use serde::Deserialize;
use serde::de::{self, DeserializeOwned, Deserializer};

use crate::event::content::Content;

/// A notification: the payload of a `#[sns]` handler, and of the messages of a queue that is subscribed to a topic without raw
/// message delivery. It derefs to its message.
///
/// The message is JSON, unless `T` is [`Text`](crate::Text) or [`Body`](crate::Body).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sns<T> {
    /// The published message.
    pub message: T,
    /// The notification's id.
    pub message_id: String,
    /// The ARN of the topic.
    pub topic_arn: String,
    /// The subject, if there is one.
    pub subject: Option<String>,
    /// The time of publication, in RFC 3339 format.
    pub timestamp: String,
    /// The values of the message's attributes.
    pub attributes: BTreeMap<String, String>,
}

impl<T> Sns<T> {
    /// Creates a notification with only a message, for a test.
    pub fn new(message: T) -> Self {
        Self {
            message,
            message_id: String::new(),
            topic_arn: String::new(),
            subject: None,
            timestamp: String::new(),
            attributes: BTreeMap::new(),
        }
    }
}

impl<T> Deref for Sns<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.message
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Notification {
    message: String,
    message_id: String,
    topic_arn: String,
    subject: Option<String>,
    timestamp: String,
    message_attributes: Option<BTreeMap<String, Attribute>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attribute {
    value: String,
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Sns<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let notification = Notification::deserialize(deserializer)?;
        let message = Content::sent(Some(notification.message.as_bytes()))
            .read()
            .map_err(|error| de::Error::custom(format_args!("`Message`: {error}")))?;
        let attributes = notification.message_attributes.unwrap_or_default();
        Ok(Self {
            message,
            message_id: notification.message_id,
            topic_arn: notification.topic_arn,
            subject: notification.subject,
            timestamp: notification.timestamp,
            attributes: attributes
                .into_iter()
                .map(|(name, attribute)| (name, attribute.value))
                .collect(),
        })
    }
}
