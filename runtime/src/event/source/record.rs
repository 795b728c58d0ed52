//! A record of a batch from any source, as slices of the event.

use std::borrow::Cow;

use super::order::Order;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::event::{content, raw_text};
use crate::handler::extract::Rejection;
use crate::platform::threads::Slot;

/// A record of a batch.
pub(crate) struct Record<'a> {
    /// The whole record, as JSON.
    pub(crate) raw: &'a str,
    /// Its id, which the reply names if it fails.
    pub(crate) id: Cow<'a, str>,
    /// Whether the record is an event of its own, such as a context of AppSync.
    pub(crate) is_event: bool,
    /// The ARN of its queue, stream or cluster.
    pub(crate) arn: Cow<'a, str>,
    /// The member with the payload, unless the record itself is the payload.
    pub(crate) body: Option<&'a RawValue>,
    /// Reads the payload. A function pointer, so that the code of other sources is not linked.
    pub(crate) form: for<'r> fn(&'r Record<'_>) -> Result<Content<'r>, Rejection>,
    /// The name of the payload in messages.
    pub(crate) called: &'static str,
    /// The attributes that the service sets.
    pub(crate) attributes: Option<&'a RawValue>,
    /// An attribute that the service sends beside the others, with its name.
    pub(crate) beside: Option<(&'static str, &'a RawValue)>,
    /// The attributes that the sender sets.
    pub(crate) message_attributes: Option<&'a RawValue>,
}

/// The payload of a record. A Kafka record without one is a tombstone.
pub(crate) type Content<'r> = Option<Cow<'r, [u8]>>;

impl<'a> Record<'a> {
    /// Creates a record that only names its stream.
    pub(crate) fn of_stream(event: &'a str, arn: Cow<'a, str>) -> Self {
        Self {
            raw: event,
            id: Cow::Borrowed(""),
            is_event: false,
            arn,
            body: None,
            form: |_| Ok(None),
            called: "payload",
            attributes: None,
            beside: None,
            message_attributes: None,
        }
    }
}

impl Record<'_> {
    /// Returns the payload: JSON, text or bytes.
    pub(crate) fn content(&self) -> Result<Content<'_>, Rejection> {
        (self.form)(self)
    }

    /// Reads the payload as the type that the handler takes.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, Rejection> {
        let content = self.content()?;
        content::Content::sent(content.as_deref())
            .part_of(self.is_event.then_some(self.raw))
            .read()
            .map_err(|error| Rejection::invalid(format!("{}: {error}", self.called)))
    }
}

/// Returns the string in the record's member of this name.
fn text<'a>(name: &str, raw: Option<&'a RawValue>) -> Result<Cow<'a, str>, Rejection> {
    raw.and_then(raw_text)
        .ok_or_else(|| Rejection::invalid(format!("{name}: expected a string")))
}

/// Returns the bytes of the string in the record's member of this name.
pub(super) fn text_content<'a>(
    name: &str,
    raw: Option<&'a RawValue>,
) -> Result<Content<'a>, Rejection> {
    Ok(Some(match text(name, raw)? {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    }))
}

/// Decodes the base64 text in the record's member of this name.
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
    /// The indices of records that could not be read, with the reasons.
    pub(crate) unread: Slot<Vec<(usize, Rejection)>>,
}
