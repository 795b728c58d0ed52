//! `invoke --generate`: writes a sample event for a handler of the manifest.

mod digest;
mod instance;
mod request;
mod samples;

use super::error::CliError;
use crate::function::Function;
use crate::quote::quoted;
use request::{HttpRequest, TRIGGERS};
use samples::Sample;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// The parts of the manifest that events are made of.
#[derive(Deserialize)]
struct Manifest {
    function: Settings,
    #[serde(default)]
    handlers: Vec<Handler>,
    #[serde(default)]
    schemas: Map<String, Value>,
}

#[derive(Deserialize)]
struct Settings {
    #[serde(default)]
    operation_key: String,
    #[serde(default)]
    payload_key: String,
    #[serde(default)]
    triggers: Vec<Trigger>,
}

#[derive(Deserialize)]
struct Trigger {
    trigger: String,
}

#[derive(Deserialize)]
struct Handler {
    #[serde(flatten)]
    key: Key,
    #[serde(default)]
    function: String,
    #[serde(default)]
    parameters: Vec<Parameter>,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Key {
    Route {
        method: Option<String>,
        template: String,
    },
    Operation {
        name: String,
    },
    Source {
        source: String,
        name: Option<String>,
        #[serde(default)]
        env: Option<String>,
    },
    WholeEvent,
}

#[derive(Deserialize)]
struct Parameter {
    #[serde(default)]
    role: Option<String>,
    #[serde(default)]
    schema: Option<Value>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Args {
    pub(super) kind: String,
    /// The new file. `None` is standard output.
    pub(super) file: Option<PathBuf>,
}

/// Writes the event to `file`, which must not exist, or returns it for standard output.
pub(super) fn run(
    function: &Function,
    kind: &str,
    file: Option<&Path>,
) -> Result<Option<String>, CliError> {
    let event = event(function, kind)?;
    let Some(file) = file.filter(|file| *file != Path::new("-")) else {
        return Ok(Some(event));
    };
    let created = OpenOptions::new().write(true).create_new(true).open(file);
    let written = created.and_then(|mut created| created.write_all(event.as_bytes()));
    let name = file.display();
    written.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => CliError::new(format!("`{name}` exists already"))
            .help("pass the path of a new file, or none for standard output"),
        _ => CliError::new(format!("could not write `{name}`: {error}")),
    })?;
    Ok(None)
}

/// Returns a sample event as JSON. `kind` is a trigger, an event source, `http`, `operation`, or the name of a handler's function, of
/// an operation or of a resource.
fn event(function: &Function, kind: &str) -> Result<String, CliError> {
    let name = &function.name;
    let manifest = function.manifest.as_deref().ok_or_else(|| {
        CliError::new(format!("`{name}` has no manifest"))
            .help("annotate its handler with `#[lambda_handler]`, which generates one")
    })?;
    let manifest: Manifest = serde_json::from_str(manifest).map_err(|error| {
        CliError::new(format!("could not read the manifest of `{name}`: {error}"))
    })?;
    let event = manifest
        .event(kind)
        .ok_or_else(|| unknown(name, kind, &manifest.kinds()))?;
    let mut text = serde_json::to_string_pretty(&event).unwrap_or_default();
    text.push('\n');
    Ok(text)
}

/// Returns a sample of the events that a function handles, as JSON: what `invoke --generate KIND` writes.
///
/// # Errors
///
/// If the function has no manifest, or no handler for events of this kind. The text says so.
#[cfg(feature = "library")]
pub fn sample_event(function: &Function, kind: &str) -> Result<String, String> {
    event(function, kind).map_err(|error| error.to_string())
}

fn unknown(function: &str, kind: &str, kinds: &[String]) -> CliError {
    let error = CliError::new(format!(
        "expected the kind of an event that `{function}` handles, found {}",
        quoted(kind)
    ));
    if kinds.is_empty() {
        return error.help(format!("add a handler to `{function}` first"));
    }
    error.help(format!("pass one of {}", kinds.join(", ")))
}

impl Handler {
    /// Whether a parameter is read from this part of a request.
    fn has(&self, role: &str) -> bool {
        let mut roles = self.parameters.iter().map(|one| one.role.as_deref());
        roles.any(|one| one == Some(role))
    }

    /// Returns the schema of the parameter with this role, if the manifest has it.
    fn schema(&self, role: Option<&str>) -> Option<&Value> {
        let parameters = self.parameters.iter();
        parameters
            .filter(|parameter| parameter.role.as_deref() == role)
            .find_map(|parameter| parameter.schema.as_ref())
    }
}

