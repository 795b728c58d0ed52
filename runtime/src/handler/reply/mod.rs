//! The return values of handlers, and their conversion to replies.

mod ambiguous;
mod bodies;
mod derived;
mod header;
mod headers;
mod http;
mod http_error;
mod initialised;
mod operation;
mod problem;
mod record;
mod redirect;
mod responding;
mod response;
mod returns;
mod stream;
mod transformed;
mod tuple;

pub use derived::{detail, problem};
pub(super) use header::IntoHeaderValue;
pub(super) use header::{ResponseHeaders, TextHeaders, TypedHeaders};
pub use headers::{CacheControl, ContentDisposition, Cookie, SameSite};
pub(super) use http::{AsItself, AsJson, WithHeaders, WithStatus, WithTextHeaders};
pub use http::{IntoResponse, Json};
pub use http_error::HttpError;
pub use operation::{OperationError, OperationReply};
pub use problem::{IntoProblem, Problem};
pub use record::{Failures, RecordOutcome, record_reply};
pub use redirect::{Html, NoContent, Redirect};
pub(crate) use responding::{log_error, response_of};
pub use response::{Response, ResponseBody};
pub use returns::{AnyReturn, Fallible, Plain, Returns};
pub use stream::{BodyWriter, StreamBody};
pub use transformed::{TransformationOutcome, Transformed, transformation_reply};

use serde_json::value::RawValue;

use crate::error::FunctionError;
use crate::handler::extract::Rejection;

/// The reply of a handler, before it is written in the format of the trigger.
pub enum Reply {
    /// The JSON that the invocation returns.
    Json(Box<RawValue>),
    /// The state from which another invocation continues.
    Continue(Box<RawValue>),
    /// An HTTP response, still to be written in the format of the trigger.
    Http(Response),
    /// The records of a batch that failed.
    Records(Failures),
}

/// The reason why there is no reply.
pub enum Refusal {
    /// The input was rejected before the handler ran.
    Rejected(Rejection),
    /// The handler failed.
    Failed(FunctionError),
}

/// The result of calling a handler.
pub type Outcome = Result<Reply, Refusal>;

/// The conversion of a handler's return value to its outcome.
pub struct ReplyFn<R> {
    /// Converts the value.
    pub(crate) make: fn(R) -> Outcome,
    /// Whether the work may continue in another invocation.
    pub continues: bool,
}

impl<R> ReplyFn<R> {
    /// Creates a conversion for replies that end the work.
    const fn new(make: fn(R) -> Outcome) -> Self {
        Self {
            make,
            continues: false,
        }
    }
}
