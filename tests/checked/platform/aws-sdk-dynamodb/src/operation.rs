/// A request of any operation.
pub struct Request;

impl Request {
    pub fn table_name(self, _: impl Into<String>) -> Self {
        self
    }
    pub fn set_table_name(self, _: Option<String>) -> Self {
        self
    }
    pub fn index_name(self, _: impl Into<String>) -> Self {
        self
    }
    pub fn statement(self, _: impl Into<String>) -> Self {
        self
    }
    pub fn request_items(self, _: impl Into<String>, _: Vec<u8>) -> Self {
        self
    }
    pub fn transact_items(self, _: crate::types::Item) -> Self {
        self
    }
    pub fn into_paginator(self) -> Self {
        self
    }
    pub fn presigned(self) -> String {
        String::new()
    }
    pub fn send(self) {}
}

pub mod delete_item {
    pub mod builders {
        /// An input without a client.
        #[derive(Default)]
        pub struct DeleteItemInputBuilder;

        impl DeleteItemInputBuilder {
            pub fn table_name(self, _: impl Into<String>) -> Self {
                self
            }
            pub fn send_with(self, _: &crate::Client) {}
        }
    }

    /// The input.
    pub struct DeleteItemInput;

    impl DeleteItemInput {
        pub fn builder() -> builders::DeleteItemInputBuilder {
            builders::DeleteItemInputBuilder
        }
    }
}
