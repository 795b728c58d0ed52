//! The parts of an event by which sources recognise it: its shape and the source of its first record.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::records::Records;
use crate::event::{Members, Shape, Text};

/// An event that is being recognised.
pub(crate) struct Peek<'a> {
    pub(crate) event: &'a str,
    pub(crate) shape: &'a Shape<'a>,
    /// The source of the first element of `Records`.
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
        let first = shape
            .records
            .and_then(|records| Records::<FirstRecord<'_>>::of(records.get()).next());
        Self {
            event,
            shape,
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
        self.records_source
            .as_deref()
            .filter(|found| *found == source)?;
        self.shape.records.map(RawValue::get)
    }

    /// Whether this JSON is `[]`.
    pub(crate) fn is_empty_list(array: &str) -> bool {
        array
            .strip_prefix('[')
            .is_some_and(|rest| rest.trim_start() == "]")
    }
}
