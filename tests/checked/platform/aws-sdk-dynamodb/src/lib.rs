//! The part of the AWS SDK's crate that the checked crates use, at the same paths.

pub mod client;
pub mod operation;
pub mod types;
pub mod waiters {
    pub mod table_exists;
}

pub use client::Client;
