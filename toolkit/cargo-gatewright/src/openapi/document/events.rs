//! Examples from the event files of a package.

use super::{METHODS, Route};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use gatewright_manifest::Manifest;
use serde_json::Value;
use std::path::Path;

/// An HTTP request in an event file.
pub(in crate::openapi) struct Event {
    /// The name of the file without its extension.
    name: String,
    method: String,
    path: String,
    stage: Option<String>,
    body: Value,
}

/// Reads the events `*.json` of a folder that are HTTP requests with a body of JSON. Other files are not examples.
pub(in crate::openapi) fn events_in(folder: &Path) -> Vec<Event> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let events = paths.iter().filter_map(|path| {
        let is_json = path
            .extension()
            .is_some_and(|extension| extension == "json");
        let name = path.file_stem()?.to_str()?;
        let text = std::fs::read_to_string(path).ok().filter(|_| is_json)?;
        Event::read(name, &serde_json::from_str(&text).ok()?)
    });
    events.collect()
}

impl Event {
    /// Reads an event of API Gateway, a function URL, a load balancer or VPC Lattice.
    pub(in crate::openapi) fn read(name: &str, event: &Value) -> Option<Self> {
        let text = |pointer: &str| event.pointer(pointer).and_then(Value::as_str);
        let first = |pointers: &[&str]| {
            pointers
                .iter()
                .find_map(|pointer| text(pointer))
                .map(str::to_owned)
        };
        let method = first(&["/requestContext/http/method", "/httpMethod", "/method"])?;
        let path = first(&["/rawPath", "/raw_path", "/path"])?;
        let path = path.split('?').next().unwrap_or_default().to_owned();
        let is_encoded = ["/isBase64Encoded", "/is_base64_encoded"]
            .iter()
            .any(|pointer| event.pointer(pointer) == Some(&Value::Bool(true)));
        let body = text("/body").filter(|body| !body.is_empty())?;
        let body = if is_encoded {
            STANDARD.decode(body).ok()?
        } else {
            body.as_bytes().to_vec()
        };
        Some(Self {
            name: name.to_owned(),
            method,
            path,
            stage: text("/requestContext/stage").map(str::to_owned),
            body: serde_json::from_slice(&body).ok()?,
        })
    }

    /// The index of the route that the event is for.
    fn route(&self, manifest: &Manifest, routes: &[Route<'_>]) -> Option<usize> {
        let stage = self.stage.as_ref().map(|stage| format!("/{stage}"));
        let bases = manifest.function.base_paths.iter().chain(&stage);
        let mut paths = vec![self.path.as_str()];
        for base in bases {
            paths.extend(
                self.path
                    .strip_prefix(base.as_str())
                    .filter(|rest| rest.starts_with('/')),
            );
        }
        paths.into_iter().find_map(|path| {
            let fitting = routes.iter().enumerate().filter_map(|(index, route)| {
                let ranks = route.template.matches(path)?;
                let is_own = route.method.is_some();
                let is_method = route.method.is_none_or(|method| method == self.method);
                is_method.then_some((ranks, is_own, index))
            });
            fitting.max().map(|(_, _, index)| index)
        })
    }
}

/// The bodies of the events for a route and method, without duplicates.
pub(super) fn examples(
    events: &[Event],
    manifest: &Manifest,
    routes: &[Route<'_>],
    index: usize,
    method: &str,
) -> Vec<(String, Value)> {
    let mut found: Vec<(String, Value)> = Vec::new();
    for event in events {
        let is_for_this = METHODS.contains(&event.method.as_str())
            && event.method == method
            && event.route(manifest, routes) == Some(index);
        if is_for_this && !found.iter().any(|(_, body)| *body == event.body) {
            found.push((
                super::schema::component_name(&event.name),
                event.body.clone(),
            ));
        }
    }
    found
}
