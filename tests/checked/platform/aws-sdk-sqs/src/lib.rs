//! The part of the AWS SDK's crate that the checked crates use, at the same paths.

/// A client.
#[derive(Clone, Default)]
pub struct Client;

/// A request of any operation.
pub struct Request;

impl Client {
    pub fn send_message(&self) -> Request {
        Request
    }
    pub fn send_message_batch(&self) -> Request {
        Request
    }
}

impl Request {
    pub fn queue_url(self, _: impl Into<String>) -> Self {
        self
    }
    pub fn send(self) {}
}
