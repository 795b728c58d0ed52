//! The definitions of schemas in one document.
//!
//! A type can have one schema when it is read and another when it is written, as with `#[serde(default)]`. If they differ, its names in
//! the document end in `-Input` and `-Output`, as in documents of FastAPI.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::handler::described::Generator;

const PREFIX: &str = "#/components/schemas/";

/// One generator for each direction.
pub(super) struct Generators {
    pub(super) requests: Generator,
    pub(super) responses: Generator,
}

/// The definitions of both directions.
pub(super) struct Merged {
    pub(super) definitions: Map<String, Value>,
    /// The names that have a suffix.
    renamed: BTreeSet<String>,
}

impl Generators {
    pub(super) fn new() -> Self {
        Self {
            requests: Generator::of_requests(),
            responses: Generator::of_responses(),
        }
    }

    pub(super) fn merged(self) -> Merged {
        let (requests, responses) = (
            self.requests.into_definitions(),
            self.responses.into_definitions(),
        );
        let mut renamed: BTreeSet<String> = requests
            .iter()
            .filter(|(name, schema)| responses.get(*name).is_some_and(|other| other != *schema))
            .map(|(name, _)| name.clone())
            .collect();
        // A definition differs as well if one that it refers to does.
        loop {
            let before = renamed.len();
            for (name, schema) in requests.iter().chain(&responses) {
                let is_shared = requests.contains_key(name) && responses.contains_key(name);
                if is_shared && refers_to_one_of(schema, &renamed) {
                    renamed.insert(name.clone());
                }
            }
            if renamed.len() == before {
                break;
            }
        }
        let mut merged = Merged {
            definitions: Map::new(),
            renamed,
        };
        for (definitions, suffix) in [(requests, "-Input"), (responses, "-Output")] {
            for (name, mut schema) in definitions {
                merged.rename(&mut schema, suffix);
                merged
                    .definitions
                    .insert(merged.name(&name, suffix), schema);
            }
        }
        merged
    }
}

impl Merged {
    pub(super) fn rename_in_request(&self, schema: Option<&mut Value>) {
        schema
            .into_iter()
            .for_each(|schema| self.rename(schema, "-Input"));
    }

    pub(super) fn rename_in_response(&self, schema: Option<&mut Value>) {
        schema
            .into_iter()
            .for_each(|schema| self.rename(schema, "-Output"));
    }

    /// The name of a component. OpenAPI allows letters, digits, `.`, `-` and `_`.
    fn name(&self, name: &str, suffix: &str) -> String {
        let mut allowed: String = name
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() || "._-".contains(c) {
                    c
                } else {
                    '_'
                }
            })
            .collect();
        if self.renamed.contains(name) {
            allowed.push_str(suffix);
        }
        allowed
    }

    /// Rewrites all references in a schema.
    fn rename(&self, schema: &mut Value, suffix: &str) {
        match schema {
            Value::Object(map) => {
                if let Some(name) = referred(map.get("$ref")) {
                    let reference = format!("{PREFIX}{}", self.name(&name, suffix));
                    map.insert("$ref".to_owned(), reference.into());
                }
                map.values_mut()
                    .for_each(|value| self.rename(value, suffix));
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.rename(item, suffix)),
            _ => {}
        }
    }
}

/// The name in a reference, whose special characters are escaped as in a JSON pointer within a URI.
fn referred(reference: Option<&Value>) -> Option<String> {
    let name = reference?.as_str()?.strip_prefix(PREFIX)?;
    let decoded = crate::table::percent_decoded(name)?;
    Some(decoded.replace("~1", "/").replace("~0", "~"))
}

fn refers_to_one_of(schema: &Value, names: &BTreeSet<String>) -> bool {
    match schema {
        Value::Object(map) => {
            referred(map.get("$ref")).is_some_and(|name| names.contains(&name))
                || map.values().any(|value| refers_to_one_of(value, names))
        }
        Value::Array(items) => items.iter().any(|item| refers_to_one_of(item, names)),
        _ => false,
    }
}
