//! An operation: the parameters, body and responses of one method of a route.

use super::template::Template;
use super::{Route, names, responses, schema, security};
use gatewright_manifest::{Handler, Manifest, Parameter, Role};
use serde_json::{Map, Value, json};

/// Whether a parameter is described by a schema that is missing.
pub(super) fn needs_schema(parameter: &Parameter) -> bool {
    let described = [Role::Path, Role::Query, Role::Json, Role::Form];
    parameter.schema.is_none() && parameter.role.is_some_and(|role| described.contains(&role))
}

pub(super) fn operation(
    manifest: &Manifest,
    route: &Route<'_>,
    path: &Template,
    method: &str,
    id: &str,
    examples: Vec<(String, Value)>,
) -> Value {
    let handler = route.handler;
    let mut operation = Map::new();
    let mut set = |name: &str, value: Value| operation.insert(name.to_owned(), value);
    let (summary, description) = documentation(&handler.documentation);
    if !summary.is_empty() {
        set("summary", summary.into());
    }
    if !description.is_empty() {
        set("description", description.into());
    }
    set("operationId", id.into());
    set("tags", json!([names::tag(handler)]));
    let mut parameters = path_parameters(manifest, route, path);
    for parameter in with_role(handler, Role::Query) {
        parameters.extend(query_parameters(manifest, parameter));
    }
    if !parameters.is_empty() {
        set("parameters", Value::Array(parameters));
    }
    // RFC 9110 defines no meaning of a body for the other methods.
    let may_have_body = ["POST", "PUT", "PATCH"].contains(&method)
        || (route.method.is_some() && method == "DELETE");
    if may_have_body && let Some(body) = body(manifest, handler, examples) {
        set("requestBody", body);
    }
    set(
        "responses",
        responses::responses(manifest, handler, method, may_have_body),
    );
    if let Some(requirement) = security::requirement(manifest, handler) {
        set("security", requirement);
    }
    Value::Object(operation)
}

/// The first paragraph on one line, and the rest.
fn documentation(text: &str) -> (String, String) {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let text = lines.join("\n");
    let text = text.trim();
    let (first, rest) = match text.split_once("\n\n") {
        Some((first, rest)) => (first, rest.trim()),
        None => (text, ""),
    };
    let first: Vec<&str> = first.lines().map(str::trim).collect();
    (first.join(" "), rest.to_owned())
}

fn with_role(handler: &Handler, role: Role) -> impl Iterator<Item = &Parameter> {
    handler
        .parameters
        .iter()
        .filter(move |parameter| parameter.role == Some(role))
}

fn path_parameters(manifest: &Manifest, route: &Route<'_>, path: &Template) -> Vec<Value> {
    let own = route.template.parameters();
    let taken = with_role(route.handler, Role::Path).find_map(|one| one.schema.as_ref());
    // Methods of one path share its names. Those of this route may differ.
    let shown = path.parameters();
    let parameters = own.iter().zip(shown).enumerate().map(|(index, ((name, is_greedy), (shown, _)))| {
        let schema = taken.and_then(|schema| one_of(manifest, schema, index, own.len(), name));
        // A segment is text in any case.
        let schema = schema.map_or_else(|| json!({"type": "string"}), |schema| schema::without_null(&schema));
        let mut parameter = json!({"name": shown, "in": "path", "required": true});
        let mut description = schema["description"].as_str().unwrap_or_default().to_owned();
        if *is_greedy {
            if !description.is_empty() {
                description.push_str("\n\n");
            }
            description.push_str("The rest of the path: one or more segments. The slashes between them are not encoded.");
        }
        if !description.is_empty() {
            parameter["description"] = description.into();
        }
        parameter["schema"] = schema;
        parameter
    });
    parameters.collect()
}

/// The schema of one parameter: the whole, an element of a tuple, or a member of an object.
fn one_of(
    manifest: &Manifest,
    schema: &Value,
    index: usize,
    count: usize,
    name: &str,
) -> Option<Value> {
    let whole = schema::resolved(manifest, schema);
    if let Some(elements) = whole["prefixItems"].as_array() {
        return elements.get(index).cloned();
    }
    if let Some(properties) = schema::properties(manifest, schema) {
        let mut properties = properties.into_iter();
        return properties
            .find(|one| one.name == name)
            .map(|one| one.schema);
    }
    (count == 1).then(|| schema.clone())
}

fn query_parameters(manifest: &Manifest, parameter: &Parameter) -> Vec<Value> {
    let Some(schema) = &parameter.schema else {
        let open = json!({"type": "object", "additionalProperties": true});
        return vec![whole_query(&open)];
    };
    let Some(properties) = schema::properties(manifest, schema) else {
        return vec![whole_query(schema)];
    };
    let parameters = properties.into_iter().map(|property| {
        let is_nullable = schema::admits(manifest, &property.schema, &Value::Null);
        let is_open =
            property.schema.as_object().is_some_and(Map::is_empty) || property.schema == true;
        let is_required = property.is_required && !parameter.optional && (!is_nullable || is_open);
        let mut shown = json!({"name": property.name, "in": "query", "required": is_required});
        let schema = schema::without_null(&property.schema);
        if let Some(description) = schema["description"].as_str() {
            shown["description"] = description.into();
        }
        shown["schema"] = schema;
        shown
    });
    parameters.collect()
}

/// A query whose names are not known one by one. In the style `form` with `explode`, the members of the object are the parameters.
fn whole_query(schema: &Value) -> Value {
    json!({
        "name": "query",
        "in": "query",
        "required": false,
        "style": "form",
        "explode": true,
        "schema": schema,
    })
}

fn body(manifest: &Manifest, handler: &Handler, examples: Vec<(String, Value)>) -> Option<Value> {
    let bodies = [
        Role::Json,
        Role::Form,
        Role::Multipart,
        Role::Text,
        Role::Bytes,
    ];
    let parameter = handler
        .parameters
        .iter()
        .find(|one| one.role.is_some_and(|role| bodies.contains(&role)))?;
    let schema = parameter.schema.clone().unwrap_or_else(|| json!({}));
    let (media, schema) = match parameter.role {
        Some(Role::Json) => ("application/json", schema),
        Some(Role::Form) => ("application/x-www-form-urlencoded", schema),
        Some(Role::Multipart) => ("multipart/form-data", json!({"type": "object"})),
        Some(Role::Text) => ("text/plain", json!({"type": "string"})),
        _ => ("*/*", json!({})),
    };
    let mut content = json!({ "schema": schema });
    if parameter.role == Some(Role::Json) {
        let fitting = examples
            .into_iter()
            .filter(|(_, example)| schema::admits(manifest, &content["schema"], example));
        let fitting: Map<String, Value> = fitting
            .map(|(name, value)| (name, json!({ "value": value })))
            .collect();
        if !fitting.is_empty() {
            content["examples"] = Value::Object(fitting);
        }
    }
    // The extractors of text and bytes take an absent body for an empty one.
    let is_required = !parameter.optional
        && matches!(
            parameter.role,
            Some(Role::Json | Role::Form | Role::Multipart)
        );
    Some(json!({"required": is_required, "content": { (media): content }}))
}

#[cfg(test)]
mod tests {
    use super::documentation;

    #[test]
    fn summary_is_the_first_paragraph() {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(documentation("One order."), pair("One order.", ""));
        assert_eq!(
            documentation("Returns one\norder.\n\nArchived orders too.\n\n- a list"),
            pair("Returns one order.", "Archived orders too.\n\n- a list")
        );
        assert_eq!(documentation(""), pair("", ""));
    }
}
