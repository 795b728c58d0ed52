//! Typed values from text: path parameters, query strings and claims, through serde.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{
    self, DeserializeSeed, Deserializer, Expected, IntoDeserializer, MapAccess, SeqAccess,
    Unexpected, Visitor,
};
use serde::forward_to_deserialize_any;

use super::text_form::{Form, Mismatch, Number};
use super::text_nested;
use crate::error::Cut;

/// Why a text is not a value of the expected type, and the field that it belongs to.
#[derive(Debug)]
pub(super) struct TextError {
    pub(super) field: Option<String>,
    pub(super) message: String,
    /// The value that serde found in place of the expected type, if the error is about that.
    pub(super) mismatch: Option<Box<Mismatch>>,
}

impl TextError {
    pub(super) fn new(message: impl fmt::Display) -> Self {
        Self {
            field: None,
            message: message.to_string(),
            mismatch: None,
        }
    }

    pub(super) fn in_field(mut self, name: &str) -> Self {
        self.field.get_or_insert_with(|| name.to_owned());
        self
    }

    /// The error as a sentence. `what` is the kind of field, such as `query parameter`.
    pub(super) fn in_words(&self, what: &str) -> String {
        match &self.field {
            Some(field) => format!("{what} `{}`: {}", Cut::name(field), self.message),
            None => format!("{what}: {}", self.message),
        }
    }

    fn mismatched(kind: &str, unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let message = format!("invalid {kind}: {unexpected}, expected {expected}");
        let mismatch = Mismatch::recorded(unexpected, expected);
        Self {
            mismatch: Some(Box::new(mismatch)),
            ..Self::new(message)
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

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::mismatched("type", unexpected, expected)
    }

    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::mismatched("value", unexpected, expected)
    }
}

/// One name with its values.
pub(super) struct Field<'a> {
    name: Cow<'a, str>,
    /// The whole name of a field within another: `filter[status]`.
    whole_name: Option<Box<str>>,
    content: Content<'a>,
    /// Whether a single text may be a list, as claims of a token are.
    pub(super) splits: bool,
    /// How the values are read where serde asks for a value of any type.
    pub(super) form: Cell<Form>,
    /// Whether serde asked for a value of any type.
    pub(super) is_buffered: Cell<bool>,
}

