//! Events of EventBridge buses.

use std::ops::Deref;

use serde::Deserialize;

/// A whole event of a bus or of a rule's schedule: `Event<EventBridge<T>>`. It derefs to its detail.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
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
    /// The event's own data.
    pub detail: T,
}

impl<T> Deref for EventBridge<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.detail
    }
}
