//! One record of a batch, whatever source it is from, as slices of the event.

use std::borrow::Cow;
use std::fmt;

use super::order::Order;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::value::RawValue;

use crate::event::raw_text;
use crate::handler::extract::Rejection;
use crate::platform::threads::Slot;

/// A record.
pub(crate) struct Record<'a> {
    /// The whole of it, as JSON.
    pub(crate) raw: &'a str,
    /// What it is known by: what is reported when it fails.
    pub(crate) id: Cow<'a, str>,
    /// The queue, stream or cluster that it is from.
    pub(crate) arn: Cow<'a, str>,
    /// Where its payload is, unless it is the payload itself.
    pub(crate) body: Option<&'a RawValue>,
    /// Reads the payload from there. A function of its source's, so that nothing is linked for other sources.
    pub(crate) form: for<'r> fn(&'r Record<'_>) -> Result<Content<'r>, Rejection>,
    /// What messages call the payload.
    pub(crate) called: &'static str,
    /// What the service says of it.
    pub(crate) attributes: Option<&'a RawValue>,
    /// What its sender said of it.
    pub(crate) message_attributes: Option<&'a RawValue>,
}

/// The payload of a record. A record of Kafka that has none is a tombstone.
pub(crate) type Content<'r> = Option<Cow<'r, [u8]>>;

impl Record<'_> {
    /// The payload as text, which is JSON unless the handler takes text; `null` where there is none.
    pub(crate) fn payload(&self) -> Result<Cow<'_, str>, Rejection> {
        let not_text = |error: &dyn fmt::Display| {
            Rejection::invalid(format!("{}: not UTF-8 text: {error}", self.called))
        };
        match (self.form)(self)? {
            None => Ok(Cow::Borrowed("null")),
            Some(Cow::Borrowed(bytes)) => str::from_utf8(bytes)
                .map(Cow::Borrowed)
                .map_err(|error| not_text(&error)),
            Some(Cow::Owned(bytes)) => String::from_utf8(bytes)
                .map(Cow::Owned)
                .map_err(|error| not_text(&error)),
        }
    }

    /// The payload as bytes.
    pub(crate) fn bytes(&self) -> Result<Cow<'_, [u8]>, Rejection> {
        (self.form)(self)?.ok_or_else(|| Rejection::invalid(format!("{}: missing", self.called)))
    }
}

/// The string in a record's member of this name.
fn text<'a>(name: &str, raw: Option<&'a RawValue>) -> Result<Cow<'a, str>, Rejection> {
    raw.and_then(raw_text)
        .ok_or_else(|| Rejection::invalid(format!("{name}: missing, or not a string")))
}

/// The bytes of the string in a record's member of this name.
pub(super) fn text_content<'a>(
    name: &str,
    raw: Option<&'a RawValue>,
) -> Result<Content<'a>, Rejection> {
    Ok(Some(match text(name, raw)? {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    }))
}

/// The bytes that a record's member of this name holds in base64.
pub(super) fn base64_content<'a>(
    name: &str,
    raw: Option<&'a RawValue>,
) -> Result<Content<'a>, Rejection> {
    match BASE64.decode(&*text(name, raw)?) {
        Ok(bytes) => Ok(Some(Cow::Owned(bytes))),
        Err(error) => Err(Rejection::invalid(format!("{name}: not base64: {error}"))),
    }
}

/// The records of one call of a handler that takes a `Batch<T>`.
pub(crate) struct BatchRecords<'a> {
    pub(crate) records: &'a [Record<'a>],
    pub(crate) order: &'a Order,
    /// The records that could not be read, by their place, with the reason.
    pub(crate) unread: Slot<Vec<(usize, Rejection)>>,
}
