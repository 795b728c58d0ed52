//! DynamoDB's typed JSON: `{"S": "text"}`, `{"N": "7"}`, `{"M": {…}}`.
//! <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html>
//!
//! The target decides the form of a value: a number of 38 digits is a `u128`, an `f64` or a `String`, and a binary value is bytes or
//! base64 text. `serde_dynamo` converts these values too, but would be one more dependency of every function.

use std::collections::{BTreeMap, btree_map};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Deserialize;
use serde::de::value::{Error, MapAccessDeserializer, SeqDeserializer, StringDeserializer};
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, Error as _, IgnoredAny,
    IntoDeserializer, MapAccess, Visitor,
};

use super::decimal::Decimal;

/// An item, deserialised from a map of attribute values.
pub(super) struct Item<T>(pub(super) T);

impl<'de, T: DeserializeOwned> Deserialize<'de> for Item<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let map = BTreeMap::<String, AttributeValue>::deserialize(deserializer)?;
        T::deserialize(AttributeValue::M(map))
            .map(Self)
            .map_err(D::Error::custom)
    }
}

/// A value with its type.
#[derive(Clone, Debug, Deserialize)]
enum AttributeValue {
    S(String),
    N(String),
    #[serde(rename = "BOOL")]
    Bool(bool),
    #[serde(rename = "NULL")]
    Null(IgnoredAny),
    B(Binary),
    M(BTreeMap<String, AttributeValue>),
    L(Vec<AttributeValue>),
    #[serde(rename = "SS")]
    StringSet(Vec<String>),
    #[serde(rename = "NS")]
    NumberSet(Vec<String>),
    #[serde(rename = "BS")]
    BinarySet(Vec<Binary>),
    /// The name of an attribute. It is a number too, if the target is a map with numbers as keys.
    #[serde(skip)]
    Name(String),
}

/// Binary data, which is base64 text in JSON.
#[derive(Clone, Debug)]
struct Binary(Vec<u8>);

impl<'de> Deserialize<'de> for Binary {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        BASE64
            .decode(text)
            .map(Self)
            .map_err(|error| D::Error::custom(format_args!("not base64: {error}")))
    }
}

impl Binary {
    fn text(&self) -> String {
        BASE64.encode(&self.0)
    }
}

macro_rules! numbers {
    ($($method:ident $visit:ident $type:ident,)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            match self {
                Self::N(number) | Self::Name(number) => visitor.$visit($type(&number)?),
                other => other.deserialize_any(visitor),
            }
        }
    )*};
}

macro_rules! whole_numbers {
    ($($type:ident)*) => {$(
        fn $type(number: &str) -> Result<$type, Error> {
            // A whole number may have an exponent or zeros behind the point.
            number
                .parse()
                .ok()
                .or_else(|| Decimal::of(number)?.integer()?.parse().ok())
                .ok_or_else(|| unfit(stringify!($type)))
        }
    )*};
}

whole_numbers!(i8 i16 i32 i64 i128 u8 u16 u32 u64 u128);

fn f32(number: &str) -> Result<f32, Error> {
    let parsed: Option<f32> = number.parse().ok();
    parsed
        .filter(|float| float.is_finite())
        .ok_or_else(|| unfit("f32"))
}

fn f64(number: &str) -> Result<f64, Error> {
    let parsed: Option<f64> = number.parse().ok();
    parsed
        .filter(|float| float.is_finite())
        .ok_or_else(|| unfit("f64"))
}

fn unfit(expected: &str) -> Error {
    Error::custom(format_args!(
        "expected {expected}, found a number that does not fit"
    ))
}

impl<'de> Deserializer<'de> for AttributeValue {
    type Error = Error;

