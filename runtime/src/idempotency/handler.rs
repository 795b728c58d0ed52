//! A handler that runs only if it can claim the event's key.

use std::fmt::Write;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::{Arc, OnceLock};
use std::task::Poll;
use std::time::{Duration, Instant};

use http::StatusCode;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use super::canonical::canonical;
use super::key::KeySource;
use super::record::{Claim, OutcomeUnknown, Record};
use super::reply;
use super::store::{AnyStore, StoreModule};
use crate::error::Error;
use crate::guard::guarded::panic_message;
use crate::guard::interruption::Phase;
use crate::handler::endpoint::{Call, Handler};
use crate::handler::extract::Rejection;
use crate::handler::input::{Abandon, HandlerInput};
use crate::handler::reply::{Problem, Refusal, Reply};
use crate::lazy::AnyModule;
use crate::platform::threads::Boxed;

/// A handler that runs once for each key.
pub struct Idempotent {
    handler: &'static dyn Handler,
    /// The handler's path, which keeps its keys apart from those of other handlers in the same store.
    path: &'static str,
    key: &'static dyn KeySource,
    store: StoreModule,
    ttl_ms: u64,
    unknown: OutcomeUnknown,
}

/// Wraps a handler, so that it runs once for each key.
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
        unknown: OutcomeUnknown::Refuse,
    }
}

impl Idempotent {
    /// Runs the handler again if a claim ended without a known outcome.
    #[must_use]
    pub const fn run_again(mut self) -> Self {
        self.unknown = OutcomeUnknown::RunAgain;
        self
    }
}

/// Checks that the reply can be stored.
///
/// # Panics
///
/// At compile time, if it cannot.
#[track_caller]
pub const fn reply_can_be_kept(streams: bool) {
    assert!(
        !streams,
        "a streamed reply cannot be stored for duplicates\nhelp: return a `Body`, or remove `#[idempotent]`\nnote: a duplicate gets the stored reply, but nothing is left of a stream once it has been sent"
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
            let kept = outcome
                .as_ref()
                .ok()
                .filter(|reply| !reply::is_failure(reply));
            // Before the store is asked: nothing may release the key of a handler that has succeeded.
            let kept = claimed.outcome.get_or_init(|| kept.map(reply::written));
            // Before the guard, which would discard the reply.
            let until = part_of_time(incoming.deadline.guard_at());
            if let Err(error) = claimed.settle(kept.as_deref(), until).await {
                // The handler has done its work, so its reply is still correct.
                let message = format!(
                    "after the handler of `{}`, whose key stays in progress: {error}",
                    claimed.record.id
                );
                incoming.log_error(STORE_FAILED, &message);
            }
            outcome
        })
    }

    fn modules(&self, see: &mut dyn FnMut(&'static dyn AnyModule)) {
        self.handler.modules(see);
        see(self.store.module);
    }

    fn continues(&self) -> bool {
        self.handler.continues()
    }
}

/// The result of a claim.
enum Claiming {
    Granted(Arc<Claimed>),
    /// The event was handled before, with this reply.
    Answered(Reply),
}

impl Idempotent {
    async fn claim(&self, incoming: &HandlerInput<'_>) -> Result<Claiming, Rejection> {
        let record = self.record(incoming)?;
        incoming.enter(Phase::StartingModule(self.store.module.name()));
        let store = (self.store.get)()
            .await
            .map_err(|error| Rejection::init_failed(error.into()))?;
        incoming.enter(Phase::Extraction);
        let claimed = Arc::new(Claimed {
            store,
            record,
            outcome: OnceLock::new(),
        });
        // Before the claim, which may be in the store even if its reply never arrives.
        let _ = incoming.claimed.set(Box::new(Arc::clone(&claimed)));
        let answer = match caught(claimed.store.claim(&claimed.record)).await {
            Ok(answer) => answer,
            Err(error) => {
                // The record may be in the store nevertheless, and the handler has not run. If this fails too, the key stays in progress.
                let until = part_of_time(incoming.deadline.guard_at());
                let _ = claimed.settle(None, until).await;
                return Err(store_failed(&error));
            }
        };
        match answer {
            Claim::Granted => Ok(Claiming::Granted(claimed)),
            Claim::InProgress { payload_hash }
            | Claim::OutcomeUnknown { payload_hash }
            | Claim::Complete { payload_hash, .. }
                if payload_hash != claimed.record.payload_hash =>
            {
                Err(payload_changed())
            }
            Claim::InProgress { .. } => Err(in_progress()),
            Claim::OutcomeUnknown { .. } => Err(outcome_unknown()),
            Claim::Complete { reply, .. } => reply::read(&reply)
                .map(Claiming::Answered)
                .map_err(|error| store_failed(&error.into())),
        }
    }

    fn record(&self, incoming: &HandlerInput<'_>) -> Result<Record, Rejection> {
        let key = self.key.key(incoming)?;
        let payload_hash = payload_hash(incoming)?;
        let mut id = format!("{}#{key}", self.path);
        if self.continues() {
            // Each step has its own record.
            id.push('#');
            id.push_str(&payload_hash);
        }
        Ok(Record::now(
            id,
            &incoming.context.request_id,
            payload_hash,
            incoming.deadline.remaining(),
            Duration::from_millis(self.ttl_ms),
            self.unknown,
        ))
    }
}

