//! Tests a gateway, without a process or a network.
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
mod request;

use std::any::type_name;
use std::future::Future;
use std::marker::PhantomData;

use crate::platform::context::Context;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

pub use self::memory_store::MemoryStore;
pub use self::request::{TestRequest, TestResponse};
pub use crate::error::FunctionError;
use crate::gateway::{Gateway, RawInvocation, answer};
use crate::guard::watchdog::Watch;
use crate::lazy::InitError;
use crate::platform::log;
use crate::table::NOT_SET;

/// Runs the INIT phase: starts the lazy modules with `start = "init"` that handlers of `gateway` take, and those that they need.
///
/// ```
/// use gatewright::prelude::*;
/// use gatewright::testing;
///
/// #[lazy_module(start = "init")]
/// mod prices {
///     pub fn init() -> Vec<u64> {
///         vec![5]
///     }
/// }
///
/// #[lambda_handler(main = false)]
/// async fn price(at: usize, prices: prices::Lazy) -> Option<u64> {
///     prices.get(at).copied()
/// }
///
/// # fn main() {
/// assert!(testing::block_on(testing::init(&PRICE)).is_ok());
/// # }
/// ```
///
/// # Errors
///
/// If a module fails to start. In Lambda that error is posted to `/init/error`, and the environment ends.
pub async fn init(gateway: &Gateway) -> Result<(), InitError> {
    match gateway.initialise() {
        Some(starting) => starting.await,
        None => Ok(()),
    }
}

/// Reads the names of resources that are in environment variables, such as `#[sqs(env = "ORDERS_QUEUE")]`, through `get` instead of the
/// environment of the process.
///
/// Names are read once. Call it before the first event: [`invoke`] reads the remaining names from the process.
///
/// ```
/// use gatewright::prelude::*;
/// use gatewright::testing::{block_on, invoke, read_names};
/// use serde_json::json;
///
/// #[lambda_handler(main = false)]
/// #[sqs(env = "ORDERS_QUEUE")]
/// async fn fulfil(order: u32) -> Result<(), Error> {
///     if order == 0 { Err(Error::msg("empty")) } else { Ok(()) }
/// }
///
/// # fn main() {
/// let url = "https://sqs.eu-west-1.amazonaws.com/123456789012/orders-dev";
/// read_names(&FULFIL, &|name| (name == "ORDERS_QUEUE").then(|| url.to_owned())).unwrap();
/// let event = json!({"Records": [{
///     "messageId": "m-1", "body": "7", "eventSource": "aws:sqs",
///     "eventSourceARN": "arn:aws:sqs:eu-west-1:123456789012:orders-dev",
/// }]});
/// assert_eq!(block_on(invoke(&FULFIL, event)), Ok(json!({"batchItemFailures": []})));
/// # }
/// ```
///
/// # Errors
///
/// The error with which INIT ends: a variable is not set, its value does not name a resource, or two handlers take the same resource.
pub fn read_names(
    gateway: &Gateway,
    get: &dyn Fn(&str) -> Option<String>,
) -> Result<(), FunctionError> {
    gateway.read_names(Some(&|name| get(name).ok_or(NOT_SET)))
}

/// Sends one event through `gateway`, as Lambda would, and returns its reply. A streamed reply is collected, for every trigger.
///
/// The invocation has the declared timeout and an empty context, and is not a cold start. The future needs a Tokio runtime, such as
/// that of [`block_on`] or `#[tokio::test]`.
///
/// ```
/// use gatewright::prelude::*;
/// use gatewright::testing::{block_on, invoke};
/// use serde_json::json;
///
/// #[lambda_handler(main = false)]
/// #[get("/orders/{id}")]
/// async fn order(Path(id): Path<u64>) -> Json<u64> {
///     Json(id)
/// }
///
/// # fn main() {
/// let event = json!({"httpMethod": "GET", "path": "/orders/7"});
/// let reply = block_on(invoke(&ORDER, event)).unwrap();
/// assert_eq!((&reply["statusCode"], &reply["body"]), (&json!(200), &json!("7")));
/// # }
/// ```
///
/// # Errors
///
/// The function error that Lambda would return to the caller.
pub async fn invoke(gateway: &Gateway, event: Value) -> Result<Value, FunctionError> {
    invoke_bytes(gateway, event.to_string().as_bytes()).await
}

/// Serialises an event of any type, sends it as [`invoke`] does, and deserialises the reply.
///
/// A `Value`, which [`invoke`] takes and returns, rounds numbers of more than 64 bits. A reply of type `Box<RawValue>` is returned as it
/// was written.
///
/// ```
/// use gatewright::prelude::*;
/// use gatewright::testing::{block_on, invoke_as};
/// use serde_json::json;
///
/// #[lambda_handler(main = false)]
/// async fn square(number: u64) -> u128 {
///     u128::from(number).pow(2)
/// }
///
/// # fn main() {
/// assert_eq!(block_on(invoke_as(&SQUARE, &u64::MAX)), Ok(340282366920938463426481119284349108225_u128));
/// # }
/// ```
///
/// # Errors
///
/// The function error that Lambda would return to the caller, or the reason why the event does not serialise or the reply is not a `T`.
pub async fn invoke_as<T: DeserializeOwned>(
    gateway: &Gateway,
    event: &(impl Serialize + ?Sized),
) -> Result<T, FunctionError> {
    let event = serde_json::to_vec(event)
        .map_err(|error| FunctionError::new("SerializationFailed", error.to_string()))?;
    let reply = reply_to(gateway, &event).await?;
    serde_json::from_str(reply.get()).map_err(|error| {
        let message = format!(
            "the reply is not a `{}`: {error}; found {reply}",
            type_name::<T>()
        );
        FunctionError::new("SerializationFailed", message)
    })
}

/// Like [`invoke`], but with the event as bytes, which need not be JSON.
///
/// # Errors
///
/// The function error that Lambda would return to the caller.
pub async fn invoke_bytes(gateway: &Gateway, event: &[u8]) -> Result<Value, FunctionError> {
    let reply = reply_to(gateway, event).await?;
    serde_json::from_str(reply.get())
        .map_err(|error| FunctionError::new("SerializationFailed", error.to_string()))
}

async fn reply_to(gateway: &Gateway, event: &[u8]) -> Result<Box<RawValue>, FunctionError> {
    log::capture();
    gateway.read_names(None)?;
    let context = Context::default();
    let watch = Watch::new();
    let invocation = RawInvocation {
        event,
        context: &context,
        cold_start: false,
        watch: &watch,
        recorder: None,
        invocation_id: None,
        streaming: None,
        connection: None,
    };
    // Never `Send`: in single mode handlers stay on their thread, also with the feature `concurrent`.
    let stays = PhantomData::<*const ()>;
    let reply = answer(gateway, &invocation).await;
    let PhantomData = stays;
    let reply =
        reply.inspect_err(|error| log::error(&context, &error.error_type, error.log_message()));
    Ok(reply?.reply())
}

/// Runs a future to completion on a Tokio runtime like that of a function in single mode.
///
/// ```
/// assert_eq!(gatewright::testing::block_on(async { 42 }), 42);
/// ```
///
/// # Panics
///
/// If the runtime cannot be created, or if called within another runtime.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime
        .expect("could not create the Tokio runtime")
        .block_on(future)
}
