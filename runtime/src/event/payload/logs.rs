//! Events of CloudWatch Logs.

use std::collections::BTreeMap;
use std::ops::Deref;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::Error;

/// Events of a log group that a subscription filter has let through: the payload of a `#[logs]` handler, decompressed. It derefs to
/// the events.
///
/// `Event<T>` would be what CloudWatch Logs sends, `{"awslogs":{"data":"…"}}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Logs {
    /// The account that the log group is of.
    pub owner: String,
    /// The log group.
    pub log_group: String,
    /// The log stream in the group.
    pub log_stream: String,
    /// The names of the filters that let the events through.
    #[serde(default)]
    pub subscription_filters: Vec<String>,
    /// `DATA_MESSAGE`. The other kind, `CONTROL_MESSAGE`, comes to no handler.
    pub message_type: String,
    /// Who set the filter up, such as `ACCOUNT_LEVEL_POLICY`; older events do not say.
    pub policy_level: Option<String>,
    /// The events, in the order in which they came.
    #[serde(rename = "logEvents")]
    pub events: Vec<LogEvent>,
}

impl Deref for Logs {
    type Target = [LogEvent];

    fn deref(&self) -> &[LogEvent] {
        &self.events
    }
}

/// One event of a log group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct LogEvent {
    /// The event's id.
    pub id: String,
    /// When it happened, in milliseconds since 1970.
    pub timestamp: i64,
    /// What was logged.
    pub message: String,
    /// What the filter's pattern took out of the message, where it names fields.
    #[serde(default)]
    pub extracted_fields: BTreeMap<String, Value>,
}

impl LogEvent {
    /// An event for a test, of which only the message is known.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            ..Self::default()
        }
    }

    /// The message as JSON; the error says why it is none, or not of this type.
    ///
    /// Not every line of a group has to be of one kind: between those that a function logs stand those of Lambda itself.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_str(&self.message)
            .map_err(|error| Error::msg(format!("log event `{}`: {error}", self.id)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn events_may_have_what_few_have() {
        let logs: Logs = serde_json::from_value(json!({
            "messageType": "DATA_MESSAGE", "owner": "123456789123", "logGroup": "testLogGroup", "logStream": "testLogStream",
            "subscriptionFilters": ["testFilter"], "policyLevel": "ACCOUNT_LEVEL_POLICY",
            "logEvents": [
                {"id": "eventId1", "timestamp": 1_440_442_987_000_i64, "message": "[ERROR] First test message"},
                {"id": "eventId2", "timestamp": 1_440_442_987_001_i64, "message": "{\"level\":\"ERROR\"}", "extractedFields": {"level": "ERROR"}},
            ],
        }))
        .unwrap();
        assert_eq!(logs.policy_level.as_deref(), Some("ACCOUNT_LEVEL_POLICY"));
        assert_eq!(
            logs[0],
            LogEvent {
                id: "eventId1".into(),
                timestamp: 1_440_442_987_000,
                ..LogEvent::new("[ERROR] First test message")
            }
        );
        assert_eq!(logs[1].extracted_fields["level"], "ERROR");
        assert_eq!(logs[1].json::<Value>().unwrap(), json!({"level": "ERROR"}));
        let error = logs[0].json::<Value>().unwrap_err().to_string();
        assert!(error.starts_with("log event `eventId1`: "), "{error}");
    }
}
