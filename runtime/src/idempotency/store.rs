//! Where records are kept.

use std::future::Future;
use std::sync::Arc;

use super::{Claim, Record};
use crate::error::Error;

/// Where `#[idempotent]` keeps what it knows of each key. It stands behind a lazy module.
///
/// With the feature `dynamodb-store` there is one in a table of DynamoDB, `DynamoDbStore`; for tests there is
/// [`MemoryStore`](crate::testing::MemoryStore). For others, each method is one conditional write, and each may arrive twice: a
/// client that hears no answer sends its request again.
///
/// An `async fn` in the implementation is right as long as its future is `Send`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no store for `#[idempotent]`",
    label = "the value of this lazy module does not implement `gatewright::idempotency::Store`",
    note = "let its `init` make a `gatewright::idempotency::DynamoDbStore` (feature `dynamodb-store`), in a test a `gatewright::testing::MemoryStore`",
    note = "or implement `gatewright::idempotency::Store` for the type"
)]
pub trait Store: Send + Sync + 'static {
    /// Puts `record`, in progress, and answers [`Claim::Granted`], if under its `id` there is
    ///
    /// - nothing,
    /// - a record that is over: `expires_at` is not after `claimed_at_ms`,
    /// - one in progress whose `in_progress_until_ms` is not after `claimed_at_ms`, or
    /// - one of the same `owner`: this very claim, sent again.
    ///
    /// Otherwise it changes nothing and answers what is there. Both in one step, whoever else claims at the same time.
    fn claim(&self, record: &Record) -> impl Future<Output = Result<Claim, Error>> + Send;

    /// Marks the record of this `id` and `owner` as complete, and keeps `reply`, a text of any length, with it. An error if it has another owner by now.
    fn complete(
        &self,
        record: &Record,
        reply: &str,
    ) -> impl Future<Output = Result<(), Error>> + Send;

    /// Deletes the record of this `id` and `owner` if it is in progress; otherwise changes nothing, which is no error.
    fn release(&self, record: &Record) -> impl Future<Output = Result<(), Error>> + Send;
}

impl<S: Store> Store for Arc<S> {
    fn claim(&self, record: &Record) -> impl Future<Output = Result<Claim, Error>> + Send {
        S::claim(self, record)
    }

    fn complete(
        &self,
        record: &Record,
        reply: &str,
    ) -> impl Future<Output = Result<(), Error>> + Send {
        S::complete(self, record, reply)
    }

    fn release(&self, record: &Record) -> impl Future<Output = Result<(), Error>> + Send {
        S::release(self, record)
    }
}
