//! What the sources look at: the event's shape, and of its records the first one's source.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::records::Records;
use crate::event::{Members, Shape, Text};

/// An event that is being recognised.
pub(crate) struct Peek<'a> {
    pub(crate) event: &'a str,
    pub(crate) shape: &'a Shape<'a>,
    /// Where the first of the `Records` says that it comes from.
    pub(crate) records_source: Option<Cow<'a, str>>,
}

/// SNS spells the key with a capital.
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

    /// The value of the event's member of this name, which the shape does not have because few functions ask for it.
    pub(crate) fn member(&self, name: &str) -> Option<&'a str> {
        Members::of(self.event.trim_start()).value_of(name)
    }

    /// The `Records`, if they come from `source`.
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
