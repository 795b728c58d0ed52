//! The JSON names of Rust fields.
//!
//! `garde` names a field as Rust does, and a client knows the name that serde gives it. serde has no table of both. A value that is not valid
//! is therefore deserialised once more, by a deserializer that records the JSON names which each type asks for. A name of Rust is the JSON name
//! that differs from it only in case and separators, as with `rename_all`. For `#[serde(rename = "…")]` with another word, the value of each
//! member that is left is changed in turn: the member whose change changes the failure is the field.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, IgnoredAny, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};

use super::valid::Failure;

/// A part of a path of `garde`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Component {
    /// The name of a field, or the key of a map.
    Key(String),
    /// The place in a list, or of a field without a name.
    Index(String),
}

/// The most values whose names are recorded.
const MOST_VALUES: usize = 10_000;

/// The most bytes that are read again to find renamed fields, and the most times.
const MOST_BYTES: usize = 8 * 1024 * 1024;
const MOST_TRIALS: usize = 128;

/// What types asked for while a value was deserialised.
#[derive(Default)]
pub(super) struct Shapes {
    /// By the place in the JSON.
    seen: RefCell<BTreeMap<Place, Shape>>,
    /// The places in lists that failures name. Other elements are not recorded.
    indices: BTreeSet<String>,
    /// The member whose value is changed, and the number of the change.
    change: Option<(Place, usize)>,
    bytes: Cell<usize>,
    trials: Cell<usize>,
    /// What a name stands for among the names of a type.
    found: RefCell<BTreeMap<Known, Option<String>>>,
}

/// The JSON names of a struct, and a name of Rust.
type Known = (Option<&'static [&'static str]>, String);

/// The names and numbers that lead to a value.
type Place = Vec<String>;

#[derive(Default)]
struct Shape {
    /// The JSON names of a struct.
    fields: Option<&'static [&'static str]>,
    /// The names that a struct with `#[serde(flatten)]` was given.
    keys: Vec<String>,
    /// Whether it is a map.
    is_map: bool,
    /// How many newtypes are around the value. They do not show in the JSON.
    newtypes: usize,
    /// The name of the variant, which is a member around its content.
    variant: Option<String>,
}

