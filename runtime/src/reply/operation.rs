//! Replies of operations and events.

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use crate::error::Error;

/// What the handler of an operation or event may return: anything that serialises.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the reply of an operation",
    label = "this type does not serialise",
    note = "an operation returns a type that implements `serde::Serialize`, or a `Result` of one",
    note = "help: derive it: `#[derive(serde::Serialize)]`"
)]
pub trait OperationReply {
    /// The JSON document that the invocation returns.
    fn into_json(self) -> Result<Box<RawValue>, Error>;
}

#[diagnostic::do_not_recommend]
impl<T: Serialize> OperationReply for T {
    fn into_json(self) -> Result<Box<RawValue>, Error> {
        to_raw_value(&self).map_err(|error| {
            Error::with_type(
                "SerializationFailed",
                format_args!("the reply does not serialise: {error}"),
            )
        })
    }
}
