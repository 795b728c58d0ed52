//! The payload of a handler, deserialised into the type that the handler takes.
//!
//! A payload is JSON, unless its type says otherwise: [`Text`](crate::Text) and [`Body`](crate::Body) take the content as it was sent,
//! and types such as `payload::WebSocket` take the event around it. These types ask for a newtype with one of the names below, as
//! `RawValue` of `serde_json` does. They work inside of other types too: `Option<Text>`, `Sns<Body>`.

use std::str;

use serde::de::{DeserializeOwned, Deserializer, Error as _, Visitor};
use serde_json::de::StrRead;
use serde_json::{Error, Result};

/// The name of a newtype that takes the payload as text. The visitor receives a string.
pub(crate) const TEXT: &str = "$gatewright::Text";
/// The name of a newtype that takes the payload as bytes. The visitor receives bytes.
pub(crate) const BYTES: &str = "$gatewright::Bytes";
/// The name of a newtype that takes the event whose part the payload is. The visitor receives a newtype.
pub(crate) const EVENT: &str = "$gatewright::Event";

/// A payload that is being deserialised.
#[derive(Clone, Copy)]
pub(crate) struct Content<'a> {
    form: Form<'a>,
    /// The event, if the payload is a part of it.
    event: Option<&'a str>,
    /// What a sender sent, if JSON of the service is around it.
    message: Option<&'a [u8]>,
}

#[derive(Clone, Copy)]
enum Form<'a> {
    /// JSON that the service wrote.
    Json(&'a str),
    /// Content from a sender. It is JSON only if the handler expects that.
    Sent(&'a [u8]),
    /// No content, such as the value of a Kafka tombstone.
    Missing,
}

impl<'a> Content<'a> {
    pub(crate) fn json(json: &'a str) -> Self {
        Self {
            form: Form::Json(json),
            event: None,
            message: None,
        }
    }

    pub(crate) fn sent(bytes: Option<&'a [u8]>) -> Self {
        Self {
            form: bytes.map_or(Form::Missing, Form::Sent),
            event: None,
            message: None,
        }
    }

    /// Sets the event whose part the payload is.
    pub(crate) fn part_of(self, event: Option<&'a str>) -> Self {
        Self { event, ..self }
    }

    /// Sets what types for text and bytes take instead of the JSON around it.
    pub(crate) fn around(self, message: Option<&'a [u8]>) -> Self {
        Self { message, ..self }
    }

    pub(crate) fn read<T: DeserializeOwned>(self) -> Result<T> {
        T::deserialize(self)
    }

    fn text(self) -> Result<&'a str> {
        match self.form {
            Form::Json(json) => Ok(json),
            Form::Sent(bytes) => str::from_utf8(bytes)
                .map_err(|error| Error::custom(format_args!("not UTF-8 text: {error}"))),
            Form::Missing => Ok("null"),
        }
    }

    fn bytes(self) -> Result<&'a [u8]> {
        match self.form {
            Form::Json(json) => Ok(json.as_bytes()),
            Form::Sent(bytes) => Ok(bytes),
            Form::Missing => Err(Error::custom("missing")),
        }
    }

    fn is_null(self) -> bool {
        match self.form {
            Form::Json(json) => json.trim_ascii() == "null",
            Form::Sent(bytes) => bytes.trim_ascii() == b"null",
            Form::Missing => true,
        }
    }

    /// Reads the payload as JSON. Nothing may follow the value.
    fn parse<T>(self, read: impl FnOnce(&mut Json<'a>) -> Result<T>) -> Result<T> {
        let mut json = Json::from_str(self.text()?);
        let value = read(&mut json)?;
        json.end()?;
        Ok(value)
    }
}

type Json<'a> = serde_json::Deserializer<StrRead<'a>>;

macro_rules! read_json {
    ($($method:ident($($name:ident: $type:ty),*),)*) => {$(
        fn $method<V: Visitor<'a>>(self, $($name: $type,)* visitor: V) -> Result<V::Value> {
            self.parse(|json| json.$method($($name,)* visitor))
        }
    )*};
}

