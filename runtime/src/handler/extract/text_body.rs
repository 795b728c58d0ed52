//! Text and bytes that are not JSON.

use std::ops::Deref;

use super::argument::{Extract, FromHttp, FromRaw, How, Kind};
use super::body::{self, Body};
use super::message::{Message, record_of};
use super::rejection::Rejection;

/// Text that is not read as JSON: the body of a request, or of a record in [`Message<Text>`](Message).
///
/// ```
/// use gatewright::prelude::*;
/// use gatewright::Text;
///
/// #[lambda_handler(main = false)]
/// #[sqs("lines")]
/// async fn count(line: Message<Text>) -> Result<(), Error> {
///     println!("{} bytes", line.len());
///     Ok(())
/// }
/// # fn main() {
/// # use gatewright::testing::{block_on, invoke};
/// # let event = serde_json::json!({"Records": [{
/// #     "messageId": "1", "eventSource": "aws:sqs", "eventSourceARN": "arn:aws:sqs:us-east-1:1:lines", "body": "not JSON",
/// # }]});
/// # assert_eq!(block_on(invoke(&COUNT, event)).unwrap(), serde_json::json!({"batchItemFailures": []}));
/// # }
/// ```
///
/// Bytes that are not UTF-8 are refused; [`Body`] takes them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text(pub String);

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Extract<FromHttp> for Text {
    const KIND: Kind = Kind::Body;
    const HOW: How<Self> = How::Now(|incoming| {
        let bytes = body::read(incoming.request()?)?.unwrap_or_default().0;
        String::from_utf8(bytes.into())
            .map(Self)
            .map_err(|error| Rejection::invalid(format!("body: not UTF-8 text: {error}")))
    });
}

impl Extract<FromRaw> for Message<Text> {
    const KIND: Kind = Kind::Payload;
    const HOW: How<Self> = How::Now(|incoming| {
        let record = record_of(incoming)?;
        Ok(Self::of(record, Text(record.payload()?.into_owned())))
    });
}

impl Extract<FromRaw> for Message<Body> {
    const KIND: Kind = Kind::Payload;
    const HOW: How<Self> = How::Now(|incoming| {
        let record = record_of(incoming)?;
        Ok(Self::of(record, Body(record.bytes()?.into_owned().into())))
    });
}