/// Two events with one key are the same if their payloads have the same JSON value, and for a request also its path and query.
///
/// A retry does not always send the same bytes: clients that serialise a map again, and services that copy JSON, change the order of
/// members and the white space.
fn payload_hash(incoming: &HandlerInput<'_>) -> Result<String, Rejection> {
    let mut hash = Sha256::new();
    if let Some(request) = incoming.request {
        part(&mut hash, request.path.as_bytes());
        let mut query = Vec::new();
        request
            .query
            .each(|name, value| query.push((name.into_owned(), value.into_owned())));
        // Stable: the values of one name keep their order.
        query.sort_by(|left, right| left.0.cmp(&right.0));
        for text in query.iter().flat_map(|(name, value)| [name, value]) {
            part(&mut hash, text.as_bytes());
        }
        if let Some(Ok(body)) = request.body() {
            payload(&mut hash, &body);
        }
    } else if let Some(record) = incoming.record {
        // It need not be text.
        let content = record.content()?;
        payload(&mut hash, content.as_deref().unwrap_or(b"null"));
    } else {
        // The notification around a message has an id and a time of its own, which differ if the sender sends it again.
        let message = incoming.message.map(str::as_bytes);
        let sent = incoming.sent.or(message);
        payload(&mut hash, sent.unwrap_or(incoming.payload.as_bytes()));
    }
    let mut digits = String::with_capacity(64);
    for byte in hash.finalize() {
        // Writing into a string does not fail.
        let _ = write!(digits, "{byte:02x}");
    }
    Ok(digits)
}

/// Hashes a text with its length, so that it cannot be mistaken for two.
fn part(hash: &mut Sha256, text: &[u8]) {
    hash.update((text.len() as u64).to_le_bytes());
    hash.update(text);
}

/// Hashes the canonical form of JSON, and the bytes of anything else.
fn payload(hash: &mut Sha256, payload: &[u8]) {
    match canonical(payload) {
        Some(form) => hash.update(form),
        None => hash.update(payload),
    }
}

/// A claim that a handler runs under: its record, and the store.
struct Claimed {
    store: Arc<dyn AnyStore>,
    record: Record,
    /// Set when the handler has ended: the reply to store, or `None` if it failed.
    outcome: OnceLock<Option<String>>,
}

impl Claimed {
    /// Stores a reply, or releases the key without one.
    async fn settle(&self, reply: Option<&str>, until: Instant) -> Result<(), Error> {
        let settling = caught(async {
            match reply {
                Some(reply) => self.store.complete(&self.record, reply).await,
                None => self.store.release(&self.record).await,
            }
        });
        let settled = tokio::time::timeout_at(until.into(), settling).await;
        settled.unwrap_or_else(|_| Err(Error::msg("the store did not reply in time")))
    }
}

/// Returns the moment until which a store may take: the rest of the time is for the reply.
fn part_of_time(end: Instant) -> Instant {
    let now = Instant::now();
    now + end.saturating_duration_since(now) / 4 * 3
}

/// Awaits a reply of the store, which is the user's code and may panic.
async fn caught<T>(reply: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let mut reply = pin!(reply);
    poll_fn(|context| {
        let polled = catch_unwind(AssertUnwindSafe(|| reply.as_mut().poll(context)));
        polled.unwrap_or_else(|panic| {
            let message = panic_message(&*panic);
            Poll::Ready(Err(Error::msg(format_args!(
                "the store panicked: {message}"
            ))))
        })
    })
    .await
}

impl Abandon for Arc<Claimed> {
    fn abandon<'a>(
        &'a self,
        incoming: &'a HandlerInput<'a>,
        goes_on_from: Option<Box<RawValue>>,
    ) -> Boxed<'a, ()> {
        Box::pin(async move {
            let checkpoint = || goes_on_from.map(|state| reply::written(&Reply::Continue(state)));
            let reply = self.outcome.get_or_init(checkpoint);
            // The watchdog would answer for a store that takes longer, and restart the process.
            let until = part_of_time(incoming.deadline.hard_timeout_at());
            if let Err(error) = self.settle(reply.as_deref(), until).await {
                let message = format!("the key stays in progress: {error}");
                incoming.log_error(STORE_FAILED, &message);
            }
        })
    }
}

/// The type of the error that is logged when the store fails.
const STORE_FAILED: &str = "IdempotencyStoreFailed";

fn in_progress() -> Rejection {
    let detail = "an event with the same key is being handled; retry to get its reply";
    Rejection::new(StatusCode::CONFLICT, "IdempotencyInProgress", detail)
}

fn outcome_unknown() -> Rejection {
    let detail = "an earlier event with the same key ended without a known outcome: check its effect, and delete its record to handle \
                  the event again";
    Rejection::new(StatusCode::CONFLICT, "IdempotencyOutcomeUnknown", detail)
}

fn payload_changed() -> Rejection {
    let detail = "the key was used before with another payload";
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Rejection::new(status, "IdempotencyPayloadChanged", detail)
}

/// The reason goes to the log only, because it may name tables and accounts.
fn store_failed(error: &Error) -> Rejection {
    let error = Error::with_type(STORE_FAILED, error);
    Rejection::of(Problem::new(StatusCode::SERVICE_UNAVAILABLE).logged_error(error))
}
