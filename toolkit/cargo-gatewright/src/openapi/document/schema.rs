//! Schemas of the manifest in the document.

use gatewright_manifest::Manifest;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

const COMPONENTS: &str = "#/components/schemas/";

/// A name that OpenAPI allows for a component: letters, digits, `.`, `-` and `_`.
pub(super) fn component_name(name: &str) -> String {
    name.chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || "._-".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect()
}

/// A schema without what belongs to documents of its own.
pub(super) fn tidied(schema: &Value) -> Value {
    let mut schema = schema.clone();
    if let Some(map) = schema.as_object_mut() {
        map.remove("$schema");
    }
    schema
}

/// Returns the schema itself, or the component that it refers to.
pub(super) fn resolved<'a>(manifest: &'a Manifest, schema: &'a Value) -> &'a Value {
    let mut schema = schema;
    // A chain of references that never ends is not a schema.
    for _ in 0..16 {
        let Some(name) = schema["$ref"]
            .as_str()
            .and_then(|text| text.strip_prefix(COMPONENTS))
        else {
            return schema;
        };
        match manifest.schemas.get(name) {
            Some(next) => schema = next,
            None => return schema,
        }
    }
    schema
}

/// A member of an object.
pub(super) struct Property {
    pub(super) name: String,
    pub(super) schema: Value,
    pub(super) is_required: bool,
}

/// The members of an object, or `None` if the schema says more than a list of members can.
pub(super) fn properties(manifest: &Manifest, schema: &Value) -> Option<Vec<Property>> {
    let mut all = Vec::new();
    collect(manifest, schema, &mut all, 0)?;
    Some(all)
}

fn collect(
    manifest: &Manifest,
    schema: &Value,
    all: &mut Vec<Property>,
    depth: usize,
) -> Option<()> {
    let schema = resolved(manifest, schema);
    let map = schema.as_object()?;
    let alternatives = ["oneOf", "anyOf", "not", "if", "patternProperties", "$ref"];
    if depth > 8
        || alternatives.iter().any(|name| map.contains_key(*name))
        || map
            .get("additionalProperties")
            .is_some_and(|more| *more != Value::Bool(false))
        || map.get("type").is_some_and(|kind| kind != "object")
    {
        return None;
    }
    let parts = map.get("allOf").and_then(Value::as_array);
    if parts.is_none() && map.get("type").is_none() && !map.contains_key("properties") {
        return None;
    }
    for part in parts.into_iter().flatten() {
        collect(manifest, part, all, depth + 1)?;
    }
    let required = map.get("required").and_then(Value::as_array);
    for (name, schema) in map
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        let is_required =
            required.is_some_and(|names| names.iter().any(|one| one == name.as_str()));
        all.push(Property {
            name: name.clone(),
            schema: schema.clone(),
            is_required,
        });
    }
    Some(())
}

/// The schema of a value that is written as text in a URL, which cannot be `null`.
pub(super) fn without_null(schema: &Value) -> Value {
    let mut schema = schema.clone();
    let Some(map) = schema.as_object_mut() else {
        return schema;
    };
    if let Some(Value::Array(kinds)) = map.get_mut("type") {
        kinds.retain(|kind| kind != "null");
        if let [only] = kinds.as_slice() {
            let only = only.clone();
            map.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(values)) = map.get_mut("enum") {
        values.retain(|value| !value.is_null());
    }
    if map.get("default").is_some_and(Value::is_null) {
        map.remove("default");
    }
    let null = |schema: &Value| {
        schema["type"] == "null" || schema["const"].is_null() && schema.get("const").is_some()
    };
    for name in ["anyOf", "oneOf"] {
        let Some(Value::Array(schemas)) = map.get_mut(name) else {
            continue;
        };
        schemas.retain(|schema| !null(schema));
        if let [only] = schemas.as_slice() {
            let only = only.clone();
            map.remove(name);
            if map.is_empty() {
                return only;
            }
            if let Value::Object(members) = only {
                // In OpenAPI 3.1 `$ref` may have members beside it.
                for (name, member) in members {
                    map.entry(name).or_insert(member);
                }
            }
        }
    }
    schema
}

/// Removes the components that nothing refers to, such as those of queries that became parameters.
pub(super) fn prune(document: &mut Value) {
    let mut used = BTreeSet::new();
    let mut next = BTreeSet::new();
    references(&document["paths"], &mut next);
    while let Some(name) = next.pop_first() {
        if used.insert(name.clone()) {
            references(&document["components"]["schemas"][&name], &mut next);
        }
    }
    if let Some(Value::Object(schemas)) = document.pointer_mut("/components/schemas") {
        schemas.retain(|name, _| used.contains(name));
        if schemas.is_empty()
            && let Some(components) = document["components"].as_object_mut()
        {
            components.remove("schemas");
        }
    }
    if document["components"]
        .as_object()
        .is_some_and(Map::is_empty)
        && let Some(document) = document.as_object_mut()
    {
        document.remove("components");
    }
}

/// Collects the names of the components that a value refers to.
fn references(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            if let Some(name) = map
                .get("$ref")
                .and_then(Value::as_str)
                .and_then(|text| text.strip_prefix(COMPONENTS))
            {
                names.insert(name.to_owned());
            }
            map.values().for_each(|value| references(value, names));
        }
        Value::Array(items) => items.iter().for_each(|value| references(value, names)),
        _ => {}
    }
}

