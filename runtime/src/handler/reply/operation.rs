//! Replies of operations and events.

use serde::Serialize;
use serde_json::value::to_raw_value;

use super::Reply;
use crate::error::Error;

/// What the handler of an operation or event may return: anything that serialises, and for an operation
/// [`Progress`](crate::Progress).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the reply of an operation",
    label = "this type does not serialise",
    note = "an operation returns a type that implements `serde::Serialize`, or a `Result` of one; a `StreamBody` is a reply to a request",
    note = "derive it: `#[derive(serde::Serialize)]`"
)]
pub trait OperationReply {
    /// Whether the reply may be that the work goes on in another invocation.
    #[doc(hidden)]
    const CONTINUES: bool = false;

    /// What the invocation returns.
    #[doc(hidden)]
    fn into_reply(self) -> Result<Reply, Error>;
}

#[diagnostic::do_not_recommend]
impl<T: Serialize> OperationReply for T {
    fn into_reply(self) -> Result<Reply, Error> {
        to_raw_value(&self).map(Reply::Json).map_err(|error| {
            Error::with_type(
                "SerializationFailed",
                format_args!("the reply does not serialise: {error}"),
            )
        })
    }
}

/// An error that the handler of an operation, or the `init` of a lazy module, may return: all that turn into
/// [`Error`](crate::Error), which every `std::error::Error` does.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no error that Lambda can report",
    label = "this type does not turn into `gatewright::Error`",
    note = "implement `std::error::Error` for it, with its `Debug` and `Display`; it must be `Send + Sync`. Or return `gatewright::Error`, which every such error becomes with `?`",
    note = "the last segment of the error's type is reported as the invocation's `errorType`"
)]
pub trait OperationError {
    /// The error, with its type's name kept.
    fn into_error(self) -> Error;
}

#[diagnostic::do_not_recommend]
impl<E: Into<Error>> OperationError for E {
    fn into_error(self) -> Error {
        self.into()
    }
}
