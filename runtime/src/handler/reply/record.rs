//! What handlers of records return: which of them failed.

use super::{Outcome, Refusal, Reply};
use crate::error::Error;
use crate::handler::extract::Message;

/// What a handler of records may return.
///
/// For one record at a time that is `Result<(), E>`: an error means that this record failed. For a
/// [`Batch<T>`](crate::Batch) it is [`Failures`], or a `Result` of them or of `()`: an error means that every record failed.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say which records failed",
    label = "the handler of a queue or stream returns an outcome",
    note = "a handler of one record returns `Result<(), E>`, one of a `Batch<T>` `Failures`, where `E` turns into `gatewright::Error`",
    note = "write `-> Result<(), Error>` and end with `Ok(())`; a record whose handler returns an error is sent again, the others are not"
)]
pub trait RecordOutcome {
    /// The failures of some records, or the error of all.
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

/// The records of a [`Batch`](crate::Batch) that failed, each with its error. Those that are not named succeeded.
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
pub struct Failures(Vec<(String, Error)>);

impl Failures {
    /// Adds a record that failed.
    pub fn add<T>(&mut self, message: &Message<T>, error: impl Into<Error>) {
        self.0.push((message.id().to_owned(), error.into()));
    }

    /// Whether every record succeeded.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The ids of the records that failed, in the order in which they were added.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(id, _)| &**id)
    }

    pub(crate) fn into_pairs(self) -> impl Iterator<Item = (String, Error)> {
        self.0.into_iter()
    }
}

/// How the return value of a handler of records becomes its outcome.
pub const fn record_reply<R: RecordOutcome>() -> super::ReplyFn<R> {
    super::ReplyFn::new(outcome)
}

fn outcome<R: RecordOutcome>(returned: R) -> Outcome {
    match returned.into_failures() {
        Ok(failures) => Ok(Reply::Records(failures)),
        Err(error) => Err(Refusal::Failed(error.into())),
    }
}
