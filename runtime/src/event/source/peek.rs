//! The parts of an event by which sources recognise it: its shape and the source of its first record.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::batch;
use super::records::Records;
use crate::event::{Members, Shape, Text, text_of};

/// An event that is being recognised.
pub(crate) struct Peek<'a> {
    pub(crate) event: &'a str,
    pub(crate) shape: &'a Shape<'a>,
    /// The event, if it is an array.
    pub(crate) array: Option<&'a str>,
    /// The source of the first element of `Records`, or of the array.
    pub(crate) records_source: Option<Cow<'a, str>>,
}

/// SNS capitalises the key.
#[derive(Deserialize)]
struct FirstRecord<'a> {
    #[serde(borrow, alias = "EventSource", rename = "eventSource")]
    event_source: Option<Text<'a>>,
}

impl<'a> Peek<'a> {
    pub(crate) fn of(event: &'a str, shape: &'a Shape<'a>) -> Self {
        let array = Some(event).filter(|event| event.trim_ascii_start().starts_with('['));
        let records = shape.records.map(RawValue::get).or(array);
        let first = records.and_then(|records| Records::<FirstRecord<'_>>::of(records).next());
        Self {
            event,
            shape,
            array,
            records_source: first
                .and_then(Result::ok)
                .and_then(|(record, _)| record.event_source)
                .map(|source| source.0),
        }
    }

    /// Returns the value of a member that [`Shape`] does not read, because few functions need it.
    pub(crate) fn member(&self, name: &str) -> Option<&'a str> {
        Members::of(self.event.trim_start()).value_of(name)
    }

    /// Returns the `Records`, if they come from `source`.
    pub(crate) fn records_from(&self, source: &str) -> Option<&'a str> {
        let records = self.shape.records?;
        (self.records_source.as_deref()? == source).then(|| records.get())
    }

    /// Returns the records of a batch, if they come from `source`. EventBridge Pipes sends them as an array.
    pub(crate) fn batch_from(&self, source: &str) -> Option<batch::Records<'a>> {
        match self.piped_from(source) {
            Some(piped) => Some(piped),
            None => self.records_from(source).map(batch::Records::of),
        }
    }

    /// Returns the records that EventBridge Pipes sent, if they come from `source`.
    pub(crate) fn piped_from(&self, source: &str) -> Option<batch::Records<'a>> {
        let json = self.array?;
        (self.records_source.as_deref()? == source).then_some(batch::Records {
            json,
            is_piped: true,
        })
    }

    /// Returns the empty list of records at the end of a tumbling window, which only the event's ARN attributes to a `service`.
    pub(crate) fn empty_window_of(&self, service: &str) -> Option<batch::Records<'a>> {
        let records = self.shape.records.map_or("null", RawValue::get);
        if records != "null" && !Self::is_empty_list(records) {
            return None;
        }
        let arn = text_of(self.member("eventSourceARN")?)?;
        let is_of_service = arn.split(':').nth(2) == Some(service);
        (is_of_service && self.member("window").is_some()).then(|| batch::Records::of(records))
    }

    /// Whether this JSON is `[]`.
    pub(crate) fn is_empty_list(array: &str) -> bool {
        array
            .strip_prefix('[')
            .is_some_and(|rest| rest.trim_start() == "]")
    }
}
