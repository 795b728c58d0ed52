//! Operation ids and tags.

use super::Route;
use gatewright_manifest::Handler;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Returns the id of each route: the function's name, after its module if several functions have this name. So an id changes only
/// with its function's name or place, not with the order of handlers.
pub(super) fn operation_ids(routes: &[Route<'_>]) -> Vec<String> {
    let mut count: BTreeMap<&str, BTreeSet<(&str, u32)>> = BTreeMap::new();
    for route in routes {
        let handler = route.handler;
        count
            .entry(&handler.function)
            .or_default()
            .insert((&handler.module, handler.line));
    }
    let mut taken = BTreeSet::new();
    let id = |route: &Route<'_>| {
        let handler = route.handler;
        if count[handler.function.as_str()].len() == 1 {
            return handler.function.clone();
        }
        let mut parts = module(handler);
        parts.push(&handler.function);
        parts.join("_")
    };
    let ids: Vec<String> = routes.iter().map(id).collect();
    ids.into_iter()
        .map(|id| {
            // One function may have two routes, and joined names may coincide.
            let mut free = id.clone();
            let mut number = 2;
            while !taken.insert(free.clone()) {
                free = format!("{id}_{number}");
                number += 1;
            }
            free
        })
        .collect()
}

/// The path of the module within its crate, or the crate's name for its root.
fn module(handler: &Handler) -> Vec<&str> {
    let parts: Vec<_> = handler.module.split("::").collect();
    match parts.as_slice() {
        [_, rest @ ..] if !rest.is_empty() => rest.to_vec(),
        _ => parts,
    }
}

/// The tag of a handler: the path of its module.
pub(super) fn tag(handler: &Handler) -> String {
    module(handler).join(".")
}

/// The tags of the document.
pub(super) fn tags(routes: &[Route<'_>]) -> Value {
    let names: BTreeSet<_> = routes.iter().map(|route| tag(route.handler)).collect();
    names
        .into_iter()
        .map(|name| json!({"name": name}))
        .collect()
}
