//! Path parameters.

use std::borrow::Cow;

use serde::de::{DeserializeOwned, Deserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::argument::{Extract, FromHttp, How, Kind, Optional, present};
use super::rejection::Rejection;
use super::text::{Each, Field, TextError, Values};
use super::text_search;
use crate::error::Cut;
use crate::handler::input::HandlerInput;
use crate::table::{parameter_names, percent_decoded};

/// The parameters of a route's path template.
///
/// For a template with one parameter, `T` is a single value. For several, it is a tuple in the template's order, or a struct with
/// `#[derive(PathParams)]` that takes them [by name](trait@crate::PathParams). The compiler checks that. Each segment is decoded
/// once. A number is finite: take a `String` for `NaN` and `inf`.
///
/// ```
/// use gatewright::prelude::*;
///
/// #[lambda_handler(main = false)]
/// #[get("/orders/{order}/lines/{line}")]
/// async fn order_line(Path((order, line)): Path<(String, u32)>) -> String {
///     format!("{order}:{line}")
/// }
///
/// # fn main() {
/// # use gatewright::testing::{block_on, invoke};
/// # let event = serde_json::json!({"httpMethod": "GET", "path": "/orders/a/lines/2"});
/// # assert_eq!(block_on(invoke(&ORDER_LINE, event)).unwrap()["body"], "a:2");
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned> Extract<FromHttp> for Path<T> {
    const KIND: Kind = Kind::Path;
    const HOW: How<Self> = How::Now(|incoming| extract(incoming).map(Path));
}

/// `None` if the template has no parameters.
impl<T: DeserializeOwned> Extract<Optional<FromHttp>> for Option<Path<T>> {
    const KIND: Kind = Kind::OptionalPath;
    const HOW: How<Self> = How::Now(|incoming| {
        if incoming.captures.is_empty() {
            return Ok(None);
        }
        present(incoming)
    });
}

fn extract<T: DeserializeOwned>(incoming: &HandlerInput<'_>) -> Result<T, Rejection> {
    let request = incoming.request()?;
    let values = incoming.captures.iter().map(|value| {
        let decoded = if request.path_is_encoded {
            percent_decoded(value)
        } else {
            Some(Cow::Borrowed(value))
        };
        decoded.ok_or_else(|| {
            Rejection::invalid(format!(
                "path: `{}` is not percent-encoded UTF-8",
                Cut::name(value)
            ))
        })
    });
    let values = parameter_names(incoming.template)
        .zip(values)
        .map(|(name, value)| Ok(Field::new(name, vec![value?])))
        .collect::<Result<Vec<_>, Rejection>>()?;
    let mut names = parameter_names(incoming.template);
    let only = names.next().filter(|_| names.next().is_none());
    text_search::read(&values, &[], || T::deserialize(Parameters(&values))).map_err(|error| {
        let error = only.into_iter().fold(error, TextError::in_field);
        Rejection::invalid(error.in_words("path parameter"))
    })
}

/// The captured values: a single value, a tuple, or a struct by their names.
struct Parameters<'a>(&'a [Field<'a>]);

impl<'a> Parameters<'a> {
    fn only(self) -> Result<Values<'a>, TextError> {
        match self.0 {
            [only] => Ok(Values::of(only)),
            all => Err(TextError::new(format_args!(
                "the path has {} parameters, but the type takes one",
                all.len()
            ))),
        }
    }
}

macro_rules! only {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
            self.only()?.$method(visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for Parameters<'de> {
    type Error = TextError;

    only! {
        deserialize_any deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128 deserialize_f32 deserialize_f64
        deserialize_char deserialize_option deserialize_str deserialize_string deserialize_bytes deserialize_byte_buf
        deserialize_identifier
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, TextError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        visitor.visit_seq(Each::of(self.0))
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, TextError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, TextError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        visitor.visit_map(Each::of(self.0))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TextError> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TextError> {
        self.only()?.deserialize_enum(name, variants, visitor)
    }

    forward_to_deserialize_any! {
        unit unit_struct ignored_any
    }
}
