//! A deserializer that records the JSON names which types ask for, or puts other values in the place of a member.

use std::cell::RefCell;
use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, IgnoredAny, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};

use super::names::{CHANGES, Place, Shape, Shapes};

/// A deserializer that records what is asked for, or changes a value.
pub(super) struct Watched<'s, D> {
    inner: D,
    spot: Spot<'s>,
}

/// Where a value is.
#[derive(Clone)]
struct Spot<'s> {
    shapes: &'s Shapes,
    /// `None` if nothing is recorded there.
    place: Option<Place>,
    /// Takes the name of a member, which is being deserialised.
    key: Option<&'s RefCell<Key>>,
}

/// The name of a member.
#[derive(Default)]
struct Key {
    text: String,
    /// Whether it is that of a struct's field.
    is_identifier: bool,
}

/// The most names of one object that are recorded.
const MOST_KEYS: usize = 200;

impl<'s> Spot<'s> {
    fn key(shapes: &'s Shapes, key: &'s RefCell<Key>) -> Self {
        Self {
            shapes,
            place: None,
            key: Some(key),
        }
    }

    fn member(&self, name: &str) -> Self {
        let place = self.place.as_ref().map(|place| {
            let mut place = place.clone();
            place.push(name.to_owned());
            place
        });
        Self {
            shapes: self.shapes,
            place,
            key: None,
        }
    }

    /// An element of a list, if a failure or the change may concern it.
    fn element(&self, index: usize) -> Self {
        let name = index.to_string();
        if self.shapes.indices.contains(&name) || self.change().is_some() {
            self.member(&name)
        } else {
            Self {
                shapes: self.shapes,
                place: None,
                key: None,
            }
        }
    }

    fn note(&self, note: impl FnOnce(&mut Shape)) {
        self.shapes.note(self.place.as_ref(), note);
    }

    /// The number of the change, if the value is in the member that is changed.
    fn change(&self) -> Option<usize> {
        let (member, number) = self.shapes.change.as_ref()?;
        self.place.as_ref()?.starts_with(member).then_some(*number)
    }

    fn text(&self) -> Option<&'static str> {
        self.change().map(|number| CHANGES[number].0)
    }

    fn number(&self) -> Option<u8> {
        self.change().map(|number| CHANGES[number].1)
    }

    /// Whether lists and options lose their content.
    fn is_emptied(&self) -> bool {
        self.change() == Some(0)
    }

    fn take_identifier(&self) {
        if let Some(key) = self.key {
            key.borrow_mut().is_identifier = true;
        }
    }

    fn take_key(&self, text: &str) {
        if let Some(key) = self.key {
            text.clone_into(&mut key.borrow_mut().text);
        }
    }
}

impl<'s, D> Watched<'s, D> {
    pub(super) fn root(inner: D, shapes: &'s Shapes) -> Self {
        // A query may be deserialised several times.
        shapes.seen.borrow_mut().clear();
        let spot = Spot {
            shapes,
            place: Some(Place::new()),
            key: None,
        };
        Self { inner, spot }
    }
}

