//! Tests of a gateway, without a process or a network.
//!
//! ```
//! use gatewright::prelude::*;
//! use serde_json::json;
//!
//! #[lambda_handler(main = false)]
//! #[dispatch]
//! mod maths {
//!     #[operation]
//!     async fn double(number: u32) -> u32 {
//!         number * 2
//!     }
//! }
//!
//! let event = json!({"operation": "maths.double", "payload": 21});
//! let reply = gatewright::testing::block_on(gatewright::testing::invoke(&maths::GATEWAY, event));
//! assert_eq!(reply, Ok(json!(42)));
//! ```

mod memory_store;

use std::future::Future;
use std::marker::PhantomData;

use lambda_runtime::Context;
use serde_json::Value;

pub use self::memory_store::MemoryStore;
pub use crate::error::FunctionError;
use crate::gateway::{Gateway, RawInvocation, answer};
use crate::guard::watchdog::Watch;
use crate::lazy::InitError;

/// Does what a function does in the INIT phase: starts the lazy modules with `start = "init"` that handlers of `gateway` take, or
/// that those need. In Lambda an error here is posted to `/init/error`, and the environment ends.
pub async fn init(gateway: &Gateway) -> Result<(), InitError> {
    match gateway.initialise() {
        Some(starting) => starting.await,
        None => Ok(()),
    }
}

/// Sends one event through `gateway`, as Lambda would, and returns its reply; one that streams is collected, whatever its trigger. Needs a tokio
/// runtime around it, such as [`block_on`] or `#[tokio::test]`.
///
/// The invocation has the declared timeout, an empty context and is no cold start.
pub async fn invoke(gateway: &Gateway, event: Value) -> Result<Value, FunctionError> {
    invoke_bytes(gateway, event.to_string().as_bytes()).await
}

/// Like [`invoke`], with the event as bytes, which need not be JSON.
pub async fn invoke_bytes(gateway: &Gateway, event: &[u8]) -> Result<Value, FunctionError> {
    let context = Context::default();
    let watch = Watch::new();
    let arrival = RawInvocation {
        event,
        context: &context,
        cold_start: false,
        watch: &watch,
        invocation_id: None,
        streaming: None,
    };
    // Not `Send`, whatever the feature `concurrent` makes of handlers: those of other functions stay on their thread.
    let stays = PhantomData::<*const ()>;
    let reply = answer(gateway, arrival).await;
    let PhantomData = stays;
    let reply = reply?.reply();
    serde_json::from_str(reply.get())
        .map_err(|error| FunctionError::new("SerializationFailed", error.to_string()))
}

/// Runs a future to its end on a runtime like the one in which functions run.
///
/// # Panics
///
/// If the operating system refuses what a runtime needs, or if called within another runtime.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime
        .expect("the operating system gives a runtime its event queue")
        .block_on(future)
}
