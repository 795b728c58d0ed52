//! Compares a committed document with that of the code.
//!
//! The rules are those of oasdiff (<https://www.oasdiff.com/docs/checks>), whose errors and warnings are breaking here. Requests may
//! accept more, and responses may say less: a difference is judged by the direction in which its schema is used. What no rule covers,
//! such as a description, is compatible, and is found by a walk through both documents.

mod body;
mod operations;
pub(super) mod print;
mod rest;
mod schema;
mod security;
mod view;

use serde_json::Value;
use std::collections::HashSet;

/// A difference between the two documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) class: Class,
    /// The rule, in the words of oasdiff where it has one.
    pub(super) rule: &'static str,
    pub(super) text: String,
    /// The place in the committed document.
    pub(super) file: Option<String>,
    /// The place in the document of the code.
    pub(super) code: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    Breaking,
    Compatible,
}

impl Change {
    pub(super) fn is_breaking(&self) -> bool {
        self.class == Class::Breaking
    }
}

/// A value with its place.
#[derive(Clone, Debug)]
struct At<'a> {
    pointer: String,
    value: &'a Value,
}

impl<'a> At<'a> {
    fn root(value: &'a Value) -> Self {
        Self {
            pointer: String::new(),
            value,
        }
    }

    fn member(&self, name: &str) -> Option<Self> {
        let value = self.value.get(name)?;
        Some(Self {
            pointer: super::pointer::join(&self.pointer, name),
            value,
        })
    }

    fn text(&self, name: &str) -> Option<&'a str> {
        self.value.get(name).and_then(Value::as_str)
    }

    /// The members of an object.
    fn members(&self) -> impl Iterator<Item = (&'a String, Self)> {
        let members = self.value.as_object().into_iter().flatten();
        members.map(|(name, value)| {
            let pointer = super::pointer::join(&self.pointer, name);
            (name, Self { pointer, value })
        })
    }

    /// The elements of a list.
    fn items(&self) -> impl Iterator<Item = Self> {
        let items = self.value.as_array().into_iter().flatten().enumerate();
        items.map(|(index, value)| {
            let pointer = super::pointer::at(&self.pointer, index);
            Self { pointer, value }
        })
    }

    /// The value that a reference leads to, or this one.
    fn followed(self, document: &'a Value) -> Self {
        let mut at = self;
        for _ in 0..16 {
            let Some((pointer, value)) = at
                .text("$ref")
                .and_then(|reference| super::pointer::follow(document, reference))
            else {
                return at;
            };
            at = Self { pointer, value };
        }
        at
    }
}

/// Returns the differences in a fixed order: breaking ones first, then by place.
pub(super) fn changes(file: &Value, code: &Value) -> Vec<Change> {
    let file = view::modernised(file);
    let mut comparison = Comparison {
        file: &file,
        code,
        changes: Vec::new(),
        compared: HashSet::new(),
    };
    comparison.operations();
    comparison.security_schemes();
    comparison.rest();
    let mut changes = comparison.changes;
    changes.sort_by(|one, other| {
        let key = |change: &Change| {
            (
                change.class,
                change.file.clone().or_else(|| change.code.clone()),
            )
        };
        key(one).cmp(&key(other))
    });
    changes.dedup();
    changes
}

struct Comparison<'a> {
    file: &'a Value,
    code: &'a Value,
    changes: Vec<Change>,
    /// Pairs of schemas that were compared, by places and direction. Recursive types end here.
    compared: HashSet<(String, String, schema::Direction)>,
}

impl Comparison<'_> {
    fn push(
        &mut self,
        class: Class,
        rule: &'static str,
        text: impl Into<String>,
        file: Option<&At<'_>>,
        code: Option<&At<'_>>,
    ) {
        self.changes.push(Change {
            class,
            rule,
            text: text.into(),
            file: file.map(|at| at.pointer.clone()),
            code: code.map(|at| at.pointer.clone()),
        });
    }

    fn breaking(
        &mut self,
        rule: &'static str,
        text: impl Into<String>,
        file: Option<&At<'_>>,
        code: Option<&At<'_>>,
    ) {
        self.push(Class::Breaking, rule, text, file, code);
    }

    fn compatible(
        &mut self,
        rule: &'static str,
        text: impl Into<String>,
        file: Option<&At<'_>>,
        code: Option<&At<'_>>,
    ) {
        self.push(Class::Compatible, rule, text, file, code);
    }
}
