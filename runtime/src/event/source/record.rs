//! One record of a batch, whatever source it is from, as slices of the event.

use std::borrow::Cow;

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
    pub(crate) form: for<'r> fn(&'r Record<'_>) -> Result<Cow<'r, str>, Rejection>,
    /// What messages call the payload.
    pub(crate) called: &'static str,
    /// What the service says of it.
    pub(crate) attributes: Option<&'a RawValue>,
    /// What its sender said of it.
    pub(crate) message_attributes: Option<&'a RawValue>,
}

impl Record<'_> {
    /// The payload, as JSON.
    pub(crate) fn payload(&self) -> Result<Cow<'_, str>, Rejection> {
        (self.form)(self)
    }
}

/// The string in a record's member of this name.
pub(super) fn text<'a>(name: &str, raw: Option<&'a RawValue>) -> Result<Cow<'a, str>, Rejection> {
    raw.and_then(raw_text)
        .ok_or_else(|| Rejection::invalid(format!("{name}: missing, or no string")))
}

/// The text whose bytes are in a record's member of this name, in base64.
pub(super) fn base64_text<'a>(
    name: &str,
    raw: Option<&'a RawValue>,
) -> Result<Cow<'a, str>, Rejection> {
    let bytes = BASE64
        .decode(&*text(name, raw)?)
        .map_err(|error| Rejection::invalid(format!("{name}: not base64: {error}")))?;
    String::from_utf8(bytes)
        .map(Cow::Owned)
        .map_err(|error| Rejection::invalid(format!("{name}: not text: {error}")))
}

/// The records of one call of a handler that takes a `Batch<T>`.
pub(crate) struct BatchRecords<'a> {
    pub(crate) records: &'a [Record<'a>],
    pub(crate) order: &'a Order,
    /// The records that could not be read, by their place, with the reason.
    pub(crate) unread: Slot<Vec<(usize, Rejection)>>,
}
