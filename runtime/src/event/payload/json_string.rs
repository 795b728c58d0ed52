//! JSON within strings of JSON.

use std::ops::Deref;

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error};

use crate::event::content::Content;

/// A value that a service sends as JSON in a string, as a field of your own type. It derefs to the value.
///
/// The other types of this module read such strings themselves. This one is for events that have no type here, such as those of AWS
/// Config:
///
/// ```
/// use gatewright::payload::JsonString;
/// use gatewright::prelude::*;
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// #[serde(rename_all = "camelCase")]
/// struct ConfigRule {
///     invoking_event: JsonString<Invoking>,
/// }
///
/// #[derive(Deserialize)]
/// #[serde(rename_all = "camelCase")]
/// struct Invoking {
///     message_type: String,
/// }
///
/// #[lambda_handler(main = false)]
/// #[event]
/// async fn evaluate(rule: ConfigRule) -> String {
///     rule.invoking_event.0.message_type
/// }
///
/// # fn main() {
/// # use gatewright::testing::{block_on, invoke};
/// # use serde_json::json;
/// let event = json!({"invokingEvent": "{\"messageType\":\"ScheduledNotification\"}"});
/// assert_eq!(block_on(invoke(&EVALUATE, event)), Ok(json!("ScheduledNotification")));
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JsonString<T>(pub T);

impl<T> Deref for JsonString<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for JsonString<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Content::json(&text)
            .read()
            .map(Self)
            .map_err(|error| D::Error::custom(format_args!("JSON in a string: {error}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn string_holds_json_of_the_type() {
        let read = serde_json::from_str::<JsonString<Vec<u8>>>;
        assert_eq!(read(r#""[1,2]""#).unwrap(), JsonString(vec![1, 2]));
        let error = read(r#""[1""#).unwrap_err().to_string();
        assert!(
            error.starts_with("JSON in a string: EOF while parsing a list"),
            "{error}"
        );
        let error = read("[1]").unwrap_err().to_string();
        assert!(
            error.starts_with("invalid type: sequence, expected a string"),
            "{error}"
        );
    }
}
