//! AWS Lambda on your desk.
//!
//! The process that calls [`main`] is the *service*: it offers the [Invoke API], an HTTP front door and, to each
//! execution environment, a [Runtime API]. An *execution environment* is the same executable started again with
//! `AWS_LAMBDA_RUNTIME_API` and the other variables that Lambda sets, so that cold starts, kills and recycling are
//! those of real processes.
//!
//! ```text
//! curl ──▶ front_door ─┐                 ┌─▶ environment (child process) ─┐
//!                      ├─▶ Lambda ─▶ pool ┤                                ├─ runtime_api
//! boto3 ─▶ invoke_api ─┘                 └─▶ environment (child process) ─┘
//! ```
//!
//! What it does as the service does: deadlines that are true times and a SIGKILL when one is over, INIT of at most
//! ten seconds that is tried once more inside the invocation, 6 MB limits, one invocation at a time in an environment,
//! more environments for more requests at once, most recently used first. A [`Function`] with a `concurrency` has one environment,
//! which takes as many invocations at a time, as on managed instances. When an environment in which an extension has registered is
//! stopped, it gets SIGTERM, and SIGKILL 500 ms later. A response in streaming mode is passed on as it comes.
//!
//! What it does not do: limit memory or CPU, charge anything, check signatures, or repeat a failed asynchronous
//! invocation (Lambda would try twice more, after one and two minutes).
//!
//! The library under the command line is [`Lambda`] (environments and invocations) and [`Service`] (a listening
//! address in front of one).
//!
//! [Invoke API]: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
//! [Runtime API]: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html

mod body;
mod cli;
mod environment;
pub mod front_door;
mod function;
mod identity;
mod invocation;
mod invoke_api;
mod json;
mod lambda;
pub mod limits;
mod outgoing;
pub mod queue;
mod report;
mod runtime_api;
mod server;
mod service;

pub use cli::main;
pub use function::Function;
pub use invocation::{FunctionError, Invocation, Outcome, Reply, Start};
pub use lambda::{Lambda, Options, Refusal};
pub use report::Report;
pub use service::{Port, Service};
