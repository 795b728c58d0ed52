//! The part of the AWS SDK's crate that the checked crates use, at the same paths.

/// A client.
#[derive(Clone, Default)]
pub struct Client;

/// A request of any operation.
pub struct Request;

impl Client {
    pub fn get_object(&self) -> Request {
        Request
    }
    pub fn put_object(&self) -> Request {
        Request
    }
    pub fn head_bucket(&self) -> Request {
        Request
    }
    pub fn list_objects_v2(&self) -> Request {
        Request
    }
    pub fn copy_object(&self) -> Request {
        Request
    }
    pub fn list_buckets(&self) -> Request {
        Request
    }
}

impl Request {
    pub fn bucket(self, _: impl Into<String>) -> Self {
        self
    }
    pub fn set_bucket(self, _: Option<String>) -> Self {
        self
    }
    pub fn key(self, _: impl Into<String>) -> Self {
        self
    }
    pub fn copy_source(self, _: impl Into<String>) -> Self {
        self
    }
    pub fn version_id(self, _: impl Into<String>) -> Self {
        self
    }
    pub fn acl(self, _: u8) -> Self {
        self
    }
    pub fn presigned(self) -> String {
        String::new()
    }
    pub fn send(self) {}
}
