//! The JSON names of Rust fields.
//!
//! `garde` names a field as Rust does, and a client knows the name that serde gives it. serde has no table of both. A value that is not valid
//! is therefore deserialised once more, by a deserializer that records the JSON names which each type asks for. A name of Rust is the JSON name
//! that differs from it only in case and separators, as with `rename_all`. For `#[serde(rename = "…")]` with another word, the value of each
//! member that is left is changed in turn: the member whose change changes the failure is the field.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// A path of Rust names, and what is wrong there.
pub(super) type Failure = (Vec<Component>, String);

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

/// The values that take the place of others: a text, and a number.
pub(super) const CHANGES: [(&str, u8); 6] = [
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

/// What types asked for while a value was deserialised.
#[derive(Default)]
pub(super) struct Shapes {
    /// By the place in the JSON.
    pub(super) seen: RefCell<BTreeMap<Place, Shape>>,
    /// The places in lists that failures name. Other elements are not recorded.
    pub(super) indices: BTreeSet<String>,
    /// The member whose value is changed, and the number of the change.
    pub(super) change: Option<(Place, usize)>,
    bytes: Cell<usize>,
    trials: Cell<usize>,
    /// What a name stands for among the names of a type.
    found: RefCell<BTreeMap<Known, Option<String>>>,
}

/// The JSON names of a struct, and a name of Rust.
type Known = (Option<&'static [&'static str]>, String);

/// The names and numbers that lead to a value.
pub(super) type Place = Vec<String>;

#[derive(Default)]
pub(super) struct Shape {
    /// The JSON names of a struct.
    pub(super) fields: Option<&'static [&'static str]>,
    /// The names that a struct with `#[serde(flatten)]` was given.
    pub(super) keys: Vec<String>,
    /// Whether it is a map.
    pub(super) is_map: bool,
    /// How many newtypes are around the value. They do not show in the JSON.
    pub(super) newtypes: usize,
    /// The name of the variant, which is a member around its content.
    pub(super) variant: Option<String>,
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

    pub(super) fn note(&self, place: Option<&Place>, note: impl FnOnce(&mut Shape)) {
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
