//! A claim that a handler runs under.

use std::sync::Arc;

use serde_json::value::RawValue;

use super::lazy::AnyStore;
use super::{Record, refusal, reply};
use crate::error::Error;
use crate::handler::input::HandlerInput;
use crate::handler::reply::Reply;
use crate::platform::threads::Boxed;

/// What is to be done when a handler does not come to its end: it panicked, or the guard dropped it. A trait object, so that a
/// function without `#[idempotent]` links none of it.
pub(crate) trait Abandon: Send + Sync {
    /// Makes the key free again, or keeps the state with which another invocation goes on; in the time that the guard has left.
    fn abandon<'a>(
        &'a self,
        incoming: &'a HandlerInput<'a>,
        goes_on_from: Option<Box<RawValue>>,
    ) -> Boxed<'a, ()>;
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
    fn abandon<'a>(
        &'a self,
        incoming: &'a HandlerInput<'a>,
        goes_on_from: Option<Box<RawValue>>,
    ) -> Boxed<'a, ()> {
        Box::pin(async move {
            let reply = goes_on_from.map(Reply::Continue);
            let settled = self.settle(reply.as_ref());
            let hard_timeout = incoming.deadline.hard_timeout_at().into();
            let error = match tokio::time::timeout_at(hard_timeout, settled).await {
                Ok(Ok(())) => return,
                Ok(Err(error)) => error.to_string(),
                Err(_) => "no answer before the deadline".to_owned(),
            };
            let message = format!("the key stays in progress until the deadline: {error}");
            incoming.log_error(refusal::STORE_FAILED, &message);
        })
    }
}
