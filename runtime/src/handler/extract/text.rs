//! Typed values from text: path parameters and query strings, through serde.

use std::borrow::Cow;
use std::fmt;

use serde::de::{
    self, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor,
};
use serde::forward_to_deserialize_any;

/// Why a text is not a value of the expected type, and the field that it belongs to.
#[derive(Debug)]
pub(super) struct TextError {
    field: Option<String>,
    message: String,
}

impl TextError {
    pub(super) fn new(message: impl fmt::Display) -> Self {
        Self {
            field: None,
            message: message.to_string(),
        }
    }

    pub(super) fn in_field(mut self, name: &str) -> Self {
        self.field.get_or_insert_with(|| name.to_owned());
        self
    }

    /// The error as a sentence. `what` is the kind of field, such as `query parameter`.
    pub(super) fn in_words(&self, what: &str) -> String {
        match &self.field {
            Some(field) => format!("{what} `{field}`: {}", self.message),
            None => format!("{what}: {}", self.message),
        }
    }
}

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for TextError {}

impl de::Error for TextError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message)
    }
}

/// The values of one name.
pub(super) struct Values<'a> {
    name: Cow<'a, str>,
    values: Vec<Cow<'a, str>>,
}

impl<'a> Values<'a> {
    pub(super) fn one(name: impl Into<Cow<'a, str>>, value: impl Into<Cow<'a, str>>) -> Self {
        Self {
            name: name.into(),
            values: vec![value.into()],
        }
    }

    fn single(&mut self) -> Result<Cow<'a, str>, TextError> {
        match self.values.len() {
            1 => Ok(self.values.remove(0)),
            count => Err(TextError::new(format_args!(
                "expected one value, found {count}"
            ))),
        }
    }

    fn parsed<T: std::str::FromStr>(&mut self, wanted: &str) -> Result<T, TextError> {
        let text = self.single()?;
        text.parse()
            .map_err(|_| TextError::new(format_args!("`{text}` is {wanted}")))
    }
}

macro_rules! parsed {
    ($($method:ident => $visit:ident, $wanted:expr;)*) => {$(
        fn $method<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, TextError> {
            visitor.$visit(self.parsed($wanted)?)
        }
    )*};
}

impl<'de> Deserializer<'de> for Values<'de> {
    type Error = TextError;

    parsed! {
        deserialize_bool => visit_bool, "neither `true` nor `false`";
        deserialize_i8 => visit_i8, "not an integer of type i8";
        deserialize_i16 => visit_i16, "not an integer of type i16";
        deserialize_i32 => visit_i32, "not an integer of type i32";
        deserialize_i64 => visit_i64, "not an integer of type i64";
        deserialize_i128 => visit_i128, "not an integer of type i128";
        deserialize_u8 => visit_u8, "not an integer of type u8";
        deserialize_u16 => visit_u16, "not an integer of type u16";
        deserialize_u32 => visit_u32, "not an integer of type u32";
        deserialize_u64 => visit_u64, "not an integer of type u64";
        deserialize_u128 => visit_u128, "not an integer of type u128";
        deserialize_f32 => visit_f32, "not a number";
        deserialize_f64 => visit_f64, "not a number";
        deserialize_char => visit_char, "not a single character";
    }

    fn deserialize_any<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, TextError> {
        match self.single()? {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, TextError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        let Self { name, values } = self;
        visitor.visit_seq(Each::new(
            values
                .into_iter()
                .map(|value| Values::one(name.clone(), value))
                .collect(),
        ))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        mut self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TextError> {
        visitor.visit_enum(self.single()?.into_deserializer())
    }

    forward_to_deserialize_any! {
        str string bytes byte_buf unit unit_struct tuple tuple_struct map struct identifier ignored_any
    }
}

/// Several named values in order. An error names the value, whether it comes from the parser here or the user's `Deserialize`.
pub(super) struct Each<'a>(std::vec::IntoIter<Values<'a>>);

impl<'a> Each<'a> {
    pub(super) fn new(values: Vec<Values<'a>>) -> Self {
        Self(values.into_iter())
    }

    fn read<'de, S: DeserializeSeed<'de>>(
        values: Values<'de>,
        seed: S,
    ) -> Result<S::Value, TextError> {
        let name = values.name.clone();
        seed.deserialize(values)
            .map_err(|error| error.in_field(&name))
    }
}

impl<'de> SeqAccess<'de> for Each<'de> {
    type Error = TextError;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, TextError> {
        self.0
            .next()
            .map(|values| Self::read(values, seed))
            .transpose()
    }
}

impl<'de> MapAccess<'de> for Each<'de> {
    type Error = TextError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, TextError> {
        let Some(values) = self.0.as_slice().first() else {
            return Ok(None);
        };
        seed.deserialize(values.name.clone().into_deserializer())
            .map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, TextError> {
        match self.0.next() {
            Some(values) => Self::read(values, seed),
            None => Err(TextError::new("the value was requested before its name")),
        }
    }
}

/// Named values as one struct or map.
pub(super) struct Fields<'a>(Vec<Values<'a>>);

impl<'a> Fields<'a> {
    pub(super) fn new(fields: Vec<(Cow<'a, str>, Vec<Cow<'a, str>>)>) -> Self {
        Self(
            fields
                .into_iter()
                .map(|(name, values)| Values { name, values })
                .collect(),
        )
    }
}

impl<'de> Deserializer<'de> for Fields<'de> {
    type Error = TextError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        visitor.visit_map(Each::new(self.0))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, TextError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}
