//! One record of a batch, whatever source it is from, as slices of the event.

use std::borrow::Cow;

use super::order::Order;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::value::RawValue;

use crate::event::raw_text;
use crate::extract::Rejection;
use crate::threads::Slot;

/// A record.
pub(crate) struct Record<'a> {
    /// The whole of it, as JSON.
    pub(crate) raw: &'a str,
    /// What the service knows it by: what is reported when it fails.
    pub(crate) id: Cow<'a, str>,
    /// The queue or stream that it is from.
    pub(crate) arn: Cow<'a, str>,
    /// Reads, from the ARN, the name under which it asks for a handler.
    pub(crate) name: fn(&str) -> &str,
    pub(crate) body: Body<'a>,
    /// What the service says of it.
    pub(crate) attributes: Option<&'a RawValue>,
    /// What its sender said of it.
    pub(crate) message_attributes: Option<&'a RawValue>,
}

/// Where a record's payload is.
pub(crate) enum Body<'a> {
    /// It is JSON within the event.
    Json(&'a str),
    /// A text that holds JSON.
    Text(Option<&'a RawValue>),
    /// Bytes that hold JSON, in base64.
    Base64(Option<&'a RawValue>),
}

impl<'a> Record<'a> {
    /// The payload, as JSON.
    pub(crate) fn payload(&self) -> Result<Cow<'a, str>, Rejection> {
        let text = |raw: Option<&'a RawValue>, name: &str| {
            raw.and_then(raw_text)
                .ok_or_else(|| Rejection::invalid(format!("{name}: missing, or no string")))
        };
        match self.body {
            Body::Json(json) => Ok(Cow::Borrowed(json)),
            Body::Text(raw) => text(raw, "body"),
            Body::Base64(raw) => {
                let data = text(raw, "data")?;
                let bytes = BASE64
                    .decode(&*data)
                    .map_err(|error| Rejection::invalid(format!("data: not base64: {error}")))?;
                String::from_utf8(bytes)
                    .map(Cow::Owned)
                    .map_err(|error| Rejection::invalid(format!("data: not text: {error}")))
            }
        }
    }
}

/// The records of one call of a handler that takes a `Batch<T>`.
pub(crate) struct BatchRecords<'a> {
    pub(crate) records: &'a [Record<'a>],
    pub(crate) order: &'a Order,
    /// The records that could not be read, by their place, with the reason.
    pub(crate) unread: Slot<Vec<(usize, Rejection)>>,
}
