//! Gatewright builds your Lambda function's gateway at compile time.
//!
//! # Triggers
//!
//! A handler of a route does not know through which trigger a request came, and its reply goes out in that trigger's shape. What a trigger has
//! lost before the function sees the request, nobody can bring back:
//!
//! | trigger | what is lost |
//! |---|---|
//! | API Gateway HTTP API, format 2.0 | the path is decoded: a `%2F` in a segment has become a slash. The values of a repeated header are joined with commas |
//! | Lambda function URL | the values of a repeated header are joined with commas |
//! | API Gateway REST API, and format 1.0 of an HTTP API | the query as it was sent: its names and values are decoded |
//! | Application Load Balancer | without multi-value headers, all but the last value of a repeated header or query parameter |
//! | VPC Lattice | with version 1 of its event, all but the last value of a repeated query parameter, and repeated headers are joined |
//!
//! A stage in the path is not part of it for routes; the base path of a custom domain is. Where a reply has one text for each
//! header (a load balancer without multi-value headers, VPC Lattice), several cookies go out under several spellings of `set-cookie`.
//!
//! ```
//! use gatewright::prelude::*;
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Deserialize)]
//! struct Greeting {
//!     name: String,
//! }
//!
//! #[derive(Serialize)]
//! struct Reply {
//!     message: String,
//! }
//!
//! #[lambda_handler(timeout = "5s", memory = 256)]
//! async fn hello(greeting: Greeting) -> Result<Reply, Error> {
//!     Ok(Reply { message: format!("Hello, {}!", greeting.name) })
//! }
//! ```
//!
//! That is a whole function. [`lambda_handler`] keeps `hello` as it is, so that a test can call it, and makes the constant
//! `HELLO` of type [`Gateway`], and `fn main`. Several handlers stand in a [`dispatch`] module, each under the attribute that
//! says what it answers: [`get`], [`post`] and the other methods, [`operation`] for direct invocations. What is heavy stands in a
//! [`lazy_module`].
//!
//! # Where things are
//!
//! | to | see |
//! |---|---|
//! | declare functions, routes, operations, lazy modules | [`lambda_handler`], [`dispatch`], [`operation`], [`get`], [`lazy_module`] |
//! | take parameters | [`Extract`]: [`Path`], [`Query`], [`Json`], [`Headers`], [`Deadline`], [`Invocation`] |
//! | reply over HTTP | [`IntoResponse`], [`Problem`](struct@Problem), [`IntoProblem`] |
//! | send a response while it is made | [`StreamBody`] |
//! | have other functions' loops interrupted too | [`guarded`], [`guard`](macro@guard) |
//! | reply to an operation | [`OperationReply`], [`Error`] |
//! | do work that is longer than an invocation | [`Progress`], [`Checkpoint`] |
//! | wait for many things at once | [`gather()`] |
//! | serve many invocations in one environment | [`lambda_handler`], [concurrent mode](#concurrent-mode) |
//! | do something at the end | [`on_shutdown`] |
//! | handle an event once, however often it arrives | [`macro@idempotent`], [`idempotency`] |
//! | read parameters and secrets | `parameters`, `secrets` (features of the same names) |
//! | test without a process | [`testing`] |
//! | read what a function answers | [`Manifest`] |
//!
//! # Errors
//!
//! An invocation never ends the process. Over HTTP every failure is a problem document: 400 for input that is malformed,
//! missing or of another type, 404 and 405 for paths and methods without a route, 413 over 6 MB, 415 for a body that is not
//! JSON, 500 for a panic or an unforeseen error (without detail; the log has it), 503 when a lazy module could not start, 504
//! when the guard had to answer. Otherwise it is a function error whose `errorType` is the last segment of the error's type, or one of
//! `UnknownOperation`, `UnknownEvent`, `InvalidPayload`, `InitFailed`, `HandlerPanicked`, `ResponseTooLarge`, `DeadlineExceeded`,
//! `BatchFailed`; those of continuations are told with [`Progress`], those of keys with [`idempotency`].
//!
#![doc = include_str!("time.md")]
//!
#![doc = include_str!("faults.md")]
//!
#![doc = include_str!("concurrent.md")]
//!
//! # Running
//!
//! In Lambda the binary is the `bootstrap`. Elsewhere a debug build is a local Lambda around itself (the feature `local`, on by default;
//! release builds link nothing of it); a release build says what it is and ends with 2. The profile for release builds must say
//! `panic = "unwind"`, or a panic ends the execution environment.

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
mod continuation;
mod engine;
mod error;
mod event;
mod gateway;
mod gather;
mod guard;
mod handler;
pub mod idempotency;
mod lazy;
mod platform;
pub mod prelude;
mod table;
pub mod testing;

pub use bytes::Bytes;
pub use continuation::{Checkpoint, Progress};
pub use engine::run;
pub use error::{Error, FunctionError};
pub use event::payload;
pub use gateway::Gateway;
pub use gateway::manifest::Manifest;
pub use gateway::stream::{BodyWriter, StreamBody};
pub use gatewright_macros::{
    PathParams, Problem, any, delete, dispatch, exempt, get, guard, guarded, head, idempotent,
    lambda_handler, lazy_module, on_shutdown, operation, options, patch, post, put,
};
pub use gather::{Gather, GatherUntil, Gathered, OrFirstError, gather};
pub use guard::deadline::{Deadline, DeadlineExceeded};
pub use handler::extract::{
    Batch, Body, Cookies, Event, Extract, ExtractHttp, FromRequest, Headers, Message, Path,
    PathParams, Query, Rejection, Request, Text,
};
pub use handler::invocation::Invocation;
pub use handler::reply::{
    Failures, IntoProblem, IntoResponse, Json, OperationError, OperationReply, Problem,
    RecordOutcome, Response, ResponseBody, TransformationOutcome, Transformed,
};
#[doc(no_inline)]
pub use http::StatusCode;
#[cfg(feature = "_aws")]
pub use lazy::aws::Secret;
#[cfg(feature = "parameters")]
pub use lazy::aws::parameters;
#[cfg(feature = "secrets")]
pub use lazy::aws::secrets;
pub use lazy::environment::{EnvironmentError, FromEnvironment};
pub use lazy::{InitError, LazyModule};
pub use table::Interface;

macro_rules! event_source_attributes {
    ($($attribute:ident)*) => {
        pub use gatewright_macros::{$($attribute),*};
    };
}
gatewright_tables::for_each_event_source!(event_source_attributes);
