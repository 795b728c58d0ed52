//! Gatewright builds your Lambda function's gateway at compile time.
//!
//! Annotate plain async functions. The macros generate the rest of an AWS Lambda function: the routing table, lazy initialisation
//! of expensive values, a timeout guard that answers before Lambda kills the invocation, and `main`. Code that does not work well
//! on Lambda does not compile.
//!
//! # A first function
//!
//! ```
//! use gatewright::prelude::*;
//! use serde::Serialize;
//!
//! #[derive(Serialize)]
//! struct Greeting {
//!     message: String,
//! }
//!
//! #[lambda_handler(timeout = "5s", memory = 256)]
//! #[get("/hello/{name}")]
//! async fn hello(Path(name): Path<String>) -> Json<Greeting> {
//!     let message = format!("Hello, {name}!");
//!     Json(Greeting { message })
//! }
//! ```
//!
//! This is a whole program. [`lambda_handler`] keeps `hello` as it is, so a test can call it. It adds `fn main` and the constant
//! `HELLO` of type [`Gateway`]. In Lambda the binary is the `bootstrap`. Anywhere else a debug build serves itself: `cargo run`,
//! then `curl http://127.0.0.1:9000/hello/Ada`.
//!
//! A function with several handlers is a [`dispatch`] module. Expensive values are initialised on first use in a [`lazy_module`]:
//!
//! ```
//! use gatewright::prelude::*;
//! use std::collections::HashMap;
//!
//! #[lazy_module]
//! mod prices {
//!     use super::*;
//!
//!     pub fn init() -> HashMap<String, u32> {
//!         HashMap::from([("A-100".to_owned(), 4890)])
//!     }
//! }
//!
//! #[lambda_handler(main = false)]
//! #[dispatch]
//! mod shop {
//!     use super::*;
//!
//!     /// `GET /prices/A-100`
//!     #[get("/prices/{sku}")]
//!     pub async fn get_price(Path(sku): Path<String>, prices: prices::Lazy) -> Json<Option<u32>> {
//!         Json(prices.get(&sku).copied())
//!     }
//!
//!     /// `{"operation": "shop.total", "payload": ["A-100", "A-100"]}`
//!     #[operation]
//!     pub async fn total(skus: Vec<String>, prices: prices::Lazy) -> u32 {
//!         skus.iter().filter_map(|sku| prices.get(sku)).sum()
//!     }
//!
//!     /// Messages of the queue `orders`.
//!     #[sqs("orders")]
//!     pub async fn fulfil(order: Message<Vec<String>>) -> Result<(), Error> {
//!         tracing::info!(order = order.id(), lines = order.len(), "order fulfilled");
//!         Ok(())
//!     }
//! }
//!
//! # fn main() {
//! # use gatewright::testing::{block_on, invoke};
//! # let event = serde_json::json!({"operation": "shop.total", "payload": ["A-100", "A-100"]});
//! # assert_eq!(block_on(invoke(&shop::GATEWAY, event)), Ok(serde_json::json!(9780)));
//! # }
//! ```
//!
//! # I want to …
//!
//! | task | items |
//! |---|---|
//! | **Declare a function** | |
//! | make a function of one handler, or of a module | [`lambda_handler`] |
//! | collect several handlers in a module, and merge modules and crates | [`dispatch`], [`Interface`] |
//! | serve a custom domain with a base path | `base_path` of [`dispatch`] |
//! | write `main` myself | [`run`] with a [`Gateway`] |
//! | run on the event loop of AWS's crate, or inside a tower service | `gatewright::lambda_runtime` (feature of the same name) |
//! | **Answer** | |
//! | HTTP requests | [`get`], [`post`], [`put`], [`patch`], [`delete`], [`head`], [`options`], [`any`] |
//! | direct invocations by name | [`operation`] |
//! | records of queues and streams | [`sqs`], [`kinesis`], [`dynamodb`], [`kafka`], [`mq`] |
//! | transform records of Amazon Data Firehose | [`firehose`] |
//! | events of other services | [`sns`], [`s3`], [`eventbridge`], [`schedule`], [`logs`], [`websocket`], [`appsync`], [`cognito`], [`authorizer`] |
//! | any other JSON, and everything that has no handler | [`event`], [`fallback`] |
//! | records from EventBridge Pipes, batches of AppSync, tumbling windows | the same attributes, see [event sources](docs::event_sources) |
//! | a queue, table or topic with another name in each stage | [`env`](docs::event_sources#names-by-stage) of the attribute |
//! | **Around handlers** | |
//! | run code around all routes of a module, or around one | [`middleware`](macro@middleware), with [`Request`] and [`Next`]; see [middleware](docs::middleware) |
//! | use ready-made middleware: request id, access log, bearer tokens, `etag`, compression, … | [`mod@middleware`] |
//! | pass values from middleware to handlers | [`Providing`], [`Provides`], [`Provided`] |
//! | look up what a middleware may take and return | [`MiddlewareFn`], [`MiddlewareReply`] |
//! | answer requests of pages from other origins | [`cors`](macro@cors) |
//! | serve files that are embedded in the function | [`assets` of `dispatch`](docs::assets) |
//! | **Take parameters** | |
//! | parts of a request | [`Path`] ([`PathParams`](macro@PathParams) names several), [`Query`], [`Headers`], [`Cookies`] |
//! | caller, claims, stage and source IP of a request | [`RequestContext`], [`IamCaller`], [`ClientCertificate`] |
//! | one header, typed | [`Header`], of a type that implements [`RequestHeader`]; [`Accept`] selects the form of a response |
//! | a request's body | [`Json`], [`Form`], [`Text`], [`Body`] ([`Bytes`]) |
//! | a form with files | `Multipart`, with its `MultipartField`s (feature `multipart`) |
//! | a body or query that is validated | `Valid` (feature `validate`); see [bodies](docs::bodies#validation) |
//! | a value that middleware provides, by its type | [`Extension`](struct@Extension), with [`derive(Extension)`](macro@Extension) |
//! | a parameter type of my own, such as an authenticated user | [`FromRequest`], which reads a [`RequestRef`] |
//! | a record with its attributes, or all records of an event | [`Message`], [`Batch`] |
//! | a payload that is not JSON, or compressed | [`Message<Text>`](Text), `Message<Body>`, [`payload::Gzip`], [`payload::Logs`], [`payload::JsonString`] |
//! | the window of a stream, with its state | [`Window`] |
//! | a service's event | the types in [`payload`]; [`Event`] for the whole event |
//! | request id, trace id, tenant | [`Invocation`] |
//! | client context and Cognito identity of the caller, the memory and version of the function | [`Invocation`], [`CognitoIdentity`], [`Context`] with its [`Config`] |
//! | look up the types that can be parameters, and the errors of extraction | [`Extract`], [`ExtractHttp`], [`Rejection`] |
//! | **Reply** | |
//! | over HTTP | [`IntoResponse`], [`Json`], [`StatusCode`], [`Response`], [`ResponseBody`], the types of [`http`] |
//! | with a status, headers and a body | [tuples](IntoResponse#tuples), as in axum |
//! | with a redirect, a page, or nothing | [`Redirect`], [`Html`], [`NoContent`] |
//! | with cookies, a file name or caching rules | [`Cookie`], [`SameSite`], [`ContentDisposition`], [`CacheControl`] |
//! | with a streaming response | [`StreamBody`], [`BodyWriter`] |
//! | with 304, 412 or a range of bytes, or without overwriting the change of another client | [`ETag`], [`Preconditions`]; see [caching](docs::assets) |
//! | with an error over HTTP | [`derive(Problem)`](macro@Problem), [`Problem`](struct@Problem), [`IntoProblem`] |
//! | with an error of any type, such as `anyhow::Error` | [`Error`], [`FunctionError`]; see [errors](docs::errors#errors-of-other-crates) |
//! | from an operation | [`OperationReply`], [`OperationError`] |
//! | with the records of a batch that failed | [`Failures`], [`RecordOutcome`] |
//! | to clients of a WebSocket API, also of other connections | `connections` (feature of the same name); see [WebSocket APIs](docs::triggers#websocket-apis) |
//! | with a transformed record of Firehose | [`Transformed`], [`TransformationOutcome`] |
//! | **Keep values between invocations** | |
//! | initialise a client or a table on first use, or in INIT | [`lazy_module`], [`LazyModule`], [`InitError`] |
//! | read environment variables into a struct | `#[lazy_module(env)]`, [`FromEnvironment`], [`EnvironmentError`] |
//! | read Parameter Store and Secrets Manager | `parameters`, `secrets`, `Secret` (features of the same names) |
//! | **Stay within the time** | |
//! | know how much time is left | [`Deadline`], [`DeadlineExceeded`] |
//! | interrupt loops outside of handlers, or exclude a loop | [`guarded`], [`guard`](macro@guard) |
//! | wait for many futures concurrently | [`gather()`], [`Gather`], [`GatherUntil`], [`Gathered`], [`OrFirstError`] |
//! | do work that takes longer than an invocation | [`Progress`], [`Checkpoint`] |
//! | **Operate** | |
//! | handle a duplicate event once | [`idempotent`](macro@idempotent), the stores in [`idempotency`] |
//! | write logs, with the request id on each line | [`tracing`], see [logs](docs::logs) |
//! | continue the trace of an invocation in an outgoing request | [`trace_headers`], see [traces](docs::traces) |
//! | count in CloudWatch, with names that are checked at compile time | [`metric`], see [metrics](docs::metrics) |
//! | know what each invocation took and cost | [`record` and `metrics`](docs::metrics#the-record) of [`lambda_handler`] |
//! | serve many invocations in one environment | [concurrent mode](docs::concurrent) |
//! | run code at shutdown | [`on_shutdown`] |
//! | silence a rule for one item, with a reason | [`exempt`](macro@exempt) |
//! | test without a process | [`testing`] |
//! | list a function's routes, operations, settings and environment variables | [`Manifest`] |
//! | write an OpenAPI document, and find breaking changes | [`docs::openapi`] |
//! | declare architecture, log retention, destinations of failures and so on | [options of `lambda_handler`](macro@lambda_handler#deployment) |
//! | declare what checks the requests to an API | [`authorizer` of `dispatch`](macro@dispatch#authorizers) |
//! | check a timeout, a memory size and the limits of triggers | the options of [`lambda_handler`] |
//! | check the rules in an editor | `cargo gatewright check --message-format=json` |
//! | create a project, or prepare an existing one | `cargo gatewright new`, `cargo gatewright init` |
//! | build the ZIP file for Lambda | `cargo gatewright package` |
//! | import the usual names | [`prelude`] |
//!
//! # Guides
//!
//! [`docs`] has a page for each longer topic: [migration](docs::migration), [migration step by step](docs::migration_steps),
//! [triggers](docs::triggers), [event sources](docs::event_sources), [lazy modules](docs::lazy_modules), [errors](docs::errors),
//! [OpenAPI](docs::openapi), [bodies, headers and responses](docs::bodies), [middleware and CORS](docs::middleware),
//! [assets, caching and compression](docs::assets), [time](docs::time), [continuations](docs::continuations), [concurrent mode and
//! shutdown](docs::concurrent), [testing](docs::testing), [logs](docs::logs), [traces](docs::traces), [metrics](docs::metrics),
//! [faults](docs::faults).
//!
//! # Features
//!
//! | feature | enables | default |
//! |---|---|---|
//! | `tracing` | JSON log lines for the events of [`tracing`](docs::logs). | yes |
//! | `otlp` | [Spans](docs::traces) as OTLP/JSON on standard output. | no |
//! | `brotli` | Brotli beside gzip, in the middleware [`compress`](middleware::compress) and for [assets](docs::assets). | no |
//! | `local` | The local Lambda in debug builds. Release builds link nothing of it. | yes |
//! | `concurrent` | [Concurrent mode](docs::concurrent), for Lambda Managed Instances. | no |
//! | `lambda_runtime` | `gatewright::lambda_runtime`: a gateway as a service for AWS's own event loop. Brings the crate of that name. | no |
//! | `dynamodb-store` | The DynamoDB store of [`idempotent`](macro@idempotent), with a client of your own. | no |
//! | `schema` | [Schemas](docs::openapi#schemas) of parameters and replies in the manifest, from `schemars::JsonSchema`. Release builds link nothing of it. | no |
//! | `multipart` | `gatewright::Multipart`: [forms with files](docs::bodies#multipart). Brings `multer`. | no |
//! | `validate` | `gatewright::Valid`: [bodies and queries that are validated](docs::bodies#validation) with `garde`. | no |
//! | `parameters` | `gatewright::parameters`: values of AWS Systems Manager Parameter Store. Brings an AWS client and TLS. | no |
//! | `connections` | `gatewright::connections`: [messages to the clients](docs::triggers#websocket-apis) of WebSocket APIs. Brings an AWS client and TLS. | no |
//! | `tower` | `gatewright::tower`: layers of `tower` and `tower-http` as [middleware](docs::middleware#layers-of-tower). | no |
//! | `secrets` | `gatewright::secrets`: values of AWS Secrets Manager. Brings an AWS client and TLS. | no |
//!
//! # Release builds
//!
//! The release profile must say `panic = "unwind"`. With `abort`, a panic ends the execution environment. A release build that is
//! not started by Lambda prints an error and exits with 2.

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
mod continuation;
pub mod docs;
mod engine;
mod error;
mod event;
mod gateway;
mod gather;
mod guard;
mod handler;
pub mod idempotency;
mod lazy;
pub mod middleware;
mod platform;
pub mod prelude;
mod table;
pub mod testing;
#[cfg(feature = "tower")]
pub mod tower;

