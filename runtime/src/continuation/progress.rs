//! The return type of an operation that may need several invocations.

use serde::Serialize;
use serde_json::value::to_raw_value;

use crate::error::Error;
use crate::handler::reply::{OperationReply, Reply};

/// The reply of an operation that may need several invocations: the state for the next step, or the result.
///
/// ```
/// use gatewright::prelude::*;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize)]
/// struct Count {
///     from: u32,
/// }
///
/// #[lambda_handler(timeout = "1m", main = false)]
/// #[dispatch]
/// mod counter {
///     use super::*;
///
///     #[operation]
///     pub async fn count(mut job: Count, deadline: Deadline) -> Progress<Count, u32> {
///         while job.from < 1_000 {
///             if deadline.is_near() {
///                 return Progress::Continue(job);
///             }
///             job.from += 1;
///         }
///         Progress::Done(job.from)
///     }
/// }
/// # fn main() {
/// # let event = serde_json::json!({"operation": "counter.count", "payload": {"from": 998}});
/// # let reply = gatewright::testing::block_on(gatewright::testing::invoke(&counter::GATEWAY, event));
/// # assert_eq!(reply, Ok(serde_json::json!(1000)));
/// # }
/// ```
///
/// The reply of [`Continue`](Self::Continue) is `{"$gatewright":{"continuation":"<token>"}}`. The caller sends the token back as
/// `{"operation":"counter.count","continuation":"<token>"}`. The handler then gets the state as its payload, so the two are one type.
/// A resumed step that returns the state that it began with has made no progress. It fails with an error of type `NoProgress`,
/// because a caller that keeps resuming would never finish.
///
/// # Tokens
///
/// A token names the function, the operation and its schema, `#[operation(schema = N)]` (1 by default). It expires after one hour.
/// Change the `schema` when the meaning of the state changes; tokens of another schema are rejected.
///
/// Set the environment variable `GATEWRIGHT_TOKEN_KEY` to authenticate tokens with HMAC-SHA-256. The key has at least 32 bytes, and is
/// the same in all versions that resume each other's tokens. Tokens without a signature are then rejected. Without a key, tokens carry
/// a checksum, which detects damage but not forgery: anyone who may invoke the function can then write a state. Tokens are not
/// encrypted: anyone who sees one can read the state.
///
/// | `errorType` | the token |
/// |---|---|
/// | `ContinuationMalformed` | does not have this format, or is damaged (without a key) |
/// | `ContinuationTampered` | was not signed with this key |
/// | `ContinuationUnsigned` | is not signed, but there is a key |
/// | `ContinuationKeyMissing` | is signed, but there is no key |
/// | `ContinuationForeign` | was made by another function or operation |
/// | `ContinuationOutdated` | has another schema |
/// | `ContinuationExpired` | is older than one hour |
/// | `ContinuationTooLarge` | has, or would have, over 262,144 bytes (256 KB, the smallest limit of the services that send events) |
/// | `TokenKeyInvalid` | cannot be made or read: the key is not UTF-8, or has fewer than 32 bytes |
///
/// A token that is sent twice runs its step twice. With `#[idempotent]` beside `#[operation]` each step runs once (see
/// [`idempotency`](crate::idempotency)). Without it, a step must be safe to repeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress<S, T> {
    /// There is more to do, from this state.
    Continue(S),
    /// The work is done, and this is the reply.
    Done(T),
}

impl<S: Serialize, T: Serialize> OperationReply for Progress<S, T> {
    const CONTINUES: bool = true;

    fn into_reply(self) -> Result<Reply, Error> {
        match self {
            Self::Done(reply) => reply.into_reply(),
            Self::Continue(state) => match to_raw_value(&state) {
                Ok(state) => Ok(Reply::Continue(state)),
                Err(error) => Err(Error::with_type(
                    "SerializationFailed",
                    format_args!("the state of the next step does not serialise: {error}"),
                )),
            },
        }
    }
}