impl<'a> Deserializer<'a> for Content<'a> {
    type Error = Error;

    read_json! {
        deserialize_any(),
        deserialize_bool(),
        deserialize_i8(),
        deserialize_i16(),
        deserialize_i32(),
        deserialize_i64(),
        deserialize_i128(),
        deserialize_u8(),
        deserialize_u16(),
        deserialize_u32(),
        deserialize_u64(),
        deserialize_u128(),
        deserialize_f32(),
        deserialize_f64(),
        deserialize_char(),
        deserialize_str(),
        deserialize_string(),
        deserialize_bytes(),
        deserialize_byte_buf(),
        deserialize_unit(),
        deserialize_unit_struct(name: &'static str),
        deserialize_seq(),
        deserialize_tuple(len: usize),
        deserialize_tuple_struct(name: &'static str, len: usize),
        deserialize_map(),
        deserialize_struct(name: &'static str, fields: &'static [&'static str]),
        deserialize_enum(name: &'static str, variants: &'static [&'static str]),
        deserialize_identifier(),
        deserialize_ignored_any(),
    }

    fn deserialize_option<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value> {
        if self.is_null() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'a>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value> {
        if let (TEXT | BYTES, Some(message)) = (name, self.message) {
            return Self::sent(Some(message)).deserialize_newtype_struct(name, visitor);
        }
        match (name, self.form) {
            (TEXT | BYTES, Form::Missing) => Err(Error::custom("missing")),
            (TEXT, Form::Sent(_)) => visitor.visit_str(self.text()?),
            (BYTES, Form::Sent(_)) => visitor.visit_bytes(self.bytes()?),
            (EVENT, _) if self.event.is_some() => Self::json(self.event.unwrap_or_default())
                .parse(|json| visitor.visit_newtype_struct(json)),
            // `RawValue` of `serde_json`, and values of the service.
            (name, _) if name.starts_with('$') => {
                self.parse(|json| json.deserialize_newtype_struct(name, visitor))
            }
            // Of the user: the type within may be one of those above.
            _ => visitor.visit_newtype_struct(self),
        }
    }
}

/// Implements `Deserialize` for a type that is read from the event around the payload, through the type of its fields.
macro_rules! read_from_event {
    ($(#[$attribute:meta])* $type:ident<$($parameter:ident),*> as $fields:ident) => {
        impl<'de, $($parameter: serde::de::DeserializeOwned),*> serde::Deserialize<'de> for $type<$($parameter),*> {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct EventVisitor<$($parameter),*>(std::marker::PhantomData<($($parameter,)*)>);

                impl<'de, $($parameter: serde::de::DeserializeOwned),*> serde::de::Visitor<'de> for EventVisitor<$($parameter),*> {
                    type Value = $type<$($parameter),*>;

                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str(concat!("an event for `", stringify!($type), "`"))
                    }

                    fn visit_newtype_struct<D: serde::Deserializer<'de>>(self, event: D) -> Result<Self::Value, D::Error> {
                        let fields = <$fields<$($parameter),*> as serde::Deserialize>::deserialize(event)?;
                        fields.try_into().map_err(serde::de::Error::custom)
                    }
                }

                deserializer.deserialize_newtype_struct($crate::event::content::EVENT, EventVisitor(std::marker::PhantomData))
            }
        }
    };
}
pub(crate) use read_from_event;

/// A value that is the text of a string, if the service wraps JSON so, or the value itself.
pub(crate) fn read_nested<T: DeserializeOwned>(json: &str) -> Result<T> {
    let Some(text) = super::text_of(json) else {
        return Content::json(json).read();
    };
    match Content::json(&text).read() {
        Ok(value) => Ok(value),
        // A `T` such as `String` may want the string.
        Err(error) => Content::json(json).read().map_err(|_| error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handler::extract::{Body, Text};
    use serde::de::IgnoredAny;
    use std::collections::BTreeMap;

    fn sent<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
        Content::sent(Some(bytes)).read()
    }

    #[test]
    fn text_and_bytes_are_taken_as_they_were_sent() {
        assert_eq!(sent::<Text>(b"not JSON").unwrap().0, "not JSON");
        assert_eq!(sent::<Text>(br#""quoted""#).unwrap().0, r#""quoted""#);
        assert_eq!(sent::<Body>(b"\xff\x00").unwrap().0, b"\xff\x00"[..]);
        assert_eq!(sent::<Option<Text>>(b"a").unwrap().unwrap().0, "a");
        assert_eq!(sent::<Box<Text>>(b"a").unwrap().0, "a");
        assert_eq!(Content::sent(None).read::<Option<Body>>().unwrap(), None);
    }

    #[test]
    fn newtype_around_text_takes_text() {
        #[derive(serde::Deserialize)]
        struct Line(Text);
        assert_eq!(sent::<Line>(b"a line").unwrap().0.0, "a line");
    }

    #[test]
    fn other_types_are_json_without_a_rest() {
        assert_eq!(
            sent::<u128>(b"340282366920938463463374607431768211455").unwrap(),
            u128::MAX
        );
        assert_eq!(
            sent::<BTreeMap<String, Text>>(br#"{"a":"b"}"#).unwrap()["a"].0,
            "b"
        );
        assert_eq!(
            sent::<Box<serde_json::value::RawValue>>(b"{ }")
                .unwrap()
                .get(),
            "{ }"
        );
        assert!(
            sent::<u32>(b"1 2")
                .unwrap_err()
                .to_string()
                .starts_with("trailing characters")
        );
        assert!(sent::<IgnoredAny>(b"[").is_err());
    }

    #[test]
    fn text_is_the_message_and_other_types_the_json_around_it() {
        let notification = Content::json(r#"{"Message":"not JSON"}"#).around(Some(b"not JSON"));
        assert_eq!(notification.read::<Text>().unwrap().0, "not JSON");
        assert_eq!(
            notification.read::<Option<Body>>().unwrap().unwrap().0,
            "not JSON"
        );
        let map: BTreeMap<String, String> = notification.read().unwrap();
        assert_eq!(map["Message"], "not JSON");
    }

    #[test]
    fn unreadable_payload_has_its_reason() {
        let not_text = "not UTF-8 text: invalid utf-8 sequence of 1 bytes from index 0";
        assert_eq!(sent::<Text>(b"\xff").unwrap_err().to_string(), not_text);
        assert_eq!(sent::<u32>(b"\xff").unwrap_err().to_string(), not_text);
        let missing = Content::sent(None);
        assert_eq!(missing.read::<Text>().unwrap_err().to_string(), "missing");
        assert!(
            missing
                .read::<u32>()
                .unwrap_err()
                .to_string()
                .starts_with("invalid type: null, expected u32")
        );
    }

    #[test]
    fn json_in_a_string_is_read_unless_the_string_is_wanted() {
        assert_eq!(
            read_nested::<BTreeMap<String, u8>>(r#""{\"a\":1}""#).unwrap()["a"],
            1
        );
        assert_eq!(
            read_nested::<BTreeMap<String, u8>>(r#"{"a":1}"#).unwrap()["a"],
            1
        );
        assert_eq!(read_nested::<String>(r#""plain""#).unwrap(), "plain");
        assert!(
            read_nested::<u8>(r#""plain""#)
                .unwrap_err()
                .to_string()
                .starts_with("expected value")
        );
    }
}
