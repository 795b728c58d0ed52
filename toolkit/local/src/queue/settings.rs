//! The settings of a queue.

use crate::function::{ACCOUNT, region};
use std::time::Duration;

/// The settings of a queue.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Settings {
    /// The name. That of a FIFO queue ends with `.fifo`.
    pub name: String,
    /// How long a delivered message stays hidden. Default 30 s, as in SQS.
    pub visibility_timeout: Duration,
    /// How often a message is delivered before it becomes a dead letter. `None` has no limit, as in SQS without a redrive policy.
    pub max_receive_count: Option<u32>,
    /// Whether the body of a FIFO message without a deduplication id serves as one. Default false, as in SQS.
    pub content_based_deduplication: bool,
}

impl Settings {
    /// Creates settings with the defaults of SQS.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            visibility_timeout: Duration::from_secs(30),
            max_receive_count: None,
            content_based_deduplication: false,
        }
    }

    /// Sets how long a delivered message stays hidden.
    #[must_use]
    pub fn visibility_timeout(mut self, timeout: Duration) -> Self {
        self.visibility_timeout = timeout;
        self
    }

    /// Sets how often a message is delivered before it becomes a dead letter.
    #[must_use]
    pub fn max_receive_count(mut self, count: u32) -> Self {
        self.max_receive_count = Some(count);
        self
    }

    /// Makes the body of a FIFO message without a deduplication id serve as one.
    #[must_use]
    pub fn content_based_deduplication(mut self) -> Self {
        self.content_based_deduplication = true;
        self
    }

    /// Whether this is a FIFO queue.
    #[expect(
        clippy::case_sensitive_file_extension_comparisons,
        reason = "SQS takes the suffix in lower case only, and it is not a file extension"
    )]
    pub fn is_fifo(&self) -> bool {
        self.name.ends_with(".fifo")
    }

    /// Returns the ARN, with the user's region and the account number of AWS's documentation.
    pub fn arn(&self) -> String {
        format!("arn:aws:sqs:{}:{ACCOUNT}:{}", region(), self.name)
    }
}
