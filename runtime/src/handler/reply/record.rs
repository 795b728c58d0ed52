//! The return values of record handlers, which name the failed records.

use super::{Outcome, Refusal, Reply};
use crate::error::Error;
use crate::handler::extract::Message;

/// A return type of record handlers.
///
/// A handler of one record returns `Result<(), E>`; an error means that this record failed. A handler of a
/// [`Batch<T>`](crate::Batch) returns [`Failures`], or a `Result` of `Failures` or `()`; an error means that every record failed.
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
    note = "a handler of one record returns `Result<(), E>` and a handler of a `Batch<T>` returns `Failures`, where `E` converts to `gatewright::Error`",
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

impl<E: Into<Error>> RecordOutcome for Result<(), E> {
    fn into_failures(self) -> Result<Failures, Error> {
        self.map(|()| Failures::default()).map_err(Into::into)
    }
}

impl<E: Into<Error>> RecordOutcome for Result<Failures, E> {
    fn into_failures(self) -> Result<Failures, Error> {
        self.map_err(Into::into)
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
pub struct Failures(Vec<(String, Error)>);

impl Failures {
    /// Adds a failed record.
    pub fn add<T>(&mut self, message: &Message<T>, error: impl Into<Error>) {
        self.0.push((message.id().to_owned(), error.into()));
    }

    /// Whether every record succeeded.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Iterates over the ids of the failed records, in the order in which they were added.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(id, _)| &**id)
    }

    pub(crate) fn into_pairs(self) -> impl Iterator<Item = (String, Error)> {
        self.0.into_iter()
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
