//! AWS Lambda on this machine.
//!
//! The process that calls [`main`] is the *service*. It serves the [Invoke API], an HTTP trigger and, for each execution environment,
//! a [Runtime API]. An *execution environment* is another process of the same executable, started with `AWS_LAMBDA_RUNTIME_API` and
//! the other variables that Lambda sets. Cold starts, kills and reuse are those of real processes.
//!
//! ```text
//! curl ──▶ http_trigger ─┐                  ┌─▶ environment (child process) ─┐
//!                        ├─▶ Lambda ─▶ pool ┤                                ├─ runtime_api
//! boto3 ──▶ invoke_api ──┘                  └─▶ environment (child process) ─┘
//! ```
//!
//! # Behaviour of Lambda
//!
//! - Deadlines are real times, and an environment gets SIGKILL when one is over.
//! - INIT takes at most ten seconds. If it fails, it is retried once within the invocation.
//! - Requests and replies are limited to 6 MB, and to 1 MB through a load balancer.
//! - The HTTP trigger is one of the services of [`Trigger`], with its events, its reading of replies and its own error responses.
//! - An environment runs one invocation at a time. Concurrent requests get more environments, the most recently used first, up to 100.
//!   Further ones wait, where Lambda would throttle them. A
//!   [`Function`] with a `concurrency` has one environment that runs as many invocations at a time, as on managed instances.
//! - The processes that a function starts end with its environment, on Unix. An environment is a process group.
//! - An environment with a registered extension gets SIGTERM on shutdown, and SIGKILL 500 ms later.
//! - A response in streaming mode is forwarded while the function writes it.
//!
//! # Differences
//!
//! - Requests with a foreign `Host` or `Origin` get 403: every page in the developer's browser can reach 127.0.0.1. See [`Access`].
//! - Environments inherit the variables of the service, unless [`Options::clean_environment`] is set.
//! - A rebuilt executable replaces all environments at once. Invocations that are running end in the old ones.
//!
//! # Limits
//!
//! A process of the function that moves to another process group outlives the environment. If the service itself is killed with SIGKILL, a
//! function that uses Gatewright ends within a second, with its processes.
//!
//! Memory and CPU are not limited. Signatures are not checked. A failed asynchronous invocation is not retried; Lambda retries it
//! twice, after one and two minutes.
//!
//! # Use as a library
//!
//! [`Lambda`] runs invocations in environments. [`Service`] serves one on a listening address. With the feature `library`, `queue`
//! delivers messages as SQS does.
//!
//! Without this feature the crate is empty in release builds. Functions depend on it in every build and link it only in debug builds.
//!
//! [Invoke API]: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
//! [Runtime API]: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html

// Nothing of this crate is linked into a release build of a function, so such a build does not compile it.
#![cfg(any(debug_assertions, feature = "library"))]

mod access;
mod batch;
mod body;
mod cli;
mod console;
mod environment;
mod function;
pub mod http_trigger;
mod identity;
mod invocation;
mod invoke_api;
mod json;
mod lambda;
pub mod limits;
#[cfg(feature = "library")]
pub mod queue;
mod quote;
mod report;
mod runtime_api;
mod server;
mod service;
mod timestamp;
mod uri;

pub use access::{Access, InvalidHost, InvalidOrigin};
pub use cli::main;
#[cfg(feature = "library")]
pub use cli::sample_event;
pub use function::Function;
pub use http_trigger::{PayloadFormat, Trigger};
pub use invocation::{FunctionError, Invocation, Outcome, Refusal, Reply, Start};
pub use lambda::{Lambda, Options};
pub use report::Report;
pub use service::{Port, Service};
