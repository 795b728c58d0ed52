//! A template as a tree in which every value has its place.

use serde_json::Value;
use std::rc::Rc;

/// A place in the file, from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct At {
    pub(super) line: usize,
    pub(super) column: usize,
}

/// A value. Short intrinsics are in their long form: `!Ref Queue` is `{"Ref": "Queue"}`.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) at: At,
    pub(super) kind: Kind,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    Scalar(String),
    /// `null`, `~` or nothing.
    Null,
    List(Vec<Rc<Node>>),
    Map(Vec<Entry>),
}

/// A member of a map.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) at: At,
    pub(super) value: Rc<Node>,
}

/// The result of looking a member up.
#[derive(Clone, Copy, Debug)]
pub(super) enum Found<'a> {
    Absent,
    /// It depends on a condition or another value that is known at deployment alone.
    Unknown(At),
    Here(&'a Node),
}

impl<'a> Found<'a> {
    pub(super) fn node(self) -> Option<&'a Node> {
        match self {
            Self::Here(node) => Some(node),
            _ => None,
        }
    }
}

impl Node {
    /// Returns the members of a map. Empty for other values.
    pub(super) fn entries(&self) -> &[Entry] {
        match &self.kind {
            Kind::Map(entries) => entries,
            _ => &[],
        }
    }

    /// Returns the values of a list. A single value is a list of one, as CloudFormation accepts in most places.
    pub(super) fn items(&self) -> Vec<&Node> {
        match &self.kind {
            Kind::List(items) => items.iter().map(Rc::as_ref).collect(),
            Kind::Null => Vec::new(),
            _ => vec![self],
        }
    }

    pub(super) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the name and the argument of an intrinsic function.
    pub(super) fn intrinsic(&self) -> Option<(&str, &Node)> {
        match self.entries() {
            [one] if one.key == "Ref" || one.key == "Condition" || one.key.starts_with("Fn::") => {
                Some((&one.key, &one.value))
            }
            _ => None,
        }
    }

    /// Whether the value is `!Ref AWS::NoValue`, which removes the member.
    fn is_no_value(&self) -> bool {
        self.intrinsic()
            .is_some_and(|(name, of)| name == "Ref" && of.text() == Some("AWS::NoValue"))
    }

    /// Returns a member of a map.
    pub(super) fn get(&self, key: &str) -> Found<'_> {
        if let Some((name, _)) = self.intrinsic()
            && name != key
        {
            return Found::Unknown(self.at);
        }
        let entries = self.entries();
        match entries.iter().find(|entry| entry.key == key) {
            Some(entry) if entry.value.is_no_value() => Found::Absent,
            Some(entry) if matches!(entry.value.kind, Kind::Null) => Found::Absent,
            Some(entry) => Found::Here(&entry.value),
            None => entries
                .iter()
                .find(|entry| entry.key == "Fn::Transform")
                .map_or(Found::Absent, |entry| Found::Unknown(entry.at)),
        }
    }

    /// Returns a member of a member: `EphemeralStorage.Size`.
    pub(super) fn path(&self, path: &str) -> Found<'_> {
        let mut here = self;
        for key in path.split('.') {
            match here.get(key) {
                Found::Here(next) => here = next,
                other => return other,
            }
        }
        Found::Here(here)
    }

    pub(super) fn child(&self, path: &str) -> Option<&Node> {
        self.path(path).node()
    }

    /// Returns the value as JSON. Numbers and truth values are those that a scalar spells, because CloudFormation takes both.
    pub(super) fn json(&self) -> Value {
        match &self.kind {
            Kind::Null => Value::Null,
            Kind::Scalar(text) => scalar(text),
            Kind::List(items) => items.iter().map(|item| item.json()).collect(),
            Kind::Map(entries) => entries
                .iter()
                .map(|entry| (entry.key.clone(), entry.value.json()))
                .collect(),
        }
    }

    /// Whether an intrinsic function is anywhere in the value.
    pub(super) fn has_intrinsic(&self) -> bool {
        self.intrinsic().is_some()
            || match &self.kind {
                Kind::List(items) => items.iter().any(|item| item.has_intrinsic()),
                Kind::Map(entries) => entries.iter().any(|entry| entry.value.has_intrinsic()),
                _ => false,
            }
    }
}

fn scalar(text: &str) -> Value {
    match text {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        _ => match text.parse::<i64>() {
            Ok(number) if number.to_string() == text => number.into(),
            _ => text.into(),
        },
    }
}