    numbers! {
        deserialize_i8 visit_i8 i8,
        deserialize_i16 visit_i16 i16,
        deserialize_i32 visit_i32 i32,
        deserialize_i64 visit_i64 i64,
        deserialize_i128 visit_i128 i128,
        deserialize_u8 visit_u8 u8,
        deserialize_u16 visit_u16 u16,
        deserialize_u32 visit_u32 u32,
        deserialize_u64 visit_u64 u64,
        deserialize_u128 visit_u128 u128,
        deserialize_f32 visit_f32 f32,
        deserialize_f64 visit_f64 f64,
    }

    /// For a target that takes any type, such as `serde_json::Value` or an untagged enum. A number that such a target would round
    /// is its text, as is a binary value, in base64.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::S(text) | Self::Name(text) => visitor.visit_string(text),
            Self::N(number) => any_number(number, visitor),
            Self::Bool(value) => visitor.visit_bool(value),
            Self::Null(_) => visitor.visit_unit(),
            Self::B(binary) => visitor.visit_string(binary.text()),
            Self::M(map) => visitor.visit_map(Attributes::of(map)),
            list => match list.elements() {
                Ok(elements) => visit_elements(elements, visitor),
                Err(_) => Err(Error::custom("expected a value of DynamoDB")),
            },
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::N(number) => visitor.visit_string(number),
            other => other.deserialize_any(visitor),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::B(binary) => visitor.visit_byte_buf(binary.0),
            Self::S(_) | Self::N(_) => Err(Error::invalid_type(
                de::Unexpected::Other("a string or number"),
                &visitor,
            )),
            other => other.deserialize_any(visitor),
        }
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            // `Vec<u8>`, `[u8; N]`
            Self::B(binary) => {
                let mut bytes = SeqDeserializer::<_, Error>::new(binary.0.into_iter());
                let value = visitor.visit_seq(&mut bytes)?;
                bytes.end()?;
                Ok(value)
            }
            other => other.deserialize_any(visitor),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Null(_) => visitor.visit_none(),
            other => visitor.visit_some(other),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        if name == RAW_VALUE {
            return visitor.visit_map(RawJson(Some(self.json()?)));
        }
        visitor.visit_newtype_struct(self)
    }

    /// A variant without fields is a string, and one with fields a map of one attribute.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self {
            Self::S(variant) | Self::Name(variant) | Self::N(variant) => {
                visitor.visit_enum(variant.into_deserializer())
            }
            Self::M(map) => visitor.visit_enum(MapAccessDeserializer::new(Attributes::of(map))),
            _ => Err(Error::custom(
                "expected an enum: a string, or a map of one attribute",
            )),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        bool char unit unit_struct map struct
    }
}

impl IntoDeserializer<'_> for AttributeValue {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl AttributeValue {
    /// Returns the elements of a list or set, or the value itself.
    fn elements(self) -> Result<Vec<Self>, Self> {
        Ok(match self {
            Self::L(list) => list,
            Self::StringSet(texts) => texts.into_iter().map(Self::S).collect(),
            Self::NumberSet(numbers) => numbers.into_iter().map(Self::N).collect(),
            Self::BinarySet(binaries) => binaries.into_iter().map(Self::B).collect(),
            other => return Err(other),
        })
    }

    /// Returns the JSON of the value, as a `serde_json::Value` would have it.
    fn json(self) -> Result<String, Error> {
        serde_json::Value::deserialize(self).map(|value| value.to_string())
    }
}

fn visit_elements<'de, V: Visitor<'de>>(
    elements: Vec<AttributeValue>,
    visitor: V,
) -> Result<V::Value, Error> {
    let mut elements = SeqDeserializer::<_, Error>::new(elements.into_iter());
    let value = visitor.visit_seq(&mut elements)?;
    elements.end()?;
    Ok(value)
}

/// Visits a number in the first of these types that holds it exactly.
fn any_number<'de, V: Visitor<'de>>(number: String, visitor: V) -> Result<V::Value, Error> {
    if let Ok(whole) = number.parse() {
        return visitor.visit_u64(whole);
    }
    if let Ok(whole) = number.parse() {
        return visitor.visit_i64(whole);
    }
    match f64(&number) {
        Ok(float) if Decimal::of(&number) == Decimal::of(&float.to_string()) => {
            visitor.visit_f64(float)
        }
        _ => visitor.visit_string(number),
    }
}

