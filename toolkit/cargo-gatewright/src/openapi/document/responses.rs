//! The responses of an operation.

use gatewright_manifest::{Handler, Manifest, Parameter, Response, Role};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Returns the name of the component of problem documents: `Problem`, unless a type of the user's has it.
pub(super) fn problem_component(manifest: &Manifest) -> &'static str {
    let mut names = ["Problem", "ProblemDocument"].into_iter();
    let free = names.find(|name| !manifest.schemas.contains_key(*name));
    free.unwrap_or("GatewrightProblem")
}

pub(super) const PROBLEM_TYPE: &str = "application/problem+json";

/// The members that RFC 9457 defines and the runtime sends. Others are extensions.
pub(super) fn problem_schema() -> Value {
    json!({
        "type": "object",
        "description": "A problem document (RFC 9457).",
        "properties": {
            "type": {
                "type": "string",
                "format": "uri-reference",
                "description": "A URI that identifies the kind of problem.",
            },
            "title": {"type": "string", "description": "The kind of problem, for people."},
            "status": {"type": "integer", "description": "The status of the response."},
            "detail": {"type": "string", "description": "This occurrence of the problem, for people."},
        },
        "required": ["type", "title", "status"],
    })
}

/// The extension member of the problem document of a value that is not valid: that of the example in RFC 9457, section 3.
fn failures_schema() -> Value {
    json!({
        "properties": {
            "errors": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "detail": {"type": "string", "description": "What is wrong with the value, for people."},
                        "pointer": {
                            "type": "string",
                            "description": "The value, as a JSON pointer in a URI fragment.",
                        },
                    },
                    "required": ["detail", "pointer"],
                },
            },
        },
        "required": ["errors"],
    })
}

/// A problem document of the runtime.
fn answered(status: u16, description: &str, schema: Option<&Value>) -> Response {
    let response = json!({ "status": status, "description": description, "content_type": PROBLEM_TYPE, "schema": schema });
    serde_json::from_value(response).expect("a response has these fields")
}

/// Whether a response has a body of JSON whose schema is missing.
pub(super) fn needs_schema(response: &Response) -> bool {
    response.schema.is_none() && response.content_type.as_deref() == Some("application/json")
}

pub(super) fn responses(
    manifest: &Manifest,
    handler: &Handler,
    method: &str,
    has_body: bool,
) -> Value {
    let reference =
        json!({"$ref": format!("#/components/schemas/{}", problem_component(manifest))});
    let mut by_status: BTreeMap<String, Vec<Response>> = BTreeMap::new();
    for response in &handler.responses {
        by_status
            .entry(status(response))
            .or_default()
            .push(response.clone());
    }
    let has_role = |roles: &[Role]| {
        let mut parameters = handler.parameters.iter();
        parameters.any(|one| one.role.is_some_and(|role| roles.contains(&role)))
    };
    // What the runtime answers before the handler runs. The handler may answer with the same status.
    let mut own = |status: u16, description: &str, schema: Option<&Value>| {
        let all = by_status.entry(status.to_string()).or_default();
        all.push(answered(status, description, schema));
    };
    if has_role(&[Role::Path, Role::Query])
        || (has_body && has_role(&[Role::Json, Role::Form, Role::Multipart, Role::Text]))
    {
        let description = "A parameter or the body is missing, malformed or of another type.";
        own(400, description, None);
    }
    if has_body && has_role(&[Role::Json, Role::Form, Role::Multipart]) {
        own(415, "The body has another media type.", None);
    }
    if has_body && has_role(&[Role::Multipart]) {
        let description = "The body has too many fields, or too large ones.";
        own(413, description, None);
    }
    if has_body && has_role(&[Role::Form]) {
        let description = "A field of the form is missing or of another type.";
        own(422, description, None);
    }
    let is_validated =
        |one: &Parameter| one.validated && (has_body || one.role == Some(Role::Query));
    if handler.parameters.iter().any(is_validated) {
        let description = "The values are not valid. `errors` lists them.";
        own(422, description, Some(&failures_schema()));
    }
    let mut shown = Map::new();
    for (status, all) in &by_status {
        shown.insert(status.clone(), response(all, method, status, &reference));
    }
    if handler.authorizer.is_some() {
        for (status, description) in [
            ("401", "The credentials are missing or invalid."),
            ("403", "The credentials do not allow the request."),
        ] {
            shown
                .entry(status)
                .or_insert_with(|| json!({ "description": description }));
        }
    }
    if handler.responses.is_empty() {
        shown.insert(
            "default".to_owned(),
            json!({"description": "The type of the handler does not describe its response."}),
        );
    } else {
        shown.entry("default").or_insert_with(|| {
            problem(
                "Any other error: the function failed, or did not answer in time.",
                method,
                &reference,
            )
        });
    }
    Value::Object(shown)
}

