//! A handler behind its claim.

use std::fmt::Write;
use std::sync::Arc;
use std::time::Duration;

use sha2::{Digest, Sha256};

use super::claimed::Claimed;
use super::lazy::StoreModule;
use super::{Claim, KeySource, Record, refusal, reply};
use crate::gateway::StepSide;
use crate::guard::watchdog::Doing;
use crate::handler::endpoint::{Call, Handler};
use crate::handler::extract::Rejection;
use crate::handler::input::HandlerInput;
use crate::handler::reply::{Refusal, Reply};
use crate::lazy::AnyModule;

/// A handler that runs once for each key.
pub struct Idempotent {
    handler: &'static dyn Handler,
    /// Its path, which keeps its keys apart from those of other handlers in the same store.
    path: &'static str,
    key: &'static dyn KeySource,
    store: StoreModule,
    ttl_ms: u64,
}

/// Puts a claim before a handler.
pub const fn idempotent(
    handler: &'static dyn Handler,
    path: &'static str,
    key: &'static dyn KeySource,
    store: StoreModule,
    ttl_ms: u64,
) -> Idempotent {
    Idempotent {
        handler,
        path,
        key,
        store,
        ttl_ms,
    }
}

/// Fails to compile when the reply is one that cannot be kept.
///
/// # Panics
///
/// While the function is compiled.
#[track_caller]
pub const fn reply_can_be_kept(streams: bool) {
    assert!(
        !streams,
        "a reply that streams cannot be kept for duplicates\nhelp: return a `Body`, or take `#[idempotent]` off\nnote: a duplicate is answered with the reply that was kept; of a stream nothing is left when it has been sent"
    );
}

impl Handler for Idempotent {
    fn call<'a>(&'a self, incoming: &'a HandlerInput<'a>) -> Call<'a> {
        Box::pin(async move {
            let claimed = match self.claim(incoming).await.map_err(Refusal::Rejected)? {
                Claiming::Granted(claimed) => claimed,
                Claiming::Answered(reply) => return Ok(reply),
            };
            let outcome = self.handler.call(incoming).await;
            let settled = claimed.settle(outcome.as_ref().ok()).await;
            if let Err(error) = settled {
                // What has happened has happened, and its reply is right.
                let message = format!("after the handler of `{}`: {error}", claimed.record.id);
                incoming.log_error(refusal::STORE_FAILED, &message);
            }
            outcome
        })
    }

    fn modules(&self, see: &mut dyn FnMut(&'static dyn AnyModule)) {
        self.handler.modules(see);
        see(self.store.module);
    }

    fn steps(&self) -> Option<&'static dyn StepSide> {
        self.handler.steps()
    }
}

/// What came of claiming a key.
enum Claiming {
    Granted(Arc<Claimed>),
    /// It was handled before.
    Answered(Reply),
}

impl Idempotent {
    async fn claim(&self, incoming: &HandlerInput<'_>) -> Result<Claiming, Rejection> {
        let record = self.record(incoming)?;
        incoming.enter(Doing::Starting(self.store.module.name()));
        let store = (self.store.get)()
            .await
            .map_err(|error| Rejection::init_failed(error.into()))?;
        incoming.enter(Doing::Extraction);
        let claimed = Arc::new(Claimed { store, record });
        // Before the claim, which may be in the store although its answer never comes.
        let _ = incoming.claimed.set(Box::new(Arc::clone(&claimed)));
        let answer = claimed.store.claim(&claimed.record).await;
        match answer.map_err(|error| refusal::store_failed(&error))? {
            Claim::Granted => Ok(Claiming::Granted(claimed)),
            Claim::InProgress { payload_hash } | Claim::Complete { payload_hash, .. }
                if payload_hash != claimed.record.payload_hash =>
            {
                Err(refusal::payload_changed())
            }
            Claim::InProgress { .. } => Err(refusal::in_progress()),
            Claim::Complete { reply, .. } => reply::read(&reply)
                .map(Claiming::Answered)
                .map_err(|error| refusal::store_failed(&error.into())),
        }
    }

    fn record(&self, incoming: &HandlerInput<'_>) -> Result<Record, Rejection> {
        let key = self.key.key(incoming)?;
        let payload_hash = payload_hash(incoming)?;
        let mut id = format!("{}#{key}", self.path);
        if self.steps().is_some() {
            // Each step is one of its own.
            id.push('#');
            id.push_str(&payload_hash);
        }
        Ok(Record::now(
            id,
            &incoming.context.request_id,
            payload_hash,
            incoming.deadline.remaining(),
            Duration::from_millis(self.ttl_ms),
        ))
    }
}

/// What makes two events of one key the same: the bytes of the payload, and of a request its path and query too. A client
/// that retries sends the same bytes; one that writes its JSON in another way has not sent the same.
fn payload_hash(incoming: &HandlerInput<'_>) -> Result<String, Rejection> {
    let mut hash = Sha256::new();
    if let Some(request) = incoming.request {
        hash.update(request.path.as_bytes());
        request.query.each(|name, value| {
            for part in ["\n", &*name, "=", &*value] {
                hash.update(part.as_bytes());
            }
        });
        hash.update(b"\n\n");
        if let Some(Ok(body)) = request.body() {
            hash.update(&body);
        }
    } else if let Some(record) = incoming.record {
        hash.update(record.payload()?.as_bytes());
    } else {
        hash.update(incoming.payload.as_bytes());
    }
    let mut digits = String::with_capacity(64);
    for byte in hash.finalize() {
        // Writing into a string does not fail.
        let _ = write!(digits, "{byte:02x}");
    }
    Ok(digits)
}
