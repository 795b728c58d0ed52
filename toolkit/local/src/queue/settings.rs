//! What a queue is created with.

use crate::function::{ACCOUNT, region};
use std::time::Duration;

/// How a queue behaves.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Settings {
    /// Its name; a FIFO queue's ends with `.fifo`.
    pub name: String,
    /// How long a message that was handed out stays hidden. Default 30 s, as SQS.
    pub visibility_timeout: Duration,
    /// How often a message is handed out before it is set aside as dead; `None`, as in SQS without a redrive policy, is for ever.
    pub max_receive_count: Option<u32>,
    /// Whether a FIFO message without a deduplication id is known by its body. Default no, as SQS.
    pub content_based_deduplication: bool,
}

impl Settings {
    /// A queue with the defaults of SQS.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            visibility_timeout: Duration::from_secs(30),
            max_receive_count: None,
            content_based_deduplication: false,
        }
    }

    /// Sets how long a message that was handed out stays hidden.
    #[must_use]
    pub fn visibility_timeout(mut self, timeout: Duration) -> Self {
        self.visibility_timeout = timeout;
        self
    }

    /// Sets how often a message is handed out before it is set aside as dead.
    #[must_use]
    pub fn max_receive_count(mut self, count: u32) -> Self {
        self.max_receive_count = Some(count);
        self
    }

    /// Makes a FIFO message without a deduplication id known by its body.
    #[must_use]
    pub fn content_based_deduplication(mut self) -> Self {
        self.content_based_deduplication = true;
        self
    }

    /// Whether it keeps the order of its groups.
    #[expect(
        clippy::case_sensitive_file_extension_comparisons,
        reason = "SQS takes the suffix in lower case only, and it is no file's"
    )]
    pub fn is_fifo(&self) -> bool {
        self.name.ends_with(".fifo")
    }

    /// Its ARN, in the user's region and the account number of AWS's documentation.
    pub fn arn(&self) -> String {
        format!("arn:aws:sqs:{}:{ACCOUNT}:{}", region(), self.name)
    }
}