enum Content<'a> {
    Texts(Vec<Cow<'a, str>>),
    /// A value that is not text.
    Json(&'a str),
    /// Fields of a name with brackets.
    Fields(Vec<Field<'a>>),
}

impl<'a> Field<'a> {
    pub(super) fn new(name: impl Into<Cow<'a, str>>, values: Vec<Cow<'a, str>>) -> Self {
        Self::of(name.into(), Content::Texts(values))
    }

    pub(super) fn json(name: impl Into<Cow<'a, str>>, json: &'a str) -> Self {
        Self::of(name.into(), Content::Json(json))
    }

    /// A field that has fields itself, or one within such a field.
    pub(super) fn within(
        name: &'a str,
        whole_name: String,
        texts: Vec<Cow<'a, str>>,
        fields: Vec<Self>,
    ) -> Self {
        let content = if fields.is_empty() {
            Content::Texts(texts)
        } else {
            Content::Fields(fields)
        };
        Self {
            whole_name: Some(whole_name.into()),
            ..Self::of(Cow::Borrowed(name), content)
        }
    }

    fn of(name: Cow<'a, str>, content: Content<'a>) -> Self {
        Self {
            name,
            whole_name: None,
            content,
            splits: false,
            form: Cell::new(Form::Text),
            is_buffered: Cell::new(false),
        }
    }

    /// The name for messages.
    pub(super) fn name(&self) -> &str {
        self.whole_name.as_deref().unwrap_or(&self.name)
    }

    /// The name as a key.
    pub(super) fn key(&self) -> &str {
        &self.name
    }

    /// The fields of a name with brackets.
    pub(super) fn fields(&self) -> Option<&[Self]> {
        match &self.content {
            Content::Fields(fields) => Some(fields),
            Content::Texts(_) | Content::Json(_) => None,
        }
    }

    pub(super) fn texts(&self) -> &[Cow<'a, str>] {
        match &self.content {
            Content::Texts(texts) => texts,
            Content::Json(_) | Content::Fields(_) => &[],
        }
    }

    pub(super) fn push(&mut self, value: Cow<'a, str>) {
        if let Content::Texts(texts) = &mut self.content {
            texts.push(value);
        }
    }

    /// The values as a list. The claims of an access token that are lists arrive as `[a b]` from an HTTP API, and as `a,b` from a REST
    /// API.
    fn list(&self) -> Vec<&str> {
        match self.texts() {
            [only] if self.splits => match only.strip_prefix('[').and_then(|s| s.strip_suffix(']'))
            {
                Some(list) => list
                    .split([' ', ','])
                    .map(|value| value.trim_matches('"'))
                    .filter(|value| !value.is_empty())
                    .collect(),
                None => only.split(',').map(str::trim).collect(),
            },
            texts => texts.iter().map(|text| &**text).collect(),
        }
    }
}

/// The values of one field, or one of them.
#[derive(Clone, Copy)]
pub(super) struct Values<'a> {
    pub(super) field: &'a Field<'a>,
    pub(super) element: Option<&'a str>,
}

impl<'a> Values<'a> {
    pub(super) fn of(field: &'a Field<'a>) -> Self {
        Self {
            field,
            element: None,
        }
    }

    fn json(&self) -> Option<&'a str> {
        match (&self.field.content, self.element) {
            (Content::Json(json), None) => Some(json),
            _ => None,
        }
    }

    /// The fields of a name with brackets.
    fn fields(&self) -> Option<&'a [Field<'a>]> {
        self.field.fields().filter(|_| self.element.is_none())
    }

    fn single(&self) -> Result<&'a str, TextError> {
        match (self.element, self.field.texts()) {
            (Some(text), _) => Ok(text),
            (None, [only]) => Ok(only),
            (None, _) if self.fields().is_some() => Err(TextError::new(
                "expected one value, found a name with brackets",
            )),
            (None, texts) => Err(TextError::new(format_args!(
                "expected one value, found {}",
                texts.len()
            ))),
        }
    }

    fn parsed<T: std::str::FromStr>(&self, wanted: &str) -> Result<T, TextError> {
        let text = self.single()?;
        text.parse()
            .map_err(|_| TextError::new(format_args!("`{}` is {wanted}", Cut::value(text))))
    }

    /// A number that is neither infinite nor NaN: the text of a client must not put these into calculations.
    fn finite(&self) -> Result<f64, TextError> {
        let number: f64 = self.parsed("not a number")?;
        if number.is_finite() {
            return Ok(number);
        }
        let text = self.single()?;
        Err(TextError::new(format_args!(
            "`{}` is not a finite number",
            Cut::value(text)
        )))
    }

    fn elements(&self) -> Each<'a> {
        let field = self.field;
        let elements = match self.element {
            Some(text) => vec![text],
            None => field.list(),
        };
        let values = elements.into_iter().map(|text| Self {
            field,
            element: Some(text),
        });
        Each(values.collect::<Vec<_>>().into_iter())
    }
}

fn json_error(error: &serde_json::Error) -> TextError {
    TextError::new(error)
}

macro_rules! parsed {
    ($($method:ident => $visit:ident, $wanted:expr;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
            if let Some(json) = self.json() {
                return serde_json::Deserializer::from_str(json).$method(visitor).map_err(|error| json_error(&error));
            }
            visitor.$visit(self.parsed($wanted)?)
        }
    )*};
}

