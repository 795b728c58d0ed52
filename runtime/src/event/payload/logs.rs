//! Events of CloudWatch Logs.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Deref;
use std::{fmt, str};

use serde::Deserialize;
use serde::de::{self, DeserializeOwned, Deserializer, Visitor};
use serde_json::Value;

use crate::error::{Error, without_values};
use crate::event::{content, gzip, or_default};

/// Log events that passed a subscription filter, decompressed. It derefs to the events.
///
/// It is the payload of a `#[logs]` handler, and of `#[kinesis]` and `#[firehose]` handlers for streams that are the destination
/// of a subscription filter. `Event<T>` would be the event as CloudWatch Logs sends it: `{"awslogs":{"data":"…"}}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", remote = "Self")]
#[non_exhaustive]
pub struct Logs {
    /// The account of the log group.
    pub owner: String,
    /// The log group.
    pub log_group: String,
    /// The log stream in the group.
    pub log_stream: String,
    /// The names of the filters that the events passed.
    #[serde(default, deserialize_with = "or_default")]
    pub subscription_filters: Vec<String>,
    /// `DATA_MESSAGE`, or `CONTROL_MESSAGE`: see [`is_control_message`](Self::is_control_message).
    pub message_type: String,
    /// The level of the filter's policy, such as `ACCOUNT_LEVEL_POLICY`. Older events do not have it.
    pub policy_level: Option<String>,
    /// The events, in the order of their arrival.
    #[serde(rename = "logEvents")]
    pub events: Vec<LogEvent>,
}

impl Logs {
    /// Returns whether CloudWatch Logs sent this to check that the destination is reachable. It does not hold log events of the group.
    ///
    /// `#[logs]` handlers do not receive these messages. Handlers of `#[kinesis]` and `#[firehose]` do.
    pub fn is_control_message(&self) -> bool {
        self.message_type == "CONTROL_MESSAGE"
    }
}

/// Reads JSON, or JSON in gzip format as CloudWatch Logs writes it to streams.
impl<'de> Deserialize<'de> for Logs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct LogsVisitor;

        impl<'de> Visitor<'de> for LogsVisitor {
            type Value = Logs;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("log events")
            }

            fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Logs, E> {
                // Firehose can decompress the records before it invokes the function.
                let json = if gzip::is_gzip(bytes) {
                    gzip::decompressed(bytes)
                        .map(Cow::Owned)
                        .map_err(E::custom)?
                } else {
                    Cow::Borrowed(bytes)
                };
                let json = str::from_utf8(&json)
                    .map_err(|error| E::custom(format_args!("not UTF-8 text: {error}")))?;
                let mut json = serde_json::Deserializer::from_str(json);
                let logs = Logs::deserialize(&mut json).map_err(E::custom)?;
                json.end().map_err(E::custom)?;
                Ok(logs)
            }

            fn visit_newtype_struct<D: Deserializer<'de>>(self, json: D) -> Result<Logs, D::Error> {
                Logs::deserialize(json)
            }
        }

        deserializer.deserialize_newtype_struct(content::BYTES, LogsVisitor)
    }
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
    /// The time of the event, in milliseconds since the Unix epoch.
    pub timestamp: i64,
    /// The logged text.
    pub message: String,
    /// The fields that the filter's pattern extracted from the message, if it names any.
    #[serde(default, deserialize_with = "or_default")]
    pub extracted_fields: BTreeMap<String, Value>,
}

impl LogEvent {
    /// Creates an event with only a message, for a test.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            ..Self::default()
        }
    }

    /// Parses the message as the JSON of a `T`.
    ///
    /// A log group may hold other lines too: Lambda writes its own lines between those of the function.
    ///
    /// # Errors
    ///
    /// If the message is not the JSON of a `T`. The error names the event's id.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_str(&self.message).map_err(|error| {
            Error::msg(without_values(&format!("log event `{}`: {error}", self.id)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn reads_optional_fields_and_json_messages() {
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
