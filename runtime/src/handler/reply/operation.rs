//! Replies of operations and events.

use serde::Serialize;
use serde_json::value::to_raw_value;

use super::Reply;
use crate::error::Error;

/// A type that the handler of an operation or event can return: any type that implements `Serialize`, and for an operation
/// [`Progress`](crate::Progress).
///
/// ```
/// use gatewright::prelude::*;
///
/// #[derive(serde::Serialize)]
/// struct Price {
///     cents: u64,
/// }
///
/// #[lambda_handler(main = false)]
/// #[dispatch]
/// mod shop {
///     use super::*;
///
///     #[operation]
///     pub async fn price(count: u64) -> Price {
///         Price { cents: 250 * count }
///     }
/// }
///
/// # fn main() {
/// # use gatewright::testing::{block_on, invoke};
/// # use serde_json::json;
/// let event = json!({"operation": "shop.price", "payload": 2});
/// assert_eq!(block_on(invoke(&shop::GATEWAY, event)), Ok(json!({"cents": 500})));
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be returned from an operation or event handler",
    label = "expected a type that implements `serde::Serialize`",
    note = "an operation returns a type that implements `serde::Serialize`, or a `Result` of one; only an HTTP handler can return `Json<T>`, `StatusCode`, `Response` or a `StreamBody`",
    note = "add `#[derive(serde::Serialize)]` to a type of this crate; return the `T` of a `Json<T>` without the wrapper"
)]
pub trait OperationReply {
    /// Whether the work may continue in another invocation.
    #[doc(hidden)]
    const CONTINUES: bool = false;

    /// Converts the value to the reply of the invocation.
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

/// An error that the handler of an operation or event, the `init` of a lazy module, or an `#[on_shutdown]` function can return: any type that converts to
/// [`Error`](crate::Error), which includes every `std::error::Error`, `anyhow::Error`, `eyre::Report`, `String` and
/// `Box<dyn Error + Send + Sync>`.
///
/// ```
/// use gatewright::OperationError;
///
/// let error = "many".parse::<u64>().unwrap_err().into_error();
/// assert_eq!(error.error_type(), "ParseIntError");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the error of an operation, an event handler, an `init` or an `#[on_shutdown]` function",
    label = "expected a type that converts to `gatewright::Error`",
    note = "implement `Debug`, `Display` and `std::error::Error` for a type of this crate; it must be `Send` and `Sync`, and so must the content of a `Box<dyn std::error::Error + Send + Sync>`",
    note = "for any other type, return `gatewright::Error`, and convert with `.map_err(|error| gatewright::Error::msg(…))`; `?` converts every `std::error::Error`, `anyhow::Error`, `String` and `&str`",
    note = "Lambda reports the last segment of the type's name as the `errorType` of the invocation"
)]
pub trait OperationError {
    /// Converts the error. Keeps the name of its type.
    fn into_error(self) -> Error;
}

#[diagnostic::do_not_recommend]
impl<E: Into<Error>> OperationError for E {
    fn into_error(self) -> Error {
        self.into()
    }
}