/// The attributes of a map or item. An error names the attribute.
struct Attributes {
    rest: btree_map::IntoIter<String, AttributeValue>,
    value: Option<(String, AttributeValue)>,
}

impl Attributes {
    fn of(map: BTreeMap<String, AttributeValue>) -> Self {
        Self {
            rest: map.into_iter(),
            value: None,
        }
    }
}

impl<'de> MapAccess<'de> for Attributes {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let Some((name, value)) = self.rest.next() else {
            return Ok(None);
        };
        let key = seed.deserialize(AttributeValue::Name(name.clone()))?;
        self.value = Some((name, value));
        Ok(Some(key))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let Some((name, value)) = self.value.take() else {
            return Err(Error::custom("a value is read before its key"));
        };
        seed.deserialize(value)
            .map_err(|error| Error::custom(format_args!("`{name}`: {error}")))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// The name by which `RawValue` of `serde_json` asks for JSON, and that of the one member with the JSON.
const RAW_VALUE: &str = "$serde_json::private::RawValue";

struct RawJson(Option<String>);

impl<'de> MapAccess<'de> for RawJson {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        if self.0.is_none() {
            return Ok(None);
        }
        let name: StringDeserializer<Error> = RAW_VALUE.to_owned().into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let json: StringDeserializer<Error> = self.0.take().unwrap_or_default().into_deserializer();
        seed.deserialize(json)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handler::extract::Body;
    use serde::Serialize;
    use serde_json::value::RawValue;
    use serde_json::{Value, json};
    use std::collections::{BTreeSet, HashMap, HashSet};

    /// An item with one attribute.
    #[derive(Deserialize)]
    struct It<T> {
        it: T,
    }

    /// The value as `serde_dynamo` reads it, which is the reference.
    fn reference<T: DeserializeOwned>(value: &Value) -> T {
        let item: serde_dynamo::Item = serde_json::from_value(json!({ "it": value })).unwrap();
        serde_dynamo::from_item::<_, It<T>>(item).unwrap().it
    }

    fn read<T: DeserializeOwned>(value: &Value) -> Result<T, String> {
        let item: Result<Item<It<T>>, _> = serde_json::from_value(json!({ "it": value }));
        item.map(|item| item.0.it)
            .map_err(|error| error.to_string())
    }

    /// Checks that the value is `expected`, also for `serde_dynamo`.
    #[track_caller]
    fn same<T: DeserializeOwned + PartialEq + std::fmt::Debug>(value: &Value, expected: T) {
        let reference = reference(value);
        assert_eq!(read::<T>(value), Ok(reference), "serde_dynamo, {value}");
        assert_eq!(read::<T>(value), Ok(expected), "{value}");
    }

    #[test]
    fn number_of_any_length_is_the_target_number() {
        same(
            &json!({"N": "0.30000000000000004"}),
            0.300_000_000_000_000_04_f64,
        );
        same(&json!({"N": "0.3333333333333333"}), 1.0 / 3.0_f64);
        same(
            &json!({"N": "1234567.123456789"}),
            1_234_567.123_456_789_f64,
        );
        same(&json!({"N": "0.1"}), 0.1_f32);
        same(&json!({"N": "7"}), 7.0_f64);
        same(&json!({"N": "9.99E+125"}), 9.99e125_f64);
        same(&json!({"N": "-128"}), -128_i8);
        same(&json!({"N": "255"}), 255_u8);
        same(&json!({"N": "18446744073709551615"}), u64::MAX);
        same(&json!({"N": "-9223372036854775808"}), i64::MIN);
        same(&json!({"N": "7"}), Some(7_u16));
    }

