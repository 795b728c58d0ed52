//! Routes for CORS preflight requests. The function answers them itself, so each API has to send them to it.
//!
//! A preflight request is an OPTIONS request without credentials: <https://fetch.spec.whatwg.org/#cors-preflight-fetch>. Neither the
//! route of another method takes it, nor one with an authorizer.

use gatewright_manifest::{Handler, Key, Manifest};

/// The preflight requests of one path.
#[derive(Clone, Copy)]
pub(crate) struct Preflight<'m> {
    /// The first handler of the path that has a CORS policy.
    pub(crate) handler: &'m Handler,
    pub(crate) path: &'m str,
    pub(crate) reaches: Reaches<'m>,
}

/// How preflight requests of a path reach the function.
#[derive(Clone, Copy)]
pub(crate) enum Reaches<'m> {
    /// Through a route of the code without an authorizer, `#[options]` or `#[any]`.
    Open,
    /// Through a route that the code does not have.
    OwnRoute,
    /// Not at all: this handler of OPTIONS has an authorizer, and a path has one route for a method.
    Guarded(&'m Handler),
}

/// Returns the paths with a CORS policy, in the order of the manifest.
pub(crate) fn preflights(manifest: &Manifest) -> Vec<Preflight<'_>> {
    let routes = || manifest.handlers.iter().filter_map(route);
    let mut found: Vec<Preflight<'_>> = Vec::new();
    for (handler, _, path) in routes() {
        let is_known = found.iter().any(|one| is_same(one.path, path));
        if handler.cors.is_none() || is_known {
            continue;
        }
        let of_method = |wanted: Option<&str>| {
            routes().find(|(_, method, other)| *method == wanted && is_same(other, path))
        };
        let reaches = match of_method(Some("OPTIONS")).or_else(|| of_method(None)) {
            Some((route, ..)) if route.authorizer.is_none() => Reaches::Open,
            Some((route, Some(_), _)) => Reaches::Guarded(route),
            _ => Reaches::OwnRoute,
        };
        found.push(Preflight {
            handler,
            path,
            reaches,
        });
    }
    found
}

fn route(handler: &Handler) -> Option<(&Handler, Option<&str>, &str)> {
    match &handler.key {
        Key::Route { method, template } => Some((handler, method.as_deref(), template)),
        _ => None,
    }
}

/// Whether two paths take the same requests: the names of parameters do not count.
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    let segments = |path: &str| -> Vec<String> {
        let shape = |segment: &str| match segment.strip_prefix('{') {
            Some(name) if name.ends_with("+}") => "{+}".to_owned(),
            Some(_) => "{}".to_owned(),
            None => segment.to_owned(),
        };
        path.split('/').map(shape).collect()
    };
    segments(one) == segments(other)
}

#[cfg(test)]
mod tests {
    use super::{Reaches, is_same, preflights};
    use gatewright_manifest::Manifest;

    #[test]
    fn names_of_parameters_do_not_count() {
        assert!(is_same("/orders/{id}", "/orders/{order_id}"));
        assert!(!is_same("/orders/{id}", "/orders/{id+}"));
        assert!(!is_same("/orders/{id}", "/orders/new"));
        assert!(!is_same("/orders", "/orders/{id}"));
    }

    /// `METHOD path policy authorizer` of each route, and `path: how it is reached` of each result.
    fn reached(routes: &[(&str, &str, bool, Option<&str>)]) -> Vec<String> {
        let handlers: Vec<_> = routes
            .iter()
            .map(|(method, path, has_policy, authorizer)| {
                let method = Some(*method).filter(|method| *method != "ANY");
                let cors = has_policy.then(|| serde_json::json!({ "origins": ["*"] }));
                serde_json::json!({
                    "kind": "route", "method": method, "template": path, "function": "f", "module": "m", "file": "m.rs", "line": 1,
                    "authorizer": authorizer, "cors": cors,
                })
            })
            .collect();
        let manifest =
            serde_json::json!({ "version": 1, "function": { "name": "f" }, "handlers": handlers });
        let manifest = Manifest::from_json(&manifest.to_string()).expect("a manifest");
        preflights(&manifest)
            .iter()
            .map(|one| {
                let how = match one.reaches {
                    Reaches::Open => "open",
                    Reaches::OwnRoute => "own route",
                    Reaches::Guarded(_) => "guarded",
                };
                format!("{}: {how}", one.path)
            })
            .collect()
    }

    #[test]
    fn each_path_with_a_policy_is_there_once() {
        assert_eq!(
            reached(&[
                ("GET", "/orders/{id}", true, Some("Jwt")),
                ("PUT", "/orders/{order}", true, None),
                ("GET", "/health", false, None),
                ("GET", "/", true, None),
            ]),
            ["/orders/{id}: own route", "/: own route"]
        );
    }

    #[test]
    fn an_open_route_of_the_code_takes_preflight_requests() {
        assert_eq!(
            reached(&[
                ("GET", "/a", true, Some("Jwt")),
                ("OPTIONS", "/a", true, None),
                ("ANY", "/b", true, None),
                ("ANY", "/c", true, Some("Jwt")),
                ("GET", "/d", true, None),
                ("OPTIONS", "/d", false, Some("Jwt")),
            ]),
            ["/a: open", "/b: open", "/c: own route", "/d: guarded"]
        );
    }
}
