use crate::operation::Request;

/// A client.
#[derive(Clone, Default)]
pub struct Client;

impl Client {
    pub fn new() -> Self {
        Self
    }
    pub fn put_item(&self) -> Request {
        Request
    }
    pub fn get_item(&self) -> Request {
        Request
    }
    pub fn update_item(&self) -> Request {
        Request
    }
    pub fn delete_item(&self) -> Request {
        Request
    }
    pub fn query(&self) -> Request {
        Request
    }
    pub fn scan(&self) -> Request {
        Request
    }
    pub fn batch_write_item(&self) -> Request {
        Request
    }
    pub fn transact_write_items(&self) -> Request {
        Request
    }
    pub fn execute_statement(&self) -> Request {
        Request
    }
    /// No service has this operation.
    pub fn guess_item(&self) -> Request {
        Request
    }
    pub fn describe_table(&self) -> Request {
        Request
    }
}

/// The waiters.
pub trait Waiters {
    fn wait_until_table_exists(&self) -> Request;
}

impl Waiters for Client {
    fn wait_until_table_exists(&self) -> Request {
        crate::waiters::table_exists::request()
    }
}
