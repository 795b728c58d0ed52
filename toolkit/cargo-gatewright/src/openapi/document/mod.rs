//! Builds the OpenAPI document from a manifest.

mod events;
mod names;
mod operation;
mod responses;
mod schema;
mod security;
mod template;

pub(super) use events::{Event, events_in};

use crate::error::CliError;
use gatewright_manifest::{Handler, Key, Manifest};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use template::Template;

/// The version of the specification.
const VERSION: &str = "3.1.0";

/// The methods of a route with `#[any]`: those that a path item of OpenAPI has and Gatewright knows.
const METHODS: [&str; 7] = ["GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS"];

/// What the package says about itself.
pub(super) struct About {
    pub(super) version: String,
    pub(super) description: String,
    pub(super) license: Option<String>,
}

/// A document, and what it does not say.
pub(super) struct Built {
    pub(super) document: Value,
    pub(super) remarks: Vec<String>,
}

/// A route of the manifest.
struct Route<'a> {
    handler: &'a Handler,
    /// `None` stands for every method.
    method: Option<&'a str>,
    template: Template,
}

/// A path of the document.
struct PathItem {
    template: Template,
    operations: BTreeMap<&'static str, Value>,
}

/// Builds the document of a function.
pub(super) fn build(
    manifest: &Manifest,
    about: &About,
    events: &[Event],
    servers: &[String],
) -> Result<Built, CliError> {
    let routes = routes(manifest)?;
    let ids = names::operation_ids(&routes);
    let mut remarks = remarks_on_schemas(manifest, &routes);
    let mut paths: BTreeMap<String, PathItem> = BTreeMap::new();
    // A route with a method of its own takes precedence over one with every method.
    let (own, any): (Vec<_>, Vec<_>) = routes
        .iter()
        .enumerate()
        .partition(|(_, route)| route.method.is_some());
    for (index, route) in own.into_iter().chain(any) {
        let shape = route.template.shape();
        if route.template.is_greedy()
            && let Some(other) = routes
                .iter()
                .find(|other| !other.template.is_greedy() && other.template.shape() == shape)
        {
            remarks.push(format!(
                "`{}` is left out: OpenAPI cannot tell it from `{}` ({})",
                route.template.written,
                other.template.written,
                place(route.handler)
            ));
            continue;
        }
        let item = paths.entry(shape).or_insert_with(|| PathItem {
            template: route.template.clone(),
            operations: BTreeMap::new(),
        });
        let methods: Vec<&'static str> = match route.method {
            Some(method) => METHODS.into_iter().filter(|one| *one == method).collect(),
            None => METHODS
                .into_iter()
                .filter(|one| !item.operations.contains_key(one))
                .collect(),
        };
        for method in methods {
            let id = match route.method {
                Some(_) => ids[index].clone(),
                None => format!("{}_{}", ids[index], method.to_lowercase()),
            };
            let examples = events::examples(events, manifest, &routes, index, method);
            let operation =
                operation::operation(manifest, route, &item.template, method, &id, examples);
            item.operations.insert(method, operation);
        }
    }
    let mut document = json!({
        "openapi": VERSION,
        "info": info(manifest, about),
        "servers": servers_of(manifest, servers),
        "tags": names::tags(&routes),
        "paths": path_items(paths),
        "security": [],
        "components": components(manifest),
    });
    schema::prune(&mut document);
    Ok(Built { document, remarks })
}

fn routes(manifest: &Manifest) -> Result<Vec<Route<'_>>, CliError> {
    let mut routes = Vec::new();
    for handler in &manifest.handlers {
        let Key::Route { method, template } = &handler.key else {
            continue;
        };
        let method = method.as_deref();
        if let Some(method) = method
            && !METHODS.contains(&method)
        {
            return Err(CliError::new(format!(
                "expected a method that OpenAPI 3.1 knows, found `{method}` at {}",
                place(handler)
            ))
            .help("use one of GET, HEAD, PUT, POST, PATCH, DELETE and OPTIONS"));
        }
        let template = Template::read(template).map_err(|why| {
            CliError::new(format!(
                "{why} in the path template `{template}` at {}",
                place(handler)
            ))
            .help("write `{name}` for one segment and `{name+}` for the rest of the path")
        })?;
        routes.push(Route {
            handler,
            method,
            template,
        });
    }
    Ok(routes)
}