pub use bytes::Bytes;
pub use continuation::{Checkpoint, Progress};
#[cfg(feature = "lambda_runtime")]
pub use engine::lambda_runtime;
pub use engine::run;
pub use error::{Error, FunctionError};
pub use event::payload;
pub use gateway::Gateway;
pub use gateway::manifest::Manifest;
pub use gatewright_macros::{
    Extension, PathParams, Problem, any, cors, delete, dispatch, exempt, get, guard, guarded, head,
    idempotent, lambda_handler, lazy_module, metric, middleware, on_shutdown, operation, options,
    patch, post, put,
};
pub use gather::{Gather, GatherUntil, Gathered, OrFirstError, gather};
pub use guard::deadline::{Deadline, DeadlineExceeded};
pub use handler::conditional::{ETag, Preconditions};
#[cfg(feature = "validate")]
pub use handler::extract::Valid;
pub use handler::extract::{
    Accept, Batch, Body, ClientCertificate, Cookies, Event, Extract, ExtractHttp, Form,
    FromRequest, Header, Headers, IamCaller, Message, Path, PathParams, Query, Rejection,
    RequestContext, RequestHeader, RequestRef, Text, Window,
};
#[cfg(feature = "multipart")]
pub use handler::extract::{Multipart, MultipartField};
pub use handler::invocation::{CognitoIdentity, Invocation};
pub use handler::middleware::{
    Extension, MiddlewareFn, MiddlewareReply, Next, Provided, Provides, Providing, Request,
};
pub use handler::reply::{
    BodyWriter, CacheControl, ContentDisposition, Cookie, Failures, Html, IntoProblem,
    IntoResponse, Json, NoContent, OperationError, OperationReply, Problem, RecordOutcome,
    Redirect, Response, ResponseBody, SameSite, StreamBody, TransformationOutcome, Transformed,
};
#[doc(no_inline)]
pub use http;
#[doc(no_inline)]
pub use http::StatusCode;
#[cfg(feature = "_aws")]
pub use lazy::aws::Secret;
#[cfg(feature = "connections")]
pub use lazy::aws::connections;
#[cfg(feature = "parameters")]
pub use lazy::aws::parameters;
#[cfg(feature = "secrets")]
pub use lazy::aws::secrets;
pub use lazy::environment::{EnvironmentError, FromEnvironment};
pub use lazy::{InitError, LazyModule};
pub use platform::context::{Config, Context};
#[cfg(feature = "tracing")]
pub use platform::log::trace_headers;
pub use table::Interface;
#[cfg(feature = "tracing")]
#[doc(no_inline)]
pub use tracing;

macro_rules! event_source_attributes {
    ($($attribute:ident)*) => {
        pub use gatewright_macros::{$($attribute),*};
    };
}
gatewright_tables::for_each_event_source!(event_source_attributes);