macro_rules! text {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
            if let Some(json) = self.json() {
                return serde_json::Deserializer::from_str(json).$method(visitor).map_err(|error| json_error(&error));
            }
            visitor.visit_borrowed_str(self.single()?)
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
        deserialize_char => visit_char, "not a single character";
    }

    text! {
        deserialize_str deserialize_string deserialize_bytes deserialize_byte_buf deserialize_identifier
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        if let Some(json) = self.json() {
            let mut json = serde_json::Deserializer::from_str(json);
            return json
                .deserialize_f32(visitor)
                .map_err(|error| json_error(&error));
        }
        self.finite()?;
        let number: f32 = self.parsed("not a number")?;
        if number.is_infinite() {
            let text = self.single()?;
            return Err(TextError::new(format_args!(
                "`{}` is too large for a number of type f32",
                Cut::value(text)
            )));
        }
        visitor.visit_f32(number)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        if let Some(json) = self.json() {
            let mut json = serde_json::Deserializer::from_str(json);
            return json
                .deserialize_f64(visitor)
                .map_err(|error| json_error(&error));
        }
        visitor.visit_f64(self.finite()?)
    }

    /// Serde asks for a value of any type where it does not know yet to which field or variant it belongs: for `#[serde(flatten)]`,
    /// and for untagged and internally tagged enums.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        if let Some(json) = self.json() {
            let mut json = serde_json::Deserializer::from_str(json);
            return json
                .deserialize_any(visitor)
                .map_err(|error| json_error(&error));
        }
        if let Some(fields) = self.fields() {
            return match text_nested::elements(fields) {
                Ok(elements) => visitor.visit_seq(Each::these(elements)),
                Err(_) => visitor.visit_map(Each::of(fields)),
            };
        }
        self.field.is_buffered.set(true);
        let form = self.field.form.get();
        if self.element.is_none() && (form.is_list() || self.field.texts().len() != 1) {
            return visitor.visit_seq(self.elements());
        }
        let text = self.single()?;
        match form
            .is_of_numbers()
            .then(|| Number::guessed(text))
            .flatten()
        {
            Some(Number::Bool(value)) => visitor.visit_bool(value),
            Some(Number::Unsigned(value)) => visitor.visit_u64(value),
            Some(Number::Signed(value)) => visitor.visit_i64(value),
            Some(Number::Float(value)) => visitor.visit_f64(value),
            None => visitor.visit_borrowed_str(text),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        match self.json() {
            Some("null") => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, TextError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        if let Some(json) = self.json() {
            let mut json = serde_json::Deserializer::from_str(json);
            return json
                .deserialize_seq(visitor)
                .map_err(|error| json_error(&error));
        }
        if let Some(fields) = self.fields() {
            return visitor.visit_seq(Each::these(text_nested::elements(fields)?));
        }
        visitor.visit_seq(self.elements())
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, TextError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TextError> {
        if let Some(json) = self.json() {
            let mut json = serde_json::Deserializer::from_str(json);
            return json
                .deserialize_enum(name, variants, visitor)
                .map_err(|error| json_error(&error));
        }
        if let Some(fields) = self.fields() {
            return visitor.visit_enum(MapAccessDeserializer::new(Each::of(fields)));
        }
        visitor.visit_enum(self.single()?.into_deserializer())
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        match self.fields() {
            Some(fields) => visitor.visit_map(Each::of(fields)),
            None => self.deserialize_any(visitor),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TextError> {
        self.deserialize_map(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        unit unit_struct tuple_struct
    }
}

/// Several values in order. An error names the value, whether it comes from the parser here or the user's `Deserialize`.
pub(super) struct Each<'a>(std::vec::IntoIter<Values<'a>>);

impl<'a> Each<'a> {
    pub(super) fn of(fields: &'a [Field<'a>]) -> Self {
        Self::these(fields.iter().map(Values::of).collect())
    }

    pub(super) fn these(values: Vec<Values<'a>>) -> Self {
        Self(values.into_iter())
    }

    /// The name of the next field.
    pub(super) fn upcoming(&self) -> Option<&'a str> {
        Some(self.0.as_slice().first()?.field.key())
    }

    fn read<S: DeserializeSeed<'a>>(values: Values<'a>, seed: S) -> Result<S::Value, TextError> {
        seed.deserialize(values)
            .map_err(|error| error.in_field(values.field.name()))
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
        let Some(name) = self.upcoming() else {
            return Ok(None);
        };
        seed.deserialize(de::value::BorrowedStrDeserializer::new(name))
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
#[derive(Clone, Copy)]
pub(super) struct Fields<'a> {
    /// The fields with their names as they were sent.
    pub(super) sent: &'a [Field<'a>],
    /// The same with those of names with brackets within others. Empty if there are no such names.
    pub(super) tree: &'a [Field<'a>],
}

impl<'a> Fields<'a> {
    pub(super) fn of(sent: &'a [Field<'a>]) -> Self {
        Self { sent, tree: &[] }
    }

    pub(super) fn nested(sent: &'a [Field<'a>], tree: &'a [Field<'a>]) -> Self {
        Self { sent, tree }
    }
}

impl<'de> Deserializer<'de> for Fields<'de> {
    type Error = TextError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        if self.tree.is_empty() {
            visitor.visit_map(Each::of(self.sent))
        } else {
            visitor.visit_map(text_nested::TopLevel::of(self))
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TextError> {
        // Names with brackets of the struct itself.
        let own = self.sent.iter().filter(|field| {
            !self.tree.is_empty() && field.key().contains('[') && names.contains(&field.key())
        });
        let fields = if self.tree.is_empty() {
            self.sent
        } else {
            self.tree
        };
        visitor.visit_map(Each::these(
            fields.iter().chain(own).map(Values::of).collect(),
        ))
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
        tuple_struct map enum identifier ignored_any
    }
}
