//! What an operation returns that may not be done yet.

use serde::Serialize;
use serde_json::value::to_raw_value;

use crate::error::Error;
use crate::handler::reply::{OperationReply, Reply};

/// The reply of an operation that may take several invocations: the next step's payload, or the result.
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
/// [`Continue`](Self::Continue) goes out as `{"$gatewright":{"continuation":"<token>"}}`. The caller sends the token back as
/// `{"operation":"counter.count","continuation":"<token>"}`, and the handler gets the state as its payload, so the two are one type.
/// A step that was itself resumed and hands on the state that it came with has made no progress: that is an error of type
/// `NoProgress`, because a caller that goes on resuming would never come to an end.
///
/// # Tokens
///
/// A token names the function and the operation, `#[operation(schema = N)]` (1 if not given), and the hour at which it expires. Give
/// the state another `schema` when its meaning changes: tokens of the older one are refused then. With the environment
/// variable `GATEWRIGHT_TOKEN_KEY` (at least 32 bytes, the same in all versions that resume each other's tokens) tokens are
/// authenticated with HMAC-SHA-256, and those without are refused. Without it they carry a checksum, which finds damage and no
/// forgery: whoever may invoke the function may then write a state of his own. The state can be read by whoever sees the token.
///
/// | `errorType` | the token |
/// |---|---|
/// | `ContinuationMalformed` | is no token of this format, or damaged (without a key) |
/// | `ContinuationTampered` | is not what this key has signed |
/// | `ContinuationUnsigned` | is not signed, and there is a key |
/// | `ContinuationKeyMissing` | is signed, and there is no key |
/// | `ContinuationForeign` | was made by another function or operation |
/// | `ContinuationOutdated` | is of another schema |
/// | `ContinuationExpired` | is older than an hour |
/// | `ContinuationTooLarge` | has over 262,144 bytes (256 KB, as much as an event of the smallest service takes), or would have |
/// | `TokenKeyInvalid` | cannot be made or read: the key is no text or has fewer than 32 bytes |
///
/// A token is no ticket: one that is sent twice does the step twice. With `#[idempotent]` beside `#[operation]` each step runs once, as
/// [`idempotency`](crate::idempotency) has it; without a store, what a step does has to be something that can be repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress<S, T> {
    /// There is more to do, from this state on.
    Continue(S),
    /// All is done, and this is the reply.
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
