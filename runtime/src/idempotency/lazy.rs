//! The lazy module that a store stands behind, its type forgotten.

use std::future::Future;
use std::ops::Deref;
use std::pin::Pin;
use std::sync::Arc;

use super::{Claim, Record, Store};
use crate::error::Error;
use crate::lazy::{self, AnyModule, InitFuture, LazyModule, Module};

/// An answer of a store that is on its way.
pub(super) type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'a>>;

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

/// The store behind the handle `L`. The bound stands here and nowhere else, so that a module of something else is one error.
pub const fn store_module<L>() -> StoreModule
where
    L: LazyModule + Deref<Target = <L as LazyModule>::Value>,
    <L as LazyModule>::Value: Store,
{
    StoreModule {
        module: &Module::<L>::NEW,
        get: || {
            Box::pin(async {
                let store: Arc<dyn AnyStore> = Arc::new(Behind(lazy::get::<L>().await?));
                Ok(store)
            })
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
