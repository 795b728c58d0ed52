//! Messages: to be sent, in a queue, and delivered.

use serde_json::{Map, Value};
use std::fmt;
use std::time::Duration;

/// Bytes of a message.
pub(super) const LARGEST: usize = gatewright_tables::limits::SQS_MESSAGE_BYTES;

/// A message to be sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct NewMessage {
    /// The text.
    pub body: String,
    /// `MessageGroupId`. A FIFO queue requires it.
    pub group: Option<String>,
    /// `MessageDeduplicationId`.
    pub deduplication: Option<String>,
    /// `MessageAttributes` in the form of a Lambda event: `{"kind":{"dataType":"String","stringValue":"retail"}}`.
    pub attributes: Map<String, Value>,
}

impl NewMessage {
    /// Creates a message with this text.
    pub fn new(body: impl Into<String>) -> Self {
        Self {
            body: body.into(),
            ..Self::default()
        }
    }

    /// Sets the message group.
    #[must_use]
    pub fn group(mut self, group: impl Into<String>) -> Self {
        self.group = Some(group.into());
        self
    }

    /// Sets the id by which a FIFO queue recognises duplicates.
    #[must_use]
    pub fn deduplication(mut self, id: impl Into<String>) -> Self {
        self.deduplication = Some(id.into());
        self
    }
}

/// A message in a queue.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Message {
    /// `MessageId`: a UUID that is the same in every run.
    pub id: String,
    /// The text.
    pub body: String,
    /// `MessageGroupId`.
    pub group: Option<String>,
    /// `MessageDeduplicationId`.
    pub deduplication: Option<String>,
    /// `MessageAttributes`, as in [`NewMessage`].
    pub attributes: Map<String, Value>,
    /// The position in the order of sending, from 1.
    pub sequence: u64,
    /// The time of sending.
    pub sent: Duration,
    /// The time of the first delivery.
    pub first_received: Option<Duration>,
    /// The number of deliveries.
    pub receive_count: u32,
}

/// One delivery of a message. The message can be deleted while it is hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The position of the message in the order of sending.
    pub sequence: u64,
    /// The number of this delivery, from 1.
    pub receive_count: u32,
}

/// The reason that a message is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SendError {
    /// A FIFO queue requires a message group.
    NoGroup,
    /// A FIFO queue without content-based deduplication requires a deduplication id.
    NoDeduplication,
    /// The text is empty or larger than 1 MiB.
    Size,
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoGroup => f.write_str("a message to a FIFO queue needs a MessageGroupId"),
            Self::NoDeduplication => f.write_str(
                "a message to a FIFO queue without ContentBasedDeduplication needs a MessageDeduplicationId",
            ),
            Self::Size => write!(f, "a message must have 1 to {LARGEST} bytes"),
        }
    }
}

impl std::error::Error for SendError {}
