//! The return values of record handlers, which name the failed records.

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::{OperationError, Outcome, Refusal, Reply};
use crate::error::Error;
use crate::handler::extract::{Message, Window};

/// A return type of record handlers.
///
/// A handler of one record returns `Result<(), E>`; an error means that this record failed. A handler of a
/// [`Batch<T>`](crate::Batch) returns [`Failures`], or a `Result` of `Failures` or `()`; an error means that every record failed. A
/// handler that takes a [`Window<S>`](crate::Window) returns it, alone or as `(Window<S>, Failures)`.
///
/// ```
/// use gatewright::prelude::*;
///
/// #[lambda_handler(main = false)]
/// #[sqs("orders")]
/// async fn fulfil(order: Message<u32>) -> Result<(), Error> {
///     if *order.body() > 9 {
///         return Err(Error::msg("too many"));
///     }
///     Ok(())
/// }
/// # fn main() {}
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be returned from a record handler",
    label = "expected `Result<(), E>` or `Failures`",
    note = "a handler of one record returns `Result<(), E>` and a handler of a `Batch<T>` returns `Failures`, where `E` converts to `gatewright::Error`; a handler that takes a `Window<S>` returns `Result<Window<S>, E>`",
    note = "return `Result<(), Error>` and end with `Ok(())`; only a record whose handler returns an error is retried"
)]
pub trait RecordOutcome {
    /// Converts the value to the failed records, or to the error of all records.
    fn into_failures(self) -> Result<Failures, Error>;
}

impl RecordOutcome for Failures {
    fn into_failures(self) -> Result<Failures, Error> {
        Ok(self)
    }
}

impl<E: OperationError> RecordOutcome for Result<(), E> {
    fn into_failures(self) -> Result<Failures, Error> {
        self.map(|()| Failures::default())
            .map_err(OperationError::into_error)
    }
}

impl<E: OperationError> RecordOutcome for Result<Failures, E> {
    fn into_failures(self) -> Result<Failures, Error> {
        self.map_err(OperationError::into_error)
    }
}

/// The window with its new state. Every record succeeded.
#[diagnostic::do_not_recommend]
impl<S: Serialize> RecordOutcome for Window<S> {
    fn into_failures(self) -> Result<Failures, Error> {
        Failures::default().with_state(&self.state)
    }
}

/// The window with its new state, and the failed records.
#[diagnostic::do_not_recommend]
impl<S: Serialize> RecordOutcome for (Window<S>, Failures) {
    fn into_failures(self) -> Result<Failures, Error> {
        self.1.with_state(&self.0.state)
    }
}

#[diagnostic::do_not_recommend]
impl<S: Serialize, E: OperationError> RecordOutcome for Result<Window<S>, E> {
    fn into_failures(self) -> Result<Failures, Error> {
        self.map_err(OperationError::into_error)?.into_failures()
    }
}

#[diagnostic::do_not_recommend]
impl<S: Serialize, E: OperationError> RecordOutcome for Result<(Window<S>, Failures), E> {
    fn into_failures(self) -> Result<Failures, Error> {
        self.map_err(OperationError::into_error)?.into_failures()
    }
}

/// The failed records of a [`Batch`](crate::Batch), each with its error. All other records succeeded.
///
/// ```
/// # use gatewright::prelude::*;
/// # fn pack(order: &u32) -> Result<(), Error> { if *order > 9 { Err(Error::msg("too many")) } else { Ok(()) } }
/// async fn fulfil(orders: Batch<u32>) -> Failures {
///     let mut failures = Failures::default();
///     for order in &orders {
///         if let Err(error) = pack(order) {
///             failures.add(order, error);
///         }
///     }
///     failures
/// }
/// # let orders = [3, 12].map(|n| Message::new(n).with_id(n.to_string())).into_iter().collect();
/// # let failures = gatewright::testing::block_on(fulfil(orders));
/// # assert_eq!(failures.ids().collect::<Vec<_>>(), ["12"]);
/// ```
#[derive(Debug, Default)]
#[must_use = "a failed record is retried only if the handler returns it"]
pub struct Failures {
    failed: Vec<(String, Error)>,
    /// The state of a tumbling window, as JSON.
    state: Option<Box<RawValue>>,
}

impl Failures {
    /// Adds a failed record.
    pub fn add<T>(&mut self, message: &Message<T>, error: impl Into<Error>) {
        self.failed.push((message.id().to_owned(), error.into()));
    }

    /// Whether every record succeeded.
    pub fn is_empty(&self) -> bool {
        self.failed.is_empty()
    }

    /// Iterates over the ids of the failed records, in the order in which they were added.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.failed.iter().map(|(id, _)| &**id)
    }

    /// Sets the state of a tumbling window.
    fn with_state<S: Serialize>(mut self, state: &S) -> Result<Self, Error> {
        let state = to_raw_value(state).map_err(|error| {
            Error::with_type(
                "SerializationFailed",
                format_args!("the state of the window does not serialise: {error}"),
            )
        })?;
        self.state = Some(state);
        Ok(self)
    }

    pub(crate) fn take_state(&mut self) -> Option<Box<RawValue>> {
        self.state.take()
    }

    pub(crate) fn into_pairs(self) -> impl Iterator<Item = (String, Error)> {
        self.failed.into_iter()
    }
}

/// Returns the conversion of a record handler's return value to its outcome.
pub const fn record_reply<R: RecordOutcome>() -> super::ReplyFn<R> {
    super::ReplyFn::new(outcome)
}

fn outcome<R: RecordOutcome>(returned: R) -> Outcome {
    match returned.into_failures() {
        Ok(failures) => Ok(Reply::Records(failures)),
        Err(error) => Err(Refusal::Failed(error.into())),
    }
}
