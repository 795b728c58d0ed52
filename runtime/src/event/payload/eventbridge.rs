//! Events of EventBridge buses.

use std::ops::Deref;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::event::content::{read_from_event, read_nested};
use crate::event::or_default;
use crate::event::source::SCHEDULER;

/// A whole event of a bus or of a rule's schedule. It derefs to its detail.
///
/// It is the parameter of an `#[eventbridge]` or `#[schedule]` handler, and the message of a queue or topic that a rule targets:
/// `Message<EventBridge<T>>`, `Sns<EventBridge<T>>`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct EventBridge<T = serde_json::Value> {
    /// The event's id.
    pub id: String,
    /// The service or application that sent it.
    pub source: String,
    /// The kind of event.
    pub detail_type: String,
    /// The account of the source.
    pub account: String,
    /// The region of the source.
    pub region: String,
    /// The time of the event, in RFC 3339 format.
    pub time: String,
    /// The ARNs of the resources concerned; for a schedule, the ARN of the rule or schedule.
    pub resources: Vec<String>,
    /// The event's own data. EventBridge Scheduler sends it as JSON in a string, which is read.
    pub detail: T,
}

impl<T> Deref for EventBridge<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.detail
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Fields<T> {
    #[serde(default, deserialize_with = "or_default")]
    id: String,
    source: String,
    detail_type: String,
    #[serde(default, deserialize_with = "or_default")]
    account: String,
    #[serde(default, deserialize_with = "or_default")]
    region: String,
    #[serde(default, deserialize_with = "or_default")]
    time: String,
    #[serde(default, deserialize_with = "or_default")]
    resources: Vec<String>,
    detail: Option<Box<RawValue>>,
    #[serde(skip)]
    of: std::marker::PhantomData<T>,
}

impl<T: DeserializeOwned> TryFrom<Fields<T>> for EventBridge<T> {
    type Error = serde_json::Error;

    fn try_from(event: Fields<T>) -> serde_json::Result<Self> {
        let detail = event.detail.as_deref().map_or("null", RawValue::get);
        let detail = match &*event.source {
            SCHEDULER => read_nested(detail),
            _ => serde_json::from_str(detail),
        };
        Ok(Self {
            id: event.id,
            source: event.source,
            detail_type: event.detail_type,
            account: event.account,
            region: event.region,
            time: event.time,
            resources: event.resources,
            detail: detail?,
        })
    }
}

read_from_event!(EventBridge<T> as Fields);
