//! A claim that a handler runs under.

use std::sync::Arc;

use serde_json::value::RawValue;

use super::lazy::{Answer, AnyStore};
use super::{Record, reply};
use crate::error::Error;
use crate::reply::Reply;

/// What is to be done when a handler does not come to its end: it panicked, or the guard dropped it. A trait object, so that a
/// function without `#[idempotent]` links none of it.
pub(crate) trait Abandon: Send + Sync {
    /// Makes the key free again, or keeps the state with which another invocation goes on.
    fn abandon(&self, goes_on_from: Option<Box<RawValue>>) -> Answer<'_, ()>;
}

/// A record in a store, and the store.
pub(super) struct Claimed {
    pub(super) store: Arc<dyn AnyStore>,
    pub(super) record: Record,
}

impl Claimed {
    /// Keeps what the handler answered; the key of one that failed is made free.
    pub(super) async fn settle(&self, answered: Option<&Reply>) -> Result<(), Error> {
        match answered.filter(|reply| !reply::is_failure(reply)) {
            Some(reply) => {
                let text = reply::written(reply);
                self.store.complete(&self.record, &text).await
            }
            None => self.store.release(&self.record).await,
        }
    }
}

impl Abandon for Arc<Claimed> {
    fn abandon(&self, goes_on_from: Option<Box<RawValue>>) -> Answer<'_, ()> {
        Box::pin(async move {
            let reply = goes_on_from.map(Reply::Continue);
            self.settle(reply.as_ref()).await
        })
    }
}