    /// `serde_dynamo` has neither. DynamoDB keeps 38 digits.
    #[test]
    fn number_is_also_128_bits_or_text() {
        let digits = "99999999999999999999999999999999999999";
        assert_eq!(read::<u128>(&json!({"N": digits})), Ok(10_u128.pow(38) - 1));
        assert_eq!(
            read::<i128>(&json!({"N": format!("-{digits}")})),
            Ok(1 - 10_i128.pow(38))
        );
        assert_eq!(read::<String>(&json!({"N": "1.10"})), Ok("1.10".to_owned()));
        assert_eq!(read::<u32>(&json!({"N": "1.2E+3"})), Ok(1200));
        assert_eq!(read::<u32>(&json!({"N": "12.00"})), Ok(12));
    }

    #[test]
    fn binary_is_bytes() {
        let bytes = vec![0, 1, 2, 255];
        same(
            &json!({"B": "AAEC/w=="}),
            serde_bytes::ByteBuf::from(bytes.clone()),
        );
        same(
            &json!({"B": "AAEC/w=="}),
            Some(serde_bytes::ByteBuf::from(bytes.clone())),
        );
        same(
            &json!({"BS": ["AAEC/w==", ""]}),
            vec![
                serde_bytes::ByteBuf::from(bytes.clone()),
                serde_bytes::ByteBuf::new(),
            ],
        );
        // `serde_dynamo` refuses the types that `serde_json` reads from an array of numbers.
        assert_eq!(read(&json!({"B": "AAEC/w=="})), Ok(bytes.clone()));
        assert_eq!(read(&json!({"B": "AAEC/w=="})), Ok([0_u8, 1, 2, 255]));
        assert_eq!(
            read(&json!({"B": "AAEC/w=="})),
            Ok(Body::from(bytes.clone()))
        );
        assert_eq!(
            read(&json!({"BS": ["AAEC/w=="]})),
            Ok(BTreeSet::from([bytes]))
        );
        assert_eq!(read(&json!({"B": "AAEC/w=="})), Ok("AAEC/w==".to_owned()));
        assert!(read::<[u8; 3]>(&json!({"B": "AAEC/w=="})).is_err());
    }