impl Manifest {
    fn event(&self, kind: &str) -> Option<Value> {
        if kind == "http" || TRIGGERS.contains(&kind) {
            let route = self.first(|key| matches!(key, Key::Route { .. }));
            if route.is_none() && !self.takes_any() {
                return None;
            }
            return Some(self.request(self.trigger(kind), route));
        }
        if kind == "operation" {
            let operation = self.first(|key| matches!(key, Key::Operation { .. }))?;
            return Some(self.of_handler(operation));
        }
        let of_source =
            self.first(|key| matches!(key, Key::Source { source, .. } if source == kind));
        if let Some(handler) = of_source.or_else(|| self.named(kind)) {
            return Some(self.of_handler(handler));
        }
        let sample = Sample::default_of(kind).filter(|_| self.takes_any())?;
        Some(sample.event(&json!({})))
    }

    /// Returns the kinds of events that have a handler.
    fn kinds(&self) -> Vec<String> {
        let mut kinds = Vec::new();
        for handler in &self.handlers {
            let kind = match &handler.key {
                Key::Route { .. } => "http",
                Key::Operation { .. } => "operation",
                Key::Source { source, .. } => source,
                Key::WholeEvent => "event",
            };
            if !kinds.iter().any(|known| known == kind) {
                kinds.push(kind.to_owned());
            }
        }
        kinds
    }

    fn first(&self, is_it: impl Fn(&Key) -> bool) -> Option<&Handler> {
        self.handlers.iter().find(|handler| is_it(&handler.key))
    }

    /// Returns the handler whose function, operation or resource has this name.
    fn named(&self, name: &str) -> Option<&Handler> {
        let is_it = |handler: &&Handler| {
            let key = match &handler.key {
                Key::Operation { name } => Some(name),
                Key::Source { name, .. } => name.as_ref(),
                Key::Route { template, .. } => Some(template),
                Key::WholeEvent => None,
            };
            handler.function == name || key.is_some_and(|key| key == name)
        };
        self.handlers.iter().find(is_it)
    }

    /// Whether a handler takes events of every kind.
    fn takes_any(&self) -> bool {
        let takes_any = |key: &Key| match key {
            Key::WholeEvent => true,
            Key::Source { source, .. } => source == "fallback",
            _ => false,
        };
        self.first(takes_any).is_some()
    }

    /// Returns the trigger that the kind names. `http` is the first one of the function.
    fn trigger<'a>(&'a self, kind: &'a str) -> &'a str {
        if kind != "http" {
            return kind;
        }
        let triggers = self.function.triggers.iter();
        triggers
            .map(|trigger| trigger.trigger.as_str())
            .find(|trigger| TRIGGERS.contains(trigger))
            .unwrap_or("http_api")
    }

    fn of_handler(&self, handler: &Handler) -> Value {
        match &handler.key {
            Key::Route { .. } => self.request(self.trigger("http"), Some(handler)),
            Key::Operation { name } => {
                let member = |key: &str, default: &str| match key {
                    "" => default.to_owned(),
                    key => key.to_owned(),
                };
                let operation = member(&self.function.operation_key, "operation");
                let payload = member(&self.function.payload_key, "payload");
                Value::Object(Map::from_iter([
                    (operation, name.as_str().into()),
                    (payload, self.payload(handler, None)),
                ]))
            }
            Key::Source { source, name, env } => {
                let set = env.as_ref().and_then(|env| std::env::var(env).ok());
                let name = name.clone().or(set);
                let payload = self.payload(handler, None);
                match Sample::of(source, name) {
                    Some(sample) => sample.event(&payload),
                    // An `#[event]` is its payload.
                    None => payload,
                }
            }
            Key::WholeEvent => self.payload(handler, None),
        }
    }

    fn request(&self, trigger: &str, route: Option<&Handler>) -> Value {
        let mut request = HttpRequest::default();
        if let Some(handler) = route
            && let Key::Route { method, template } = &handler.key
        {
            request = HttpRequest::new(method.as_deref(), template);
            if let Some(query) = handler.schema(Some("query")) {
                request.add_query(&instance::of(query, &self.schemas));
            }
            if handler.has("json") {
                request.set_json(self.payload(handler, Some("json")));
            }
        }
        request.event(trigger)
    }

    /// Returns a value of the parameter with this role, or an empty object where the manifest does not have its schema.
    fn payload(&self, handler: &Handler, role: Option<&str>) -> Value {
        match handler.schema(role) {
            Some(schema) => instance::of(schema, &self.schemas),
            None => json!({}),
        }
    }
}

#[cfg(test)]
mod tests;