/// The key of a response: a status, a range, or `default`.
fn status(response: &Response) -> String {
    match response.status {
        Some(status) => status.to_string(),
        // A problem can have any status of an error.
        None if response.content_type.as_deref() == Some(PROBLEM_TYPE) => "default".to_owned(),
        None => "2XX".to_owned(),
    }
}

fn problem(description: &str, method: &str, reference: &Value) -> Value {
    let mut response = json!({ "description": description });
    if method != "HEAD" {
        response["content"] = json!({ PROBLEM_TYPE: {"schema": reference} });
    }
    response
}

/// One response out of all that the handler makes with this status.
fn response(all: &[Response], method: &str, status: &str, reference: &Value) -> Value {
    let mut descriptions: Vec<&str> = Vec::new();
    for one in all {
        let text = one.description.trim();
        if !text.is_empty() && !descriptions.contains(&text) {
            descriptions.push(text);
        }
    }
    let description = match descriptions.as_slice() {
        [] => meaning(status).to_owned(),
        [only] => (*only).to_owned(),
        several => {
            let items: Vec<_> = several
                .iter()
                .map(|text| format!("- {}", text.replace('\n', "\n  ")))
                .collect();
            items.join("\n")
        }
    };
    let mut response = json!({ "description": description });
    let mut content: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for one in all {
        let Some(media) = one.content_type.as_deref() else {
            continue;
        };
        let schema = schema(one, media, reference);
        let schemas = content
            .entry(media.split(';').next().unwrap_or(media))
            .or_default();
        if !schemas.contains(&schema) {
            schemas.push(schema);
        }
    }
    if method != "HEAD" && !content.is_empty() {
        let content: Map<String, Value> = content
            .into_iter()
            .map(|(media, mut schemas)| {
                let schema = if schemas.len() == 1 {
                    schemas.remove(0)
                } else {
                    json!({ "anyOf": schemas })
                };
                (media.to_owned(), json!({ "schema": schema }))
            })
            .collect();
        response["content"] = Value::Object(content);
    }
    response
}

fn schema(response: &Response, media: &str, reference: &Value) -> Value {
    if media == PROBLEM_TYPE {
        let mut parts = vec![reference.clone()];
        if let Some(kind) = &response.problem_type {
            parts.push(json!({"properties": {"type": {"const": kind}}}));
        }
        parts.extend(response.schema.clone());
        return if parts.len() == 1 {
            parts.remove(0)
        } else {
            json!({ "allOf": parts })
        };
    }
    match (&response.schema, media) {
        (Some(schema), _) => schema.clone(),
        (None, media) if media.starts_with("text/") => json!({"type": "string"}),
        (None, _) => json!({}),
    }
}

/// The reason phrase of a status (RFC 9110, section 15).
fn meaning(status: &str) -> &'static str {
    match status {
        "200" => "OK",
        "201" => "Created",
        "202" => "Accepted",
        "204" => "No Content",
        "301" => "Moved Permanently",
        "302" => "Found",
        "303" => "See Other",
        "304" => "Not Modified",
        "307" => "Temporary Redirect",
        "308" => "Permanent Redirect",
        "400" => "Bad Request",
        "401" => "Unauthorized",
        "403" => "Forbidden",
        "404" => "Not Found",
        "409" => "Conflict",
        "410" => "Gone",
        "412" => "Precondition Failed",
        "413" => "Content Too Large",
        "415" => "Unsupported Media Type",
        "422" => "Unprocessable Content",
        "429" => "Too Many Requests",
        "500" => "Internal Server Error",
        "502" => "Bad Gateway",
        "503" => "Service Unavailable",
        "504" => "Gateway Timeout",
        "2XX" => "The handler sets the status.",
        "default" => "An error, with a status that the handler sets.",
        _ => "The response of the handler.",
    }
}