impl Shapes {
    pub(super) fn of<'p>(paths: impl Iterator<Item = &'p [Component]>) -> Self {
        let indices = paths.flatten().filter_map(|component| match component {
            Component::Index(index) => Some(index.clone()),
            Component::Key(_) => None,
        });
        Self {
            indices: indices.collect(),
            ..Self::default()
        }
    }

    /// Counts the bytes of an input that is read again.
    pub(super) fn reads(&self, bytes: usize) {
        self.bytes.set(bytes);
    }

    fn note(&self, place: Option<&Place>, note: impl FnOnce(&mut Shape)) {
        let Some(place) = place else { return };
        let mut seen = self.seen.borrow_mut();
        if seen.len() < MOST_VALUES || seen.contains_key(place) {
            note(seen.entry(place.clone()).or_default());
        }
    }

    /// Returns the JSON pointer of a path, as a fragment of a URI (RFC 6901, 6).
    pub(super) fn pointer(
        &self,
        path: &[Component],
        failures: &[Failure],
        again: &dyn Fn(&Self) -> Option<Vec<Failure>>,
    ) -> String {
        let seen = self.seen.borrow();
        let none = Shape::default();
        let shape_at = |place: &Place| seen.get(place).unwrap_or(&none);
        let mut place = Place::new();
        let mut newtypes = 0;
        for (at, component) in path.iter().enumerate() {
            let mut shape = shape_at(&place);
            while let Some(variant) = &shape.variant {
                place.push(variant.clone());
                newtypes = 0;
                shape = shape_at(&place);
            }
            let name = match component {
                Component::Index(_) if newtypes < shape.newtypes => {
                    newtypes += 1;
                    continue;
                }
                Component::Index(index) => index.clone(),
                Component::Key(name) => {
                    let wanted = Wanted {
                        name: name.strip_prefix("r#").unwrap_or(name),
                        path: &path[..=at],
                        next: path.get(at + 1),
                    };
                    let known = self.member(&wanted, shape, &place, failures, again);
                    // Only an object has further names: a flattened struct is found by its fields.
                    let is_flattened = shape.fields.is_none()
                        && matches!(wanted.next, Some(Component::Key(_)))
                        && known.as_ref().is_none_or(|known| {
                            let mut member = place.clone();
                            member.push(known.clone());
                            !shape.is_map && !shape_at(&member).is_object()
                        });
                    match known {
                        _ if is_flattened && !shape.keys.is_empty() => continue,
                        Some(known) => known,
                        None => wanted.name.to_owned(),
                    }
                }
            };
            place.push(name);
            newtypes = 0;
        }
        fragment(&place)
    }

    /// Returns the name of a member of an object.
    fn member(
        &self,
        wanted: &Wanted<'_>,
        shape: &Shape,
        place: &Place,
        failures: &[Failure],
        again: &dyn Fn(&Self) -> Option<Vec<Failure>>,
    ) -> Option<String> {
        if shape.is_map {
            return Some(wanted.name.to_owned());
        }
        let keys: Vec<&str> = match shape.fields {
            Some(fields) => fields.to_vec(),
            None => shape.keys.iter().map(String::as_str).collect(),
        };
        if let Some(member) = alike(wanted.name, &keys) {
            return Some(member.to_owned());
        }
        if let (None, Some(Component::Key(next))) = (shape.fields, wanted.next)
            && alike(next, &keys).is_some()
        {
            return None;
        }
        let known = (shape.fields, wanted.name.to_owned());
        if shape.fields.is_some()
            && let Some(found) = self.found.borrow().get(&known)
        {
            return found.clone();
        }
        let is_free = |key: &&str| {
            let found = self.found.borrow();
            let mut others = found
                .iter()
                .filter(|((fields, _), _)| *fields == shape.fields);
            !others.any(|(_, other)| other.as_deref() == Some(*key))
        };
        let keys: Vec<&str> = keys.into_iter().filter(is_free).collect();
        let found = self.by_trial(&keys, place, wanted.path, failures, again);
        if shape.fields.is_some() {
            self.found.borrow_mut().insert(known, found.clone());
        }
        found
    }

    /// Finds the member whose change changes the failures below `path`.
    fn by_trial(
        &self,
        names: &[&str],
        place: &Place,
        path: &[Component],
        failures: &[Failure],
        again: &dyn Fn(&Self) -> Option<Vec<Failure>>,
    ) -> Option<String> {
        if self.trials.get() == MOST_TRIALS {
            return None;
        }
        let below = |failures: &[Failure]| -> Vec<Failure> {
            let below = failures.iter().filter(|(other, _)| other.starts_with(path));
            below.cloned().collect()
        };
        let before = below(failures);
        for name in names {
            for number in 0..CHANGES.len() {
                let trials = self.trials.get() + 1;
                if trials > MOST_TRIALS || trials * self.bytes.get() > MOST_BYTES {
                    return None;
                }
                self.trials.set(trials);
                let mut member = place.clone();
                member.push((*name).to_owned());
                let changed = Self {
                    indices: self.indices.clone(),
                    change: Some((member, number)),
                    ..Self::default()
                };
                // A value that does not deserialise says nothing.
                if again(&changed).is_some_and(|after| below(&after) != before) {
                    return Some((*name).to_owned());
                }
            }
        }
        None
    }
}

/// A Rust name in a path, with the path up to it and what follows.
struct Wanted<'p> {
    name: &'p str,
    path: &'p [Component],
    next: Option<&'p Component>,
}

impl Shape {
    fn is_object(&self) -> bool {
        self.fields.is_some() || self.is_map || self.variant.is_some() || !self.keys.is_empty()
    }
}

/// Returns the name that differs from `name` only in case and separators, if there is one.
fn alike<'n>(name: &str, names: &[&'n str]) -> Option<&'n str> {
    let plain = |name: &str| -> String {
        let letters = name.chars().filter(|letter| !"_-".contains(*letter));
        letters.flat_map(char::to_lowercase).collect()
    };
    let exact = names.iter().find(|other| **other == name);
    exact
        .or_else(|| {
            let wanted = plain(name);
            names.iter().find(|other| plain(other) == wanted)
        })
        .copied()
}

/// `#/lines/0/sku`
fn fragment(place: &[String]) -> String {
    let mut text = String::from("#");
    for name in place {
        text.push('/');
        for byte in name.bytes() {
            match byte {
                b'~' => text.push_str("~0"),
                b'/' => text.push_str("~1"),
                // What a fragment may contain (RFC 3986, 3.5).
                byte if byte.is_ascii_alphanumeric() || b"-._!$&'()*+,;=:@?".contains(&byte) => {
                    text.push(char::from(byte));
                }
                // Writing to a string does not fail.
                byte => drop(write!(text, "%{byte:02X}")),
            }
        }
    }
    text
}

/// The values that take the place of others: a text, and a number.
const CHANGES: [(&str, u8); 6] = [
    ("", 0),
    ("aaaaaaaaaa", 10),
    ("a", 1),
    (
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        120,
    ),
    ("a@example.com", 50),
    ("https://example.com/", 100),
];

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