/// Where a handler is, for people.
fn place(handler: &Handler) -> String {
    format!("{}:{}", handler.file, handler.line)
}

fn info(manifest: &Manifest, about: &About) -> Value {
    let function = &manifest.function;
    let mut info = json!({"title": function.name, "version": about.version});
    let description = [&function.description, &about.description]
        .into_iter()
        .find(|text| !text.is_empty());
    if let Some(description) = description {
        info["description"] = description.as_str().into();
    }
    if let Some(license) = &about.license {
        // An SPDX expression, as Cargo has it.
        info["license"] = json!({"name": license, "identifier": license});
    }
    info
}

/// The deployment decides the host. Base paths are the part that the code knows.
fn servers_of(manifest: &Manifest, given: &[String]) -> Value {
    let base_paths = &manifest.function.base_paths;
    let urls = match (given, base_paths.as_slice()) {
        ([], []) => vec!["/".to_owned()],
        ([], base_paths) => base_paths.to_vec(),
        (given, _) => given.to_vec(),
    };
    urls.into_iter().map(|url| json!({"url": url})).collect()
}

fn path_items(paths: BTreeMap<String, PathItem>) -> Value {
    let mut items = Map::new();
    for item in paths.into_values() {
        let mut value = Map::new();
        for (method, operation) in item.operations {
            value.insert(method.to_lowercase(), operation);
        }
        if item.template.is_greedy() {
            value.insert(
                "x-gatewright-template".to_owned(),
                item.template.written.as_str().into(),
            );
        }
        items.insert(item.template.path(), Value::Object(value));
    }
    Value::Object(items)
}

fn components(manifest: &Manifest) -> Value {
    let mut components = Map::new();
    let schemes = security::schemes(manifest);
    if !schemes.is_empty() {
        components.insert("securitySchemes".to_owned(), Value::Object(schemes));
    }
    let mut schemas: Map<String, Value> = manifest
        .schemas
        .iter()
        .map(|(name, schema)| (name.clone(), schema::tidied(schema)))
        .collect();
    schemas
        .entry(responses::problem_component(manifest))
        .or_insert_with(responses::problem_schema);
    components.insert("schemas".to_owned(), Value::Object(schemas));
    Value::Object(components)
}

/// Names the types that the document leaves open.
fn remarks_on_schemas(manifest: &Manifest, routes: &[Route<'_>]) -> Vec<String> {
    let handlers = || routes.iter().map(|route| route.handler);
    let needs = |handler: &Handler| {
        let mut parameters = handler.parameters.iter();
        parameters.any(operation::needs_schema)
            || handler.responses.iter().any(responses::needs_schema)
    };
    let has_any = !manifest.schemas.is_empty()
        || handlers().any(|handler| {
            let mut parameters = handler.parameters.iter();
            parameters.any(|one| one.schema.is_some())
                || handler.responses.iter().any(|one| one.schema.is_some())
        });
    if !has_any && handlers().any(needs) {
        return vec![
            "the document has no schemas of parameters and replies: activate the feature `schema` of `gatewright`, and derive `schemars::JsonSchema` for their types".to_owned(),
        ];
    }
    let mut remarks = Vec::new();
    for handler in handlers() {
        for parameter in &handler.parameters {
            if operation::needs_schema(parameter) {
                remarks.push(format!(
                    "the schema of the parameter `{}` of `{}` is open: its type does not implement `schemars::JsonSchema` ({})",
                    parameter.ty, handler.function, place(handler)
                ));
            }
        }
        if handler.responses.is_empty() {
            remarks.push(format!(
                "the response of `{}` is open: `{}` does not describe it ({})",
                handler.function,
                handler.reply,
                place(handler)
            ));
        } else if handler.responses.iter().any(responses::needs_schema) {
            remarks.push(format!(
                "the schema of the reply `{}` of `{}` is open: its type does not implement `schemars::JsonSchema` ({})",
                handler.reply, handler.function, place(handler)
            ));
        }
    }
    remarks
}
