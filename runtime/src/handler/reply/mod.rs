//! What a handler returns, and what becomes of it.

mod derived;
mod http;
mod initialised;
mod operation;
mod problem;
mod record;
mod response;
mod returns;
mod stream;
mod transformed;

pub use derived::{detail, problem};
pub use http::{IntoResponse, Json};
pub use operation::{OperationError, OperationReply};
pub use problem::{IntoProblem, Problem};
pub use record::{Failures, RecordOutcome, record_reply};
pub use response::{Response, ResponseBody};
pub use returns::{AnyReturn, Fallible, Plain, Returns};
pub use stream::{BodyWriter, StreamBody};
pub use transformed::{TransformationOutcome, Transformed, transformation_reply};

use serde_json::value::RawValue;

use crate::error::FunctionError;
use crate::handler::extract::Rejection;

/// A handler's answer, before the trigger gives it its shape.
pub enum Reply {
    /// The JSON that the invocation returns.
    Json(Box<RawValue>),
    /// The state from which another invocation goes on.
    Continue(Box<RawValue>),
    /// A response that the trigger still has to write.
    Http(Response),
    /// Which records of a batch failed.
    Records(Failures),
}

/// Why there is no answer.
pub enum Refusal {
    /// The input was refused before the handler ran.
    Rejected(Rejection),
    /// The handler failed.
    Failed(FunctionError),
}

/// What comes of calling a handler.
pub type Outcome = Result<Reply, Refusal>;

/// How what a handler returns becomes its outcome.
pub struct ReplyFn<R> {
    /// Does it.
    pub(crate) make: fn(R) -> Outcome,
    /// Whether the outcome may be that the work goes on in another invocation.
    pub continues: bool,
}

impl<R> ReplyFn<R> {
    /// For replies that end the work.
    const fn new(make: fn(R) -> Outcome) -> Self {
        Self {
            make,
            continues: false,
        }
    }
}