/// Whether a value fits a schema as far as the common keywords say. A schema that is not understood admits every value.
pub(super) fn admits(manifest: &Manifest, schema: &Value, value: &Value) -> bool {
    admits_at(manifest, schema, value, 0)
}

fn admits_at(manifest: &Manifest, schema: &Value, value: &Value, depth: usize) -> bool {
    let Some(map) = resolved(manifest, schema).as_object() else {
        return *schema != Value::Bool(false);
    };
    if depth > 64 {
        return true;
    }
    let inner = |schema: &Value, value: &Value| admits_at(manifest, schema, value, depth + 1);
    let list = |name: &str| map.get(name).and_then(Value::as_array);
    let number = |name: &str| map.get(name).and_then(Value::as_f64);
    has_type(map, value)
        && map.get("const").is_none_or(|only| only == value)
        && list("enum").is_none_or(|all| all.contains(value))
        && list("allOf").is_none_or(|all| all.iter().all(|one| inner(one, value)))
        && list("anyOf").is_none_or(|any| any.iter().any(|one| inner(one, value)))
        && list("oneOf").is_none_or(|any| any.iter().any(|one| inner(one, value)))
        && value.as_f64().is_none_or(|found| {
            number("minimum").is_none_or(|least| found >= least)
                && number("maximum").is_none_or(|most| found <= most)
                && number("exclusiveMinimum").is_none_or(|least| found > least)
                && number("exclusiveMaximum").is_none_or(|most| found < most)
        })
        && value
            .as_str()
            .is_none_or(|text| within(map, "minLength", "maxLength", text.chars().count()))
        && value.as_array().is_none_or(|items| {
            within(map, "minItems", "maxItems", items.len())
                && map.get("items").is_none_or(|schema| {
                    let first = list("prefixItems").map_or(0, Vec::len);
                    items.iter().skip(first).all(|item| inner(schema, item))
                })
        })
        && value.as_object().is_none_or(|members| {
            let known = map.get("properties").and_then(Value::as_object);
            let is_known = |name: &str| known.is_some_and(|known| known.contains_key(name));
            list("required").is_none_or(|names| {
                names
                    .iter()
                    .filter_map(Value::as_str)
                    .all(|name| members.contains_key(name))
            }) && members.iter().all(|(name, member)| {
                match known.and_then(|known| known.get(name)) {
                    Some(schema) => inner(schema, member),
                    None => map
                        .get("additionalProperties")
                        .is_none_or(|schema| is_known(name) || inner(schema, member)),
                }
            })
        })
}

fn within(map: &Map<String, Value>, least: &str, most: &str, found: usize) -> bool {
    let limit = |name: &str| {
        map.get(name)
            .and_then(Value::as_u64)
            .and_then(|limit| usize::try_from(limit).ok())
    };
    limit(least).is_none_or(|least| found >= least) && limit(most).is_none_or(|most| found <= most)
}

fn has_type(map: &Map<String, Value>, value: &Value) -> bool {
    let is = |kind: &Value| match kind.as_str() {
        Some("null") => value.is_null(),
        Some("boolean") => value.is_boolean(),
        Some("string") => value.is_string(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        Some("number") => value.is_number(),
        Some("integer") => {
            value.is_i64()
                || value.is_u64()
                || value.as_f64().is_some_and(|number| number.fract() == 0.0)
        }
        _ => true,
    };
    match map.get("type") {
        None => true,
        Some(Value::Array(kinds)) => kinds.iter().any(is),
        Some(kind) => is(kind),
    }
}
