//! Messages, before and in a queue, and on their way.

use serde_json::{Map, Value};
use std::fmt;
use std::time::Duration;

/// Bytes of a message: 1 MiB (SQS developer guide, "Message quotas").
pub(super) const LARGEST: usize = 1024 * 1024;

/// A message to be sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct NewMessage {
    /// The text.
    pub body: String,
    /// `MessageGroupId`; a FIFO queue asks for one.
    pub group: Option<String>,
    /// `MessageDeduplicationId`.
    pub deduplication: Option<String>,
    /// `MessageAttributes` in the form that a Lambda event has: `{"kind":{"dataType":"String","stringValue":"retail"}}`.
    pub attributes: Map<String, Value>,
}

impl NewMessage {
    /// A message with this text.
    pub fn new(body: impl Into<String>) -> Self {
        Self {
            body: body.into(),
            ..Self::default()
        }
    }

    /// Puts it into a message group.
    #[must_use]
    pub fn group(mut self, group: impl Into<String>) -> Self {
        self.group = Some(group.into());
        self
    }

    /// Sets the id by which a FIFO queue knows that it was sent before.
    #[must_use]
    pub fn deduplication(mut self, id: impl Into<String>) -> Self {
        self.deduplication = Some(id.into());
        self
    }
}

/// A message that a queue has taken.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Message {
    /// `MessageId`: a UUID in form, and the same in every run.
    pub id: String,
    /// The text.
    pub body: String,
    /// `MessageGroupId`.
    pub group: Option<String>,
    /// `MessageDeduplicationId`.
    pub deduplication: Option<String>,
    /// `MessageAttributes`, as in [`NewMessage`].
    pub attributes: Map<String, Value>,
    /// Its place in the order of sending, from 1.
    pub sequence: u64,
    /// When it was sent.
    pub sent: Duration,
    /// When it was first handed out.
    pub first_received: Option<Duration>,
    /// How often it was handed out.
    pub receive_count: u32,
}

/// A message that was handed out, and may be deleted for as long as it is hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The message's place in the order of sending.
    pub sequence: u64,
    /// Which time it was handed out, from 1.
    pub receive_count: u32,
}

/// Why a message was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SendError {
    /// A FIFO queue asks for a message group.
    NoGroup,
    /// A FIFO queue without content-based deduplication asks for a deduplication id.
    NoDeduplication,
    /// It has no text, or more than 1 MiB.
    Size,
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoGroup => "the queue is a FIFO queue: give a MessageGroupId",
            Self::NoDeduplication => {
                "the queue is a FIFO queue without ContentBasedDeduplication: give a MessageDeduplicationId"
            }
            Self::Size => "a message has 1 to 1048576 bytes",
        })
    }
}

impl std::error::Error for SendError {}
