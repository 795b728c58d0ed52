//! Path parameters.

use std::borrow::Cow;

use serde::de::{DeserializeOwned, Deserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::text::{Each, TextError, Values};
use super::{Extract, FromHttp, How, Kind, Rejection};
use crate::incoming::Incoming;
use crate::table::{Message, parameter_count, parameter_names, percent_decoded};

/// The parameters of a route's path template.
///
/// A template with one parameter fits a single value, one with several a tuple in the same order or a struct that derives
/// [`PathParams`](trait@PathParams), by name. That is checked when the function is compiled. Each segment is decoded once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned> Extract<FromHttp> for Path<T> {
    const KIND: Kind = Kind::Path;
    const HOW: How<Self> = How::Now(|incoming| extract(incoming).map(Path));
}

fn extract<T: DeserializeOwned>(incoming: &Incoming<'_>) -> Result<T, Rejection> {
    let request = incoming.request()?;
    let values = incoming.captures.as_slice().iter().map(|value| {
        let decoded = if request.path_is_encoded {
            percent_decoded(value)
        } else {
            Some(Cow::Borrowed(*value))
        };
        decoded.ok_or_else(|| {
            Rejection::invalid(format!("path: `{value}` is not percent-encoded UTF-8"))
        })
    });
    let values = parameter_names(incoming.template)
        .zip(values)
        .map(|(name, value)| Ok(Values::one(name, value?)))
        .collect::<Result<Vec<_>, Rejection>>()?;
    let mut names = parameter_names(incoming.template);
    let only = names.next().filter(|_| names.next().is_none());
    T::deserialize(Parameters(values)).map_err(|error| {
        let error = only.into_iter().fold(error, TextError::in_field);
        Rejection::invalid(error.in_words("path parameter"))
    })
}

/// The captured values: one is a value, several are a tuple or, by their names, a struct.
struct Parameters<'a>(Vec<Values<'a>>);

impl<'a> Parameters<'a> {
    fn only(mut self) -> Result<Values<'a>, TextError> {
        match self.0.len() {
            1 => Ok(self.0.remove(0)),
            count => Err(TextError::new(format_args!(
                "the path has {count} parameters, and this type is one"
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
        deserialize_char deserialize_option
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, TextError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        visitor.visit_seq(Each::new(self.0))
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
        visitor.visit_map(Each::new(self.0))
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
        str string bytes byte_buf unit unit_struct identifier ignored_any
    }
}

/// What a `Path<T>` expects of its template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathShape {
    /// The parameter is no `Path`.
    NotAPath,
    /// As many parameters, in order.
    Count(usize),
    /// Parameters of these names.
    Names(&'static [&'static str]),
}

/// A type that takes several path parameters. Tuples do; structs do with `#[derive(PathParams)]`.
pub trait PathParams {
    /// What it expects of the template.
    const SHAPE: PathShape;
}

macro_rules! tuples_take_parameters {
    ($($count:literal: $($type:ident)*;)*) => {$(
        impl<$($type),*> PathParams for ($($type,)*) {
            const SHAPE: PathShape = PathShape::Count($count);
        }
    )*};
}

tuples_take_parameters! {
    1: A; 2: A B; 3: A B C; 4: A B C D; 5: A B C D E; 6: A B C D E F; 7: A B C D E F G; 8: A B C D E F G H;
}

/// Asks what a handler's parameter expects of the template: `<Fits<P>>::SHAPE`.
///
/// An inherent constant goes before one of a trait, and the traits before each other by how much they know.
pub struct Fits<P>(std::marker::PhantomData<fn() -> P>);

impl<T: PathParams> Fits<Path<T>> {
    /// The shape of a tuple or of a struct that names its parameters.
    pub const SHAPE: PathShape = T::SHAPE;
}

impl<T: PathParams> Fits<Option<Path<T>>> {
    /// The shape of a tuple or of a struct that names its parameters.
    pub const SHAPE: PathShape = T::SHAPE;
}

/// Gives [`Fits`] a shape for every other parameter.
pub trait AnyFits {
    /// Not a path.
    const SHAPE: PathShape = PathShape::NotAPath;
}

impl<P> AnyFits for Fits<P> {}

/// Fails to compile when a handler's `Path` does not fit its route's template. `kinds` and `shapes` are
/// those of its parameters.
///
/// # Panics
///
/// While the function is compiled.
#[track_caller]
pub const fn path_fits(template: &'static str, kinds: &[Kind], shapes: &[PathShape]) {
    if let Some(message) = misfit(template, kinds, shapes) {
        panic!("{}", message.as_str());
    }
}

const fn misfit(template: &'static str, kinds: &[Kind], shapes: &[PathShape]) -> Option<Message> {
    let declared = parameter_count(template);
    let mut at = 0;
    while at < kinds.len() {
        let is_path = match kinds[at] {
            Kind::Path => true,
            Kind::OptionalPath => declared != 0,
            _ => false,
        };
        if is_path {
            let expected = match shapes[at] {
                // A single value: not a tuple, and no struct that says otherwise.
                PathShape::NotAPath => 1,
                PathShape::Count(count) => count,
                PathShape::Names(names) => names.len(),
            };
            if expected != declared {
                return Some(wrong_count(template, declared, expected));
            }
        }
        at += 1;
    }
    None
}

const fn wrong_count(template: &'static str, declared: usize, expected: usize) -> Message {
    let message = Message::new().text("`").text(template).text("` has ");
    let message = count(message, declared)
        .text(", and this handler's `Path` takes ")
        .number(expected);
    let message = match declared {
        0 => message.text("\nhelp: leave the `Path` out, or add `{name}` to the template"),
        1 => message.text("\nhelp: take one value: `Path(name): Path<T>`"),
        2 => message
            .text("\nhelp: take a tuple in the template's order: `Path((a, b)): Path<(A, B)>`"),
        _ => message.text(
            "\nhelp: take a tuple with one element for each parameter, in the template's order",
        ),
    };
    message.text("\nnote: a path's parameters and their types are matched when the function is compiled, so that no request can find them missing")
}

const fn count(message: Message, count: usize) -> Message {
    match count {
        0 => message.text("no parameter"),
        1 => message.text("1 parameter"),
        _ => message.number(count).text(" parameters"),
    }
}
