//! The store of records, and the lazy module that makes it.

use std::future::Future;
use std::ops::Deref;
use std::pin::Pin;
use std::sync::Arc;

use super::record::{Claim, Record};
use crate::error::Error;
use crate::lazy::{self, AnyModule, InitFuture, LazyModule, Module};
use crate::table::{DescribedStore, StoreKind};

/// The store in which `#[idempotent]` keeps the record of each key. A lazy module makes it.
///
/// The feature `dynamodb-store` has `DynamoDbStore`, for a DynamoDB table. For tests there is
/// [`MemoryStore`](crate::testing::MemoryStore). In your own implementation each method is one conditional write. Each may arrive twice,
/// because a client without a response retries its request. Methods may be written as `async fn` if their futures are `Send`.
///
/// ```
/// use gatewright::Error;
/// use gatewright::idempotency::{Claim, Record, Store};
/// use gatewright::testing::MemoryStore;
///
/// /// Logs every claim.
/// struct LoggingStore(MemoryStore);
///
/// impl Store for LoggingStore {
///     async fn claim(&self, record: &Record) -> Result<Claim, Error> {
///         println!("claim of {}", record.id);
///         self.0.claim(record).await
///     }
///
///     async fn complete(&self, record: &Record, reply: &str) -> Result<(), Error> {
///         self.0.complete(record, reply).await
///     }
///
///     async fn release(&self, record: &Record) -> Result<(), Error> {
///         self.0.release(record).await
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the store of `#[idempotent]`: it does not implement `Store`",
    label = "the value of this lazy module does not implement `gatewright::idempotency::Store`",
    note = "let its `init` return a `gatewright::idempotency::DynamoDbStore` (feature `dynamodb-store`), or in a test a `gatewright::testing::MemoryStore`",
    note = "or implement `gatewright::idempotency::Store` for the type"
)]
pub trait Store: Send + Sync + 'static {
    /// Stores `record` as in progress and returns [`Claim::Granted`], if there is under its `id`
    ///
    /// - no record,
    /// - an expired record: `expires_at` is not after `claimed_at_ms`,
    /// - a record of the same `owner`: this claim, sent again, or
    /// - with [`OutcomeUnknown::RunAgain`](super::OutcomeUnknown::RunAgain), a record in progress whose `in_progress_until_ms` is not after
    ///   `claimed_at_ms`.
    ///
    /// Otherwise it changes nothing and returns the existing record: [`Claim::InProgress`], [`Claim::OutcomeUnknown`] if its
    /// `in_progress_until_ms` is not after `claimed_at_ms`, or [`Claim::Complete`]. The check and the write are atomic.
    ///
    /// # Errors
    ///
    /// If the store fails.
    fn claim(&self, record: &Record) -> impl Future<Output = Result<Claim, Error>> + Send;

    /// Marks the record of this `id` and `owner` as complete, and stores `reply`, a text of any length, with it.
    ///
    /// # Errors
    ///
    /// If the record has another owner by now, or the store fails.
    fn complete(
        &self,
        record: &Record,
        reply: &str,
    ) -> impl Future<Output = Result<(), Error>> + Send;

    /// Deletes the record of this `id` and `owner` if it is in progress. Otherwise it changes nothing, and that is not an error.
    ///
    /// # Errors
    ///
    /// If the store fails.
    fn release(&self, record: &Record) -> impl Future<Output = Result<(), Error>> + Send;

    /// The type, for the manifest.
    #[doc(hidden)]
    const KIND: StoreKind = StoreKind::Other;
}

impl<S: Store> Store for Arc<S> {
    const KIND: StoreKind = S::KIND;

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

/// A pending reply of a store.
type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'a>>;

/// A store of any type.
pub trait AnyStore: Send + Sync {
    /// [`Store::claim`].
    fn claim<'a>(&'a self, record: &'a Record) -> Answer<'a, Claim>;
    /// [`Store::complete`].
    fn complete<'a>(&'a self, record: &'a Record, reply: &'a str) -> Answer<'a, ()>;
    /// [`Store::release`].
    fn release<'a>(&'a self, record: &'a Record) -> Answer<'a, ()>;
}

/// A lazy module whose value is a store.
#[derive(Clone, Copy)]
pub struct StoreModule {
    pub(super) module: &'static dyn AnyModule,
    pub(super) get: fn() -> InitFuture<Arc<dyn AnyStore>>,
}

/// A lazy module whose value is a store, and its description.
#[derive(Clone, Copy)]
pub struct Storing {
    /// The module.
    pub module: StoreModule,
    /// The description.
    pub described: DescribedStore,
}

/// The store behind the handle `L`. The bound is only here, so a module of another type is one error.
pub const fn storing<L>() -> Storing
where
    L: LazyModule + Deref<Target = <L as LazyModule>::Value>,
    <L as LazyModule>::Value: Store,
{
    Storing {
        module: StoreModule {
            module: &Module::<L>::NEW,
            get: || {
                Box::pin(async {
                    let store: Arc<dyn AnyStore> = Arc::new(Behind(lazy::get::<L>().await?));
                    Ok(store)
                })
            },
        },
        described: DescribedStore {
            module: L::NAME,
            kind: <L::Value as Store>::KIND,
        },
    }
}

/// The handle, which keeps the store alive.
struct Behind<L>(L);

impl<L> AnyStore for Behind<L>
where
    L: Deref + Send + Sync,
    L::Target: Store,
{
    fn claim<'a>(&'a self, record: &'a Record) -> Answer<'a, Claim> {
        Box::pin(self.0.claim(record))
    }

    fn complete<'a>(&'a self, record: &'a Record, reply: &'a str) -> Answer<'a, ()> {
        Box::pin(self.0.complete(record, reply))
    }

    fn release<'a>(&'a self, record: &'a Record) -> Answer<'a, ()> {
        Box::pin(self.0.release(record))
    }
}
