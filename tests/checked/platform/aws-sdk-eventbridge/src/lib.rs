//! The part of the AWS SDK's crate that the checked crates use, at the same paths.

/// A client.
#[derive(Clone, Default)]
pub struct Client;

/// A request.
pub struct Request;

impl Client {
    pub fn put_events(&self) -> Request {
        Request
    }
}

impl Request {
    pub fn entries(self, _: types::PutEventsRequestEntry) -> Self {
        self
    }
    pub fn send(self) {}
}

pub mod types {
    /// An event.
    pub struct PutEventsRequestEntry;

    impl PutEventsRequestEntry {
        pub fn builder() -> Self {
            Self
        }
        pub fn event_bus_name(self, _: impl Into<String>) -> Self {
            self
        }
        pub fn source(self, _: impl Into<String>) -> Self {
            self
        }
        pub fn build(self) -> Self {
            self
        }
    }
}