    #[test]
    fn sets_and_lists_are_collections() {
        let texts = ["a".to_owned(), "b".to_owned()];
        same(&json!({"SS": ["a", "b"]}), texts.to_vec());
        same(&json!({"SS": ["a", "b"]}), HashSet::from(texts.clone()));
        same(&json!({"SS": ["a", "b"]}), BTreeSet::from(texts.clone()));
        same(&json!({"NS": ["1", "-2"]}), vec![1_i64, -2]);
        same(&json!({"NS": ["1.5"]}), vec![1.5_f32]);
        same(
            &json!({"L": [{"S": "a"}, {"N": "7"}]}),
            ("a".to_owned(), 7_u8),
        );
        same(&json!({"L": []}), Vec::<u8>::new());
        assert_eq!(
            read(&json!({"NS": ["18446744073709551616"]})),
            Ok(HashSet::from([1_u128 << 64]))
        );
        assert!(read::<(u8, u8)>(&json!({"L": [{"N": "1"}]})).is_err());
        assert!(read::<(u8, u8)>(&json!({"NS": ["1", "2", "3"]})).is_err());
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum State {
        New,
        Shipped { with: String },
        Lines(Vec<u8>),
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Nested {
        state: State,
        none: Option<u8>,
        absent: Option<u8>,
        yes: bool,
        letter: char,
        nothing: (),
        inner: HashMap<String, u32>,
        id: Id,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Id(u64);

    #[test]
    fn maps_enums_and_newtypes_are_the_target_types() {
        let nested = |state| {
            json!({"M": {
                "state": state, "none": {"NULL": true}, "yes": {"BOOL": true}, "letter": {"S": "ü"}, "nothing": {"NULL": true},
                "inner": {"M": {"x": {"N": "1"}}}, "id": {"N": "7"}, "unknown": {"L": [{"BS": []}]},
            }})
        };
        let expected = |state| Nested {
            state,
            none: None,
            absent: None,
            yes: true,
            letter: 'ü',
            nothing: (),
            inner: HashMap::from([("x".to_owned(), 1)]),
            id: Id(7),
        };
        same(&nested(json!({"S": "new"})), expected(State::New));
        same(
            &nested(json!({"M": {"shipped": {"M": {"with": {"S": "a carrier"}}}}})),
            expected(State::Shipped {
                with: "a carrier".to_owned(),
            }),
        );
        same(
            &nested(json!({"M": {"lines": {"L": [{"N": "1"}]}}})),
            expected(State::Lines(vec![1])),
        );
    }

    #[test]
    fn attribute_names_are_numbers_for_a_map_of_numbers() {
        let map = json!({"M": {"7": {"S": "a"}, "-1": {"S": "b"}}});
        let expected = BTreeMap::from([(7, "a".to_owned()), (-1, "b".to_owned())]);
        assert_eq!(read::<BTreeMap<i32, String>>(&map), Ok(expected));
    }

    #[derive(Debug, PartialEq, Deserialize, Serialize)]
    struct Flat {
        id: u8,
        #[serde(flatten)]
        rest: BTreeMap<String, Value>,
    }

    #[test]
    fn any_type_gets_plain_json() {
        let typed = json!({"M": {
            "text": {"S": "a"}, "whole": {"N": "-7"}, "large": {"N": "18446744073709551615"}, "part": {"N": "0.25"},
            "double": {"N": "0.30000000000000004"}, "exact": {"N": "1234567890.12345678901234567890"}, "yes": {"BOOL": true},
            "none": {"NULL": true}, "bytes": {"B": "AAEC"}, "map": {"M": {"x": {"L": [{"N": "1"}, {"S": "y"}]}}},
            "texts": {"SS": ["a", "b"]}, "numbers": {"NS": ["1", "2.5"]}, "binaries": {"BS": ["AA=="]}, "id": {"N": "1"},
        }});
        let plain = json!({
            "text": "a", "whole": -7, "large": u64::MAX, "part": 0.25, "double": 0.300_000_000_000_000_04,
            "exact": "1234567890.12345678901234567890", "yes": true, "none": null,
            "bytes": "AAEC", "map": {"x": [1, "y"]},
            "texts": ["a", "b"], "numbers": [1, 2.5], "binaries": ["AA=="], "id": 1,
        });
        assert_eq!(read::<Value>(&typed).as_ref(), Ok(&plain));
        assert_eq!(
            serde_json::to_value(read::<Flat>(&typed).unwrap()).unwrap(),
            plain
        );
        let raw: Box<RawValue> = read(&typed).unwrap();
        assert_eq!(serde_json::from_str::<Value>(raw.get()).unwrap(), plain);
    }

    #[test]
    fn unfit_value_names_attribute_and_type() {
        for (value, error) in [
            (
                json!({"N": "256"}),
                "`it`: expected u8, found a number that does not fit",
            ),
            (
                json!({"N": "1.5"}),
                "`it`: expected u8, found a number that does not fit",
            ),
            (
                json!({"S": "1"}),
                "`it`: invalid type: string \"1\", expected u8",
            ),
        ] {
            assert_eq!(read::<u8>(&value), Err(error.to_owned()));
        }
        assert_eq!(
            read::<f32>(&json!({"N": "1E+39"})),
            Err("`it`: expected f32, found a number that does not fit".to_owned())
        );
        assert!(read::<serde_bytes::ByteBuf>(&json!({"S": "AAEC"})).is_err());
        assert!(
            read::<u8>(&json!({"X": "1"}))
                .unwrap_err()
                .contains("unknown variant `X`")
        );
        assert!(
            read::<Value>(&json!({"B": "A"}))
                .unwrap_err()
                .contains("not base64")
        );
    }
}
