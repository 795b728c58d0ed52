//! Values that a JSON schema accepts, as far as a sample needs it.

use serde_json::{Map, Value, json};

/// The depth at which a schema that refers to itself ends.
const DEPTH: usize = 8;

/// Returns a value of the schema, whose references are names in `schemas`.
pub(super) fn of(schema: &Value, schemas: &Map<String, Value>) -> Value {
    value(schema, schemas, 0)
}

fn value(schema: &Value, schemas: &Map<String, Value>, depth: usize) -> Value {
    if depth > DEPTH {
        return Value::Null;
    }
    let inner = |schema| value(schema, schemas, depth + 1);
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap_or_default();
        return schemas.get(name).map_or(Value::Null, inner);
    }
    for example in [&schema["const"], &schema["default"], &schema["example"]] {
        if !example.is_null() {
            return example.clone();
        }
    }
    for list in ["examples", "enum"] {
        if let Some(first) = schema[list].get(0) {
            return first.clone();
        }
    }
    if let Some(all) = schema["allOf"].as_array() {
        let mut merged = Map::new();
        for part in all {
            if let Value::Object(members) = inner(part) {
                merged.extend(members);
            }
        }
        return Value::Object(merged);
    }
    for list in ["anyOf", "oneOf"] {
        let alternatives = schema[list].as_array().into_iter().flatten();
        if let Some(first) = alternatives
            .filter(|schema| schema["type"] != "null")
            .map(inner)
            .next()
        {
            return first;
        }
    }
    match type_of(schema) {
        "object" => {
            let required = schema["required"].as_array().into_iter().flatten();
            let members = required.filter_map(|name| {
                let name = name.as_str()?;
                Some((name.to_owned(), inner(&schema["properties"][name])))
            });
            Value::Object(members.collect())
        }
        "array" => {
            let least = schema["minItems"].as_u64().unwrap_or(0).min(3);
            (0..least).map(|_| inner(&schema["items"])).collect()
        }
        "integer" | "number" => match &schema["minimum"] {
            Value::Null => json!(1),
            least if least.as_f64() < Some(1.0) && schema["maximum"].is_null() => json!(1),
            least => least.clone(),
        },
        "boolean" => json!(true),
        "string" => json!(text(schema)),
        _ => Value::Null,
    }
}

/// A type may be a list with `null`.
fn type_of(schema: &Value) -> &str {
    let types = &schema["type"];
    let listed = types.as_array().into_iter().flatten();
    let mut listed = listed
        .filter_map(Value::as_str)
        .filter(|name| *name != "null");
    match types.as_str().or_else(|| listed.next()) {
        Some(name) => name,
        None if schema["properties"].is_object() => "object",
        None => "",
    }
}

fn text(schema: &Value) -> String {
    match schema["format"].as_str() {
        Some("date-time") => "2026-01-31T12:00:00Z".to_owned(),
        Some("date") => "2026-01-31".to_owned(),
        Some("time") => "12:00:00Z".to_owned(),
        Some("uuid") => "8d5a2f0e-5c0b-4c9e-9a53-3f1f2f6f7a10".to_owned(),
        Some("email") => "ada@example.com".to_owned(),
        Some("uri" | "url") => "https://example.com/".to_owned(),
        Some("ipv4" | "ip") => "192.0.2.1".to_owned(),
        _ => {
            let least = schema["minLength"].as_u64().unwrap_or(0).min(1_000);
            let mut text = "text".to_owned();
            while (text.len() as u64) < least {
                text.push_str("text");
            }
            let most = schema["maxLength"].as_u64().unwrap_or(u64::MAX);
            text.truncate(usize::try_from(most.max(least)).unwrap_or(usize::MAX));
            text
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn required_members_have_values_of_their_types() {
        let schemas = json!({
            "Line": { "type": "object", "properties": { "sku": { "type": "string" } }, "required": ["sku"] },
            "Endless": { "type": "object", "properties": { "next": { "$ref": "#/components/schemas/Endless" } }, "required": ["next"] },
        });
        let schemas = schemas.as_object().expect("schemas");
        let schema = json!({
            "type": "object",
            "required": ["lines", "total", "kind", "at", "note", "more", "exact"],
            "properties": {
                "lines": { "type": "array", "minItems": 1, "items": { "$ref": "#/components/schemas/Line" } },
                "total": { "type": "integer", "minimum": 5 },
                "kind": { "enum": ["a", "b"] },
                "at": { "type": "string", "format": "date-time" },
                "note": { "type": ["string", "null"], "maxLength": 2 },
                "more": { "anyOf": [{ "type": "null" }, { "type": "boolean" }] },
                "exact": { "const": 7 },
                "optional": { "type": "string" },
            },
        });
        assert_eq!(
            of(&schema, schemas),
            json!({
                "lines": [{ "sku": "text" }],
                "total": 5,
                "kind": "a",
                "at": "2026-01-31T12:00:00Z",
                "note": "te",
                "more": true,
                "exact": 7,
            })
        );
        let endless = of(&json!({ "$ref": "#/components/schemas/Endless" }), schemas);
        assert!(endless["next"]["next"].is_object());
    }
}
