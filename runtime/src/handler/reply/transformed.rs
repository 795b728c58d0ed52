//! The return values of `#[firehose]` handlers: transformed records.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use serde::Serialize;
use serde_json::value::to_raw_value;

use super::{OperationError, Outcome, Refusal, Reply};
use crate::error::Error;

/// The result of a [`#[firehose]`](macro@crate::firehose) handler for one record.
///
/// Firehose concatenates the data of the records that it delivers. Most destinations expect one line for each record, so
/// [`json_line`](Self::json_line) adds a line feed.
///
/// ```
/// use gatewright::prelude::*;
/// use gatewright::Transformed;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Deserialize, Serialize)]
/// struct Click {
///     page: String,
///     country: String,
/// }
///
/// #[lambda_handler(main = false)]
/// #[firehose("clicks")]
/// async fn clean(click: Message<Click>) -> Result<Transformed, Error> {
///     if click.page.starts_with("/health") {
///         return Ok(Transformed::dropped());
///     }
///     Ok(Transformed::json_line(click.body())?.with_partition_key("country", &click.country))
/// }
///
/// # fn main() {
/// # use gatewright::testing::{block_on, invoke};
/// # use serde_json::json;
/// # let event = json!({
/// #     "deliveryStreamArn": "arn:aws:firehose:us-east-1:123456789012:deliverystream/clicks",
/// #     "records": [
/// #         {"recordId": "1", "data": "eyJwYWdlIjoiL2EiLCJjb3VudHJ5IjoiREUifQ=="},
/// #         {"recordId": "2", "data": "eyJwYWdlIjoiL2hlYWx0aCIsImNvdW50cnkiOiJERSJ9"},
/// #         {"recordId": "3", "data": "bm90IEpTT04="},
/// #     ],
/// # });
/// # let reply = block_on(invoke(&CLEAN, event)).unwrap();
/// # let expected = json!({"records": [
/// #     {"recordId": "1", "result": "Ok", "data": "eyJwYWdlIjoiL2EiLCJjb3VudHJ5IjoiREUifQo=", "metadata": {"partitionKeys": {"country": "DE"}}},
/// #     {"recordId": "2", "result": "Dropped"},
/// #     {"recordId": "3", "result": "ProcessingFailed", "data": "bm90IEpTT04="},
/// # ]});
/// # assert_eq!(reply, expected);
/// # }
/// ```
///
/// If the handler of a record returns an error, panics or runs out of time, the result is `ProcessingFailed` with the original
/// data. Firehose delivers such records to the error output prefix of the stream.
#[derive(Clone, Debug, Serialize)]
pub struct Transformed {
    result: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<Metadata>,
}

#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    partition_keys: BTreeMap<String, String>,
}

impl Transformed {
    /// Creates the result `Ok` with this data.
    pub fn ok(data: impl Into<Bytes>) -> Self {
        Self {
            data: Some(BASE64.encode(data.into())),
            ..Self::without_data("Ok")
        }
    }

    /// Creates the result `Ok` with this value as JSON.
    ///
    /// # Errors
    ///
    /// If the value does not serialise.
    pub fn json<T: Serialize>(value: &T) -> Result<Self, Error> {
        Ok(Self::ok(serde_json::to_vec(value)?))
    }

    /// Creates the result `Ok` with this value as JSON, followed by a line feed.
    ///
    /// # Errors
    ///
    /// If the value does not serialise.
    pub fn json_line<T: Serialize>(value: &T) -> Result<Self, Error> {
        let mut line = serde_json::to_vec(value)?;
        line.push(b'\n');
        Ok(Self::ok(line))
    }

    /// Creates the result `Dropped`: the record is intentionally not delivered.
    pub fn dropped() -> Self {
        Self::without_data("Dropped")
    }

    /// Creates the result `ProcessingFailed`. Returning an error has the same effect and logs the error.
    pub fn processing_failed() -> Self {
        Self::without_data("ProcessingFailed")
    }

    /// Adds a key for [dynamic partitioning](https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning.html).
    #[must_use]
    pub fn with_partition_key(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let metadata = self.metadata.get_or_insert_default();
        metadata.partition_keys.insert(name.into(), value.into());
        self
    }

    fn without_data(result: &'static str) -> Self {
        Self {
            result,
            data: None,
            metadata: None,
        }
    }
}

/// A return type of `#[firehose]` handlers: [`Transformed`], or a `Result` of it.
///
/// ```
/// use gatewright::{Error, Transformed, TransformationOutcome};
///
/// let outcome: Result<Transformed, Error> = Err(Error::msg("not a click"));
/// assert!(outcome.into_transformed().is_err());
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be returned from a `#[firehose]` handler",
    label = "expected `Transformed` or `Result<Transformed, E>`",
    note = "return `Result<Transformed, Error>` and end with `Ok(Transformed::json_line(&value)?)`, `Ok(Transformed::ok(bytes))` or `Ok(Transformed::dropped())`"
)]
pub trait TransformationOutcome {
    /// Converts the value to the transformed record, or to the error of the record.
    fn into_transformed(self) -> Result<Transformed, Error>;
}

impl TransformationOutcome for Transformed {
    fn into_transformed(self) -> Result<Transformed, Error> {
        Ok(self)
    }
}

impl<E: OperationError> TransformationOutcome for Result<Transformed, E> {
    fn into_transformed(self) -> Result<Transformed, Error> {
        self.map_err(OperationError::into_error)
    }
}

/// Returns the conversion of a `#[firehose]` handler's return value to its outcome.
pub const fn transformation_reply<R: TransformationOutcome>() -> super::ReplyFn<R> {
    super::ReplyFn::new(outcome)
}

fn outcome<R: TransformationOutcome>(returned: R) -> Outcome {
    let json = returned
        .into_transformed()
        .and_then(|transformed| to_raw_value(&transformed).map_err(Error::from));
    match json {
        Ok(json) => Ok(Reply::Json(json)),
        Err(error) => Err(Refusal::Failed(error.into())),
    }
}
