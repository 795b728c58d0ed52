//! One form for the many ways to write a schema.

use super::At;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// A schema in one form, with the place where its keywords are.
pub(super) struct View {
    pub(super) pointer: String,
    pub(super) keywords: Map<String, Value>,
    /// Whether nothing fits.
    pub(super) is_never: bool,
}

/// Rewrites the keywords of OpenAPI 3.0 that have another form in 3.1. All places stay.
pub(super) fn modernised(document: &Value) -> Value {
    let mut document = document.clone();
    if document["openapi"]
        .as_str()
        .is_some_and(|version| version.starts_with("3.0"))
    {
        modernise(&mut document);
    }
    document
}

fn modernise(value: &mut Value) {
    match value {
        Value::Object(map) => {
            if map.get("nullable") == Some(&Value::Bool(true)) {
                map.remove("nullable");
                if let Some(Value::String(kind)) = map.get("type").cloned() {
                    map.insert("type".to_owned(), json!([kind, "null"]));
                } else if let Some(reference) = map.remove("$ref") {
                    map.insert(
                        "anyOf".to_owned(),
                        json!([{"$ref": reference}, {"type": "null"}]),
                    );
                }
            } else if map.get("nullable") == Some(&Value::Bool(false)) {
                map.remove("nullable");
            }
            for (exclusive, bound) in [
                ("exclusiveMinimum", "minimum"),
                ("exclusiveMaximum", "maximum"),
            ] {
                match map.get(exclusive) {
                    Some(Value::Bool(true)) => {
                        let limit = map.remove(bound).unwrap_or_default();
                        map.insert(exclusive.to_owned(), limit);
                    }
                    Some(Value::Bool(false)) => {
                        map.remove(exclusive);
                    }
                    _ => {}
                }
            }
            map.values_mut().for_each(modernise);
        }
        Value::Array(items) => items.iter_mut().for_each(modernise),
        _ => {}
    }
}

impl View {
    pub(super) fn of<'a>(document: &'a Value, at: At<'a>) -> Self {
        let at = alone(document, at);
        let mut view = Self {
            pointer: at.pointer,
            is_never: *at.value == Value::Bool(false),
            keywords: at.value.as_object().cloned().unwrap_or_default(),
        };
        view.beside_reference(document);
        view.nullable(document);
        view.constants();
        view
    }

    /// A reference with keywords beside it: both apply.
    fn beside_reference(&mut self, document: &Value) {
        let Some(reference) = self.keywords.get("$ref").and_then(Value::as_str) else {
            return;
        };
        if let Some((_, Value::Object(target))) =
            crate::openapi::pointer::follow(document, reference)
        {
            for (name, value) in target.clone() {
                self.keywords.entry(name).or_insert(value);
            }
            self.keywords.remove("$ref");
        }
    }

    /// `anyOf: [X, {type: null}]` is `X` with the type `null`.
    fn nullable(&mut self, document: &Value) {
        for name in ["anyOf", "oneOf"] {
            let Some(Value::Array(members)) = self.keywords.get(name) else {
                continue;
            };
            let (nulls, others): (Vec<_>, Vec<_>) =
                members.iter().partition(|one| one["type"] == "null");
            let ([_], [other]) = (nulls.as_slice(), others.as_slice()) else {
                continue;
            };
            let inner = Self::of(
                document,
                At {
                    pointer: self.pointer.clone(),
                    value: other,
                },
            );
            let Some(mut kinds) = kinds(&inner.keywords) else {
                continue;
            };
            kinds.insert("null".to_owned());
            self.keywords.remove(name);
            for (name, value) in inner.keywords {
                self.keywords.entry(name).or_insert(value);
            }
            self.keywords
                .insert("type".to_owned(), kinds.into_iter().collect());
            if let Some(Value::Array(values)) = self.keywords.get_mut("enum") {
                values.push(Value::Null);
            }
            return;
        }
    }

    /// `const`, and `oneOf` of constants, are `enum`.
    fn constants(&mut self) {
        if let Some(only) = self.keywords.remove("const") {
            self.keywords.insert("enum".to_owned(), json!([only]));
        }
        for name in ["oneOf", "anyOf"] {
            let Some(Value::Array(members)) = self.keywords.get(name) else {
                continue;
            };
            let mut values = Vec::new();
            let mut kinds = BTreeSet::new();
            for member in members {
                match (
                    member.get("const"),
                    member.get("enum").and_then(Value::as_array),
                ) {
                    (Some(only), _) => values.push(only.clone()),
                    (None, Some(all)) => values.extend(all.iter().cloned()),
                    (None, None) => return,
                }
                kinds.extend(self::kinds_of(member));
            }
            self.keywords.remove(name);
            self.keywords.insert("enum".to_owned(), values.into());
            if !kinds.is_empty() && !self.keywords.contains_key("type") {
                self.keywords
                    .insert("type".to_owned(), kinds.into_iter().collect());
            }
        }
    }

    pub(super) fn keyword(&self, name: &str) -> Option<&Value> {
        self.keywords.get(name)
    }

    /// A keyword with its place.
    pub(super) fn at(&self, name: &str) -> Option<At<'_>> {
        let value = self.keywords.get(name)?;
        Some(At {
            pointer: crate::openapi::pointer::join(&self.pointer, name),
            value,
        })
    }
}

/// Follows references and lists of one part that have only annotations beside them.
fn alone<'a>(document: &'a Value, at: At<'a>) -> At<'a> {
    let mut at = at;
    for _ in 0..32 {
        let Some(map) = at.value.as_object() else {
            return at;
        };
        let mut keywords = map.iter().filter(|(name, _)| !is_annotation(name));
        let (Some((name, value)), None) = (keywords.next(), keywords.next()) else {
            return at;
        };
        let pointer = crate::openapi::pointer::join(&at.pointer, name);
        let next = match (name.as_str(), value) {
            ("$ref", Value::String(reference)) => {
                crate::openapi::pointer::follow(document, reference)
                    .map(|(pointer, value)| At { pointer, value })
            }
            ("allOf" | "anyOf" | "oneOf", Value::Array(parts)) => match parts.as_slice() {
                [only] => Some(At {
                    pointer: crate::openapi::pointer::at(&pointer, 0),
                    value: only,
                }),
                _ => None,
            },
            _ => None,
        };
        match next {
            Some(next) => at = next,
            None => return at,
        }
    }
    at
}

/// Whether a keyword describes and does not constrain.
pub(super) fn is_annotation(name: &str) -> bool {
    name.starts_with("x-")
        || [
            "title",
            "description",
            "example",
            "examples",
            "deprecated",
            "externalDocs",
            "xml",
            "$comment",
            "$schema",
            "$id",
            "$defs",
            "definitions",
            "readOnly",
            "writeOnly",
            "default",
        ]
        .contains(&name)
}

fn kinds_of(schema: &Value) -> Vec<String> {
    match &schema["type"] {
        Value::String(kind) => vec![kind.clone()],
        Value::Array(kinds) => kinds
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        _ => Vec::new(),
    }
}

/// The types that a schema admits, or `None` for all. A number may be an integer.
pub(super) fn kinds(keywords: &Map<String, Value>) -> Option<BTreeSet<String>> {
    let kind = keywords.get("type")?;
    let mut kinds: BTreeSet<String> = kinds_of(&json!({ "type": kind })).into_iter().collect();
    if kinds.contains("number") {
        kinds.insert("integer".to_owned());
    }
    Some(kinds)
}