macro_rules! forward {
    ($($method:ident($($name:ident: $type:ty),*);)*) => {$(
        fn $method<V: Visitor<'de>>(self, $($name: $type,)* visitor: V) -> Result<V::Value, D::Error> {
            self.inner.$method($($name,)* Watched { inner: visitor, spot: self.spot })
        }
    )*};
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Watched<'_, D> {
    type Error = D::Error;

    forward! {
        deserialize_bool();
        deserialize_i8();
        deserialize_i16();
        deserialize_i32();
        deserialize_i64();
        deserialize_i128();
        deserialize_u8();
        deserialize_u16();
        deserialize_u32();
        deserialize_u64();
        deserialize_u128();
        deserialize_f32();
        deserialize_f64();
        deserialize_char();
        deserialize_str();
        deserialize_string();
        deserialize_bytes();
        deserialize_byte_buf();
        deserialize_option();
        deserialize_unit();
        deserialize_unit_struct(name: &'static str);
        deserialize_seq();
        deserialize_tuple(len: usize);
        deserialize_tuple_struct(name: &'static str, len: usize);
        deserialize_map();
        deserialize_enum(name: &'static str, variants: &'static [&'static str]);
        deserialize_ignored_any();
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.spot.note(|shape| shape.newtypes += 1);
        self.inner.deserialize_newtype_struct(
            name,
            Watched {
                inner: visitor,
                spot: self.spot,
            },
        )
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.spot.note(|shape| shape.fields = Some(fields));
        self.inner.deserialize_struct(
            name,
            fields,
            Watched {
                inner: visitor,
                spot: self.spot,
            },
        )
    }

    /// The name of a member, if serde does not know yet to which variant or struct it belongs.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.spot.take_identifier();
        self.inner.deserialize_any(Watched {
            inner: visitor,
            spot: self.spot,
        })
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.spot.take_identifier();
        self.inner.deserialize_identifier(Watched {
            inner: visitor,
            spot: self.spot,
        })
    }

    fn is_human_readable(&self) -> bool {
        self.inner.is_human_readable()
    }
}

macro_rules! numbers {
    ($($method:ident: $type:ty;)*) => {$(
        fn $method<E: Error>(self, value: $type) -> Result<V::Value, E> {
            self.inner.$method(self.spot.number().map_or(value, <$type>::from))
        }
    )*};
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Watched<'_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.expecting(f)
    }

    numbers! {
        visit_i16: i16;
        visit_i32: i32;
        visit_i64: i64;
        visit_i128: i128;
        visit_u8: u8;
        visit_u16: u16;
        visit_u32: u32;
        visit_u64: u64;
        visit_u128: u128;
        visit_f32: f32;
        visit_f64: f64;
    }

    fn visit_i8<E: Error>(self, value: i8) -> Result<V::Value, E> {
        let number = self
            .spot
            .number()
            .and_then(|number| i8::try_from(number).ok());
        self.inner.visit_i8(number.unwrap_or(value))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<V::Value, E> {
        self.inner.visit_bool(value != self.spot.is_emptied())
    }

    fn visit_char<E: Error>(self, value: char) -> Result<V::Value, E> {
        let changed = self.spot.text().and_then(|text| text.chars().next());
        self.inner.visit_char(changed.unwrap_or(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<V::Value, E> {
        self.spot.take_key(value);
        self.inner.visit_str(self.spot.text().unwrap_or(value))
    }

    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<V::Value, E> {
        self.spot.take_key(value);
        self.inner
            .visit_borrowed_str(self.spot.text().unwrap_or(value))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<V::Value, E> {
        self.spot.take_key(&value);
        match self.spot.text() {
            Some(text) => self.inner.visit_borrowed_str(text),
            None => self.inner.visit_string(value),
        }
    }

    fn visit_bytes<E: Error>(self, value: &[u8]) -> Result<V::Value, E> {
        self.inner.visit_bytes(value)
    }

    fn visit_borrowed_bytes<E: Error>(self, value: &'de [u8]) -> Result<V::Value, E> {
        self.inner.visit_borrowed_bytes(value)
    }

    fn visit_byte_buf<E: Error>(self, value: Vec<u8>) -> Result<V::Value, E> {
        self.inner.visit_byte_buf(value)
    }

    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        self.inner.visit_none()
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.inner.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, value: D) -> Result<V::Value, D::Error> {
        if self.spot.is_emptied() {
            serde::Deserialize::deserialize(value).map(|IgnoredAny| ())?;
            return self.inner.visit_none();
        }
        self.inner.visit_some(Watched {
            inner: value,
            spot: self.spot,
        })
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, value: D) -> Result<V::Value, D::Error> {
        self.inner.visit_newtype_struct(Watched {
            inner: value,
            spot: self.spot,
        })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, elements: A) -> Result<V::Value, A::Error> {
        let mut elements = Elements {
            inner: elements,
            spot: self.spot,
            next: 0,
        };
        if elements.spot.is_emptied() {
            while elements.inner.next_element::<IgnoredAny>()?.is_some() {}
        }
        self.inner.visit_seq(elements)
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<V::Value, A::Error> {
        self.inner.visit_map(Members {
            inner: members,
            spot: self.spot,
            name: String::new(),
        })
    }

    fn visit_enum<A: EnumAccess<'de>>(self, variants: A) -> Result<V::Value, A::Error> {
        self.inner.visit_enum(Watched {
            inner: variants,
            spot: self.spot,
        })
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Watched<'_, S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<S::Value, D::Error> {
        self.inner.deserialize(Watched {
            inner: value,
            spot: self.spot,
        })
    }
}

struct Elements<'s, A> {
    inner: A,
    spot: Spot<'s>,
    next: usize,
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Elements<'_, A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        if self.spot.is_emptied() {
            return Ok(None);
        }
        let spot = self.spot.element(self.next);
        self.next += 1;
        self.inner.next_element_seed(Watched { inner: seed, spot })
    }

    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}

struct Members<'s, A> {
    inner: A,
    spot: Spot<'s>,
    name: String,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Members<'_, A> {
    type Error = A::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        let key = RefCell::new(Key::default());
        let spot = Spot::key(self.spot.shapes, &key);
        let value = self.inner.next_key_seed(Watched { inner: seed, spot })?;
        let Key {
            text,
            is_identifier,
        } = key.into_inner();
        self.name = text;
        if value.is_some() {
            self.spot.note(|shape| match (shape.fields, is_identifier) {
                (None, false) => shape.is_map = true,
                (None, true) if shape.keys.len() < MOST_KEYS => shape.keys.push(self.name.clone()),
                _ => {}
            });
        }
        Ok(value)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        let spot = self.spot.member(&self.name);
        self.inner.next_value_seed(Watched { inner: seed, spot })
    }

    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}

