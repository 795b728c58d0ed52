//! Handlers that run once for each key, however often their event arrives.
//!
//! `#[idempotent]` on a handler names the key of an event and the lazy module of the [`Store`]. Before the handler runs, it claims the
//! key in the store. Afterwards its reply is stored under the key. A duplicate gets that reply:
//!
//! | record under the key | result of the event |
//! |---|---|
//! | none, or an expired one | the handler runs |
//! | complete, of the same payload | the stored reply; a record of a batch succeeds |
//! | in progress, of the same payload | `IdempotencyInProgress`, over HTTP 409 |
//! | in progress after the deadline of its invocation | `IdempotencyOutcomeUnknown`, over HTTP 409; with `outcome_unknown = "run_again"` the handler runs |
//! | of another payload | `IdempotencyPayloadChanged`, over HTTP 422 |
//! | unknown, because the store fails | `IdempotencyStoreFailed`, over HTTP 503, before any work is done |
//!
//! An event without a key is rejected: `IdempotencyKeyMissing`, over HTTP 400. A key of more than 1,024 bytes is
//! `IdempotencyKeyTooLong`, over HTTP 400. In a batch each record has its own key, and the errors above are failures of that record.
//!
//! ```
//! use gatewright::prelude::*;
//! use gatewright::testing::{MemoryStore, block_on, invoke};
//! use serde::Deserialize;
//! use serde_json::json;
//!
//! /// A real function would return a `DynamoDbStore`.
//! #[lazy_module]
//! mod payments_done {
//!     use super::*;
//!
//!     pub fn init() -> MemoryStore {
//!         MemoryStore::new()
//!     }
//! }
//!
//! #[derive(Deserialize)]
//! struct Payment {
//!     id: String,
//!     amount: u64,
//! }
//!
//! #[lambda_handler(timeout = "10s", main = false)]
//! #[idempotent(key = "id", ttl = "1h", store = payments_done)]
//! async fn pay(payment: Payment) -> Result<u64, Error> {
//!     Ok(payment.amount)
//! }
//!
//! # fn main() {
//! let event = json!({"id": "p-1", "amount": 5});
//! assert_eq!(block_on(invoke(&PAY, event.clone())), Ok(json!(5)));
//! // The second time the reply comes from the store.
//! assert_eq!(block_on(invoke(&PAY, event)), Ok(json!(5)));
//! # }
//! ```
//!
//! # The same payload
//!
//! Payloads are compared by their JSON values, not by their bytes. The order of members, white space, escapes (`\u0041` and `A`) and the
//! notation of numbers (`1.0` and `1`) do not matter. The order of elements does. Numbers are compared with all their digits, also
//! those that an `f64` cannot hold. Members with the same name keep their order. A body that is not JSON is compared by its bytes.
//!
//! Requests are the same only if their paths and queries are the same too. The order of parameters with different names does not matter.
//!
//! The hash is made from the canonical form of [RFC 8785], but numbers are not rounded to a double.
//!
//! A key that is itself a JSON object or array, such as a field of type `serde_json::Value`, is compared in the same way.
//!
//! [RFC 8785]: https://www.rfc-editor.org/rfc/rfc8785
//!
//! # Stored replies
//!
//! The reply of a handler that succeeds is stored: a value, a status below 400, a record that did not fail. After an error, a panic or a
//! timeout the record is deleted, and the next event with its key is handled.
//!
//! # Unknown outcomes
//!
//! A record stays in progress if the environment is killed, or if the store fails after the handler. Until the deadline of its
//! invocation, duplicates are `IdempotencyInProgress`. After the deadline it is unknown whether the handler completed. By default its
//! duplicates are then refused as `IdempotencyOutcomeUnknown` until the record expires after `ttl`. Alarms on this error lead to the
//! record: check the effect, and delete the record to handle the event again.
//!
//! For a handler whose effect is idempotent in itself, `#[idempotent(…, outcome_unknown = "run_again")]` runs it again instead.
//!
//! A store has three quarters of the time until the guard to take the reply. A store that fails, hangs or panics then costs the
//! record, and not the reply. The key of a handler that has succeeded is never released.
//!
//! # Operations of several steps
//!
//! In an operation that returns [`Progress`](crate::Progress) each step runs once. The payload is part of the key, and in a resumed
//! step it is the state in the token. A token that is sent twice gets the same next state twice, also if the guard ended its step
//! with a checkpoint. If the watchdog had to reply, nothing can be stored, and the outcome of the step is unknown. With `outcome_unknown =
//! "run_again"` the token then repeats its step from the beginning. A payload that changes under its key is another step, and is not rejected.
//!
//! # Limits
//!
//! An environment can be killed between the handler's effect and the record of it. With `outcome_unknown = "run_again"` the handler then
//! runs again, as it does after `ttl`. Only a store that
//! also holds the effect can close that gap. So make the effect itself idempotent: a conditional write under the same key, in one
//! transaction with everything else that it changes. See `examples/ledger`.

mod canonical;
#[cfg(feature = "dynamodb-store")]
mod dynamodb;
mod handler;
mod key;
mod record;
mod reply;
mod store;

#[cfg(feature = "dynamodb-store")]
pub use dynamodb::DynamoDbStore;
#[doc(hidden)]
pub use handler::{Idempotent, idempotent, reply_can_be_kept};
#[doc(hidden)]
pub use key::{
    AnyWithin, HeaderKey, KeySource, Nth, Within, header_key, key_text, payload_key, payload_place,
};
pub use record::{Claim, OutcomeUnknown, Record};
pub use store::Store;
#[doc(hidden)]
pub use store::{Storing, storing};
