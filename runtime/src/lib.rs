//! Gatewright builds your Lambda function's gateway at compile time.

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
mod deadline;
mod endpoint;
mod engine;
mod error;
mod event;
mod extract;
mod gateway;
mod guard;
mod incoming;
mod invocation;
mod lazy;
mod log;
pub mod prelude;
mod reply;
mod table;
pub mod testing;

pub use deadline::{Deadline, DeadlineExceeded};
pub use engine::run;
pub use error::{Error, FunctionError};
pub use extract::{Extract, Headers, Path, PathParams, Query, Rejection};
pub use gateway::Gateway;
pub use gatewright_macros::{
    any, delete, dispatch, exempt, get, head, lambda_handler, lazy_module, operation, options,
    patch, post, put,
};
#[doc(no_inline)]
pub use http::StatusCode;
pub use invocation::Invocation;
pub use lazy::{InitError, LazyModule};
pub use reply::{HttpReply, IntoProblem, Json, OperationReply, Problem, Response, ResponseBody};
pub use table::Interface;