impl<'s, 'de, A: EnumAccess<'de>> EnumAccess<'de> for Watched<'s, A> {
    type Error = A::Error;
    type Variant = Content<'s, A::Variant>;

    fn variant_seed<S: DeserializeSeed<'de>>(
        self,
        seed: S,
    ) -> Result<(S::Value, Self::Variant), A::Error> {
        let key = RefCell::new(Key::default());
        let name = Spot::key(self.spot.shapes, &key);
        let (value, variant) = self.inner.variant_seed(Watched {
            inner: seed,
            spot: name,
        })?;
        let name = key.into_inner().text;
        Ok((
            value,
            Content {
                inner: variant,
                spot: self.spot,
                name,
            },
        ))
    }
}

/// The content of a variant.
pub(super) struct Content<'s, A> {
    inner: A,
    spot: Spot<'s>,
    name: String,
}

impl<'s, A> Content<'s, A> {
    /// The spot within the variant, which is a member of an object.
    fn within(&self, note: impl FnOnce(&mut Shape)) -> Spot<'s> {
        self.spot
            .note(|shape| shape.variant = Some(self.name.clone()));
        let within = self.spot.member(&self.name);
        within.note(note);
        within
    }
}

impl<'de, A: VariantAccess<'de>> VariantAccess<'de> for Content<'_, A> {
    type Error = A::Error;

    fn unit_variant(self) -> Result<(), A::Error> {
        self.inner.unit_variant()
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, A::Error> {
        let spot = self.within(|shape| shape.newtypes += 1);
        self.inner
            .newtype_variant_seed(Watched { inner: seed, spot })
    }

    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, A::Error> {
        let spot = self.within(|_| {});
        self.inner.tuple_variant(
            len,
            Watched {
                inner: visitor,
                spot,
            },
        )
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        let spot = self.within(|shape| shape.fields = Some(fields));
        self.inner.struct_variant(
            fields,
            Watched {
                inner: visitor,
                spot,
            },
        )
    }
}
