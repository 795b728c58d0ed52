//! Handlers that run once for each key, however often their event arrives.
//!
//! `#[idempotent]` on a handler says where the key of an event is and which lazy module is the [`Store`]. Before the handler runs,
//! its key is claimed there; afterwards its reply is kept there. What arrives again gets that reply:
//!
//! | what the store has under the key | what becomes of the event |
//! |---|---|
//! | nothing, or a record that is over | it is handled |
//! | a complete record of the same payload | the reply that is stored; a record of a batch counts as done |
//! | a record in progress of the same payload | `IdempotencyInProgress`, over HTTP 409 |
//! | a record of another payload | `IdempotencyPayloadChanged`, over HTTP 422 |
//! | the store does not answer | `IdempotencyStoreFailed`, over HTTP 503, before any work is done |
//!
//! An event without a key is refused: `IdempotencyKeyMissing`, over HTTP 400. In a batch each record is by itself, and the errors
//! above are failures of that record.
//!
//! # What is kept
//!
//! A handler that succeeds: a reply, a status below 400, a record that did not fail. After an error, a panic or a timeout the record is
//! deleted, and the next event with its key is handled. An environment that is killed cannot delete it; the record then stays
//! in progress until the deadline of the invocation that made it, and is free from then on.
//!
//! # Work of several steps
//!
//! Of an operation that returns [`Progress`](crate::Progress) each step runs once: beside the key it is the payload, which in a resumed step is
//! the state in the token, that tells one step from another. A token that is sent twice gets the same next state twice, and so does one whose
//! step the guard has ended with a checkpoint. Where the watchdog had to answer, nothing can be kept: the token that began that step is
//! free again after the deadline, and does the step again from its beginning. (A payload that changes under its key is then another
//! step, and is not refused.)
//!
//! # What this cannot do
//!
//! Between the handler's effect and the note that it happened an environment can be killed; the handler then runs again. No store
//! but the one that holds the effect can close that gap, so the effect itself has to be one that happens once: a conditional write
//! under the same key, in one transaction with whatever else it changes. `examples/ledger` does so.

mod claimed;
#[cfg(feature = "dynamodb-store")]
mod dynamodb;
mod handler;
mod key;
mod lazy;
mod nth;
mod record;
mod refusal;
mod reply;
mod store;
mod within;

pub(crate) use claimed::Abandon;
#[cfg(feature = "dynamodb-store")]
pub use dynamodb::DynamoDbStore;
#[doc(hidden)]
pub use handler::{Idempotent, idempotent, reply_can_be_kept};
#[doc(hidden)]
pub use key::{HeaderKey, KeySource, header_key, key_text, payload_key};
#[doc(hidden)]
pub use lazy::{StoreModule, store_module};
#[doc(hidden)]
pub use nth::{Nth, payload_place};
pub use record::{Claim, Record};
pub use store::Store;
#[doc(hidden)]
pub use within::{AnyWithin, Within};
