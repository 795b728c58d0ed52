//! Events of EventBridge buses.

use std::ops::Deref;

use serde::Deserialize;

/// A whole event of a bus, a rule's schedule included: `Event<EventBridge<T>>`. It derefs to its detail.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct EventBridge<T = serde_json::Value> {
    /// The event's id.
    pub id: String,
    /// The service or application that sent it.
    pub source: String,
    /// What kind of event it is.
    pub detail_type: String,
    /// The account that it is from.
    pub account: String,
    /// The region that it is from.
    pub region: String,
    /// When it happened, as in RFC 3339.
    pub time: String,
    /// The ARNs of what it is about; of a schedule that of the rule or schedule.
    pub resources: Vec<String>,
    /// What the sender says.
    pub detail: T,
}

impl<T> Deref for EventBridge<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.detail
    }
}
