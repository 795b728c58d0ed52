//! DynamoDB's typed JSON: `{"S": "text"}`, `{"N": "7"}`, `{"M": {…}}`.
//! <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html>
//!
//! `serde_dynamo` converts these values too, but a function does not compile it otherwise.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error, IgnoredAny};
use serde_json::{Map, Number, Value};

/// An item, deserialised from a map of attribute values.
pub(super) struct Item<T>(pub(super) T);

/// A value with its type. Sets become arrays; binary values remain base64 strings.
#[derive(Deserialize)]
enum AttributeValue {
    S(String),
    N(String),
    #[serde(rename = "BOOL")]
    Bool(bool),
    #[serde(rename = "NULL")]
    Null(IgnoredAny),
    B(String),
    M(BTreeMap<String, AttributeValue>),
    L(Vec<AttributeValue>),
    #[serde(rename = "SS")]
    StringSet(Vec<String>),
    #[serde(rename = "NS")]
    NumberSet(Vec<String>),
    #[serde(rename = "BS")]
    BinarySet(Vec<String>),
}

impl AttributeValue {
    fn into_json(self) -> Value {
        match self {
            Self::S(text) | Self::B(text) => Value::String(text),
            Self::N(number) => json_number(number),
            Self::Bool(value) => Value::Bool(value),
            Self::Null(_) => Value::Null,
            Self::M(map) => Value::Object(object(map)),
            Self::L(list) => list.into_iter().map(Self::into_json).collect(),
            Self::StringSet(texts) | Self::BinarySet(texts) => {
                texts.into_iter().map(Value::String).collect()
            }
            Self::NumberSet(numbers) => numbers.into_iter().map(json_number).collect(),
        }
    }
}

/// DynamoDB's numbers have up to 38 digits. A number that JSON would round remains a string.
fn json_number(number: String) -> Value {
    if let Ok(whole) = number.parse::<i64>() {
        return whole.into();
    }
    if let Ok(whole) = number.parse::<u64>() {
        return whole.into();
    }
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    let float = number.parse::<f64>().ok().filter(|_| digits <= 15);
    match float.and_then(Number::from_f64) {
        Some(float) => Value::Number(float),
        None => Value::String(number),
    }
}

fn object(map: BTreeMap<String, AttributeValue>) -> Map<String, Value> {
    map.into_iter()
        .map(|(name, value)| (name, value.into_json()))
        .collect()
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Item<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let map = BTreeMap::<String, AttributeValue>::deserialize(deserializer)?;
        serde_json::from_value(Value::Object(object(map)))
            .map(Self)
            .map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_type_becomes_plain_json() {
        let typed = json!({
            "text": {"S": "a"}, "whole": {"N": "-7"}, "large": {"N": "18446744073709551615"}, "part": {"N": "0.25"},
            "exact": {"N": "1234567890.12345678901234567890"}, "yes": {"BOOL": true}, "none": {"NULL": true},
            "bytes": {"B": "AAEC"}, "map": {"M": {"x": {"L": [{"N": "1"}, {"S": "y"}]}}},
            "texts": {"SS": ["a", "b"]}, "numbers": {"NS": ["1", "2.5"]}, "binaries": {"BS": ["AA=="]},
        });
        let item: Item<Value> = serde_json::from_value(typed).unwrap();
        assert_eq!(
            item.0,
            json!({
                "text": "a", "whole": -7, "large": u64::MAX, "part": 0.25,
                "exact": "1234567890.12345678901234567890", "yes": true, "none": null,
                "bytes": "AAEC", "map": {"x": [1, "y"]},
                "texts": ["a", "b"], "numbers": [1, 2.5], "binaries": ["AA=="],
            })
        );
    }

    #[test]
    fn unknown_type_is_an_error() {
        assert!(serde_json::from_value::<Item<Value>>(json!({"a": {"X": "1"}})).is_err());
    }
}
