//! The calls that build a router of axum, and the attributes that replace them.

use super::events;
use super::scan::Scan;
use super::step::Kind;
use super::text::text;
use syn::spanned::Spanned as _;
use syn::{Expr, ExprMethodCall, Lit};

/// Functions of `axum::routing` for which Gatewright has an attribute of the same name.
const METHODS: &[&str] = &[
    "any", "delete", "get", "head", "options", "patch", "post", "put",
];

pub(super) fn method_call(scan: &mut Scan, call: &ExprMethodCall) {
    if !scan.uses("axum") || !scan.is_router(&call.receiver, 0) {
        return;
    }
    let method = call.method.to_string();
    let at = call.method.span();
    let first = call.args.first();
    let second = call.args.iter().nth(1);
    match (method.as_str(), first, second) {
        ("route", Some(path), Some(handlers)) => route(scan, call, path, handlers),
        ("route_service" | "nest_service", Some(path), _) => {
            let todo = "a service of Tower does not apply: write a handler, such as `#[any(\"/path/{rest+}\")]`";
            scan.step(
                at,
                Kind::Router,
                format!(".{method}({}, …)", text(path)),
                todo,
            );
        }
        ("nest", Some(path), Some(router)) => {
            let prefix = string(path).map_or_else(|| text(path), |path| translated(&path));
            let todo = format!(
                "`#[dispatch(prefix = \"{prefix}\")]` on the module of the handlers of `{}`",
                text(router)
            );
            scan.step(
                at,
                Kind::Router,
                format!(".nest({}, {})", text(path), text(router)),
                todo,
            );
        }
        ("merge", Some(router), None) => {
            let todo = format!(
                "the same module for the handlers of `{}`, or `interfaces(…)` of `#[dispatch]` with a module of their own",
                text(router)
            );
            scan.step(at, Kind::Router, format!(".merge({})", text(router)), todo);
        }
        ("fallback", Some(handler), None) => {
            let todo = format!(
                "`#[any(\"/{{rest+}}\")]` on {}",
                handler_name(scan, handler)
            );
            scan.step(
                at,
                Kind::Router,
                format!(".fallback({})", shortened(handler)),
                todo,
            );
        }
        ("with_state", Some(state), None) => {
            let todo = "a `#[lazy_module]` for each value, and its `module::Lazy` as a parameter instead of `State<…>`";
            scan.step(
                at,
                Kind::Router,
                format!(".with_state({})", text(state)),
                todo,
            );
        }
        ("layer" | "route_layer", Some(layer), None) => {
            let layer = shortened(layer);
            let todo = if layer.contains("Timeout") || layer.contains("CatchPanic") {
                "remove it: every handler has a time limit, and a panic is a 500"
            } else {
                "layers of Tower do not apply: write an extractor (`FromRequest`) for the request, and an ordinary function for the response"
            };
            scan.step(at, Kind::Router, format!(".{method}({layer})"), todo);
        }
        _ => {}
    }
}

/// `.route("/notes/{id}", get(get_note).put(put_note))`: a step for each method.
fn route(scan: &mut Scan, call: &ExprMethodCall, path: &Expr, handlers: &Expr) {
    let written = string(path);
    let template = written.as_deref().map_or_else(|| text(path), translated);
    let mut rest = handlers;
    let mut found = Vec::new();
    loop {
        let (name, argument, next) = match rest {
            Expr::MethodCall(chained) => (
                chained.method.to_string(),
                chained.args.first(),
                Some(&*chained.receiver),
            ),
            Expr::Call(first) => match &*first.func {
                Expr::Path(function) => {
                    let last = function.path.segments.last();
                    (
                        last.map_or_else(String::new, |last| last.ident.to_string()),
                        first.args.first(),
                        None,
                    )
                }
                _ => break,
            },
            _ => break,
        };
        if METHODS.contains(&name.as_str())
            && let Some(handler) = argument
        {
            found.push((name, handler));
        }
        match next {
            Some(next) => rest = next,
            None => break,
        }
    }
    let at = call.method.span();
    if found.is_empty() {
        let todo = format!(
            "an attribute with its method on each handler, such as `#[get(\"{template}\")]`"
        );
        scan.step(
            at,
            Kind::Route,
            format!(".route({}, {})", text(path), shortened(handlers)),
            todo,
        );
        return;
    }
    found.reverse();
    for (method, handler) in found {
        if method == "get" && written.is_some() {
            scan.suggest(events::Event::Http(example(&template)));
        }
        let todo = format!(
            "`#[{method}(\"{template}\")]` on {}",
            handler_name(scan, handler)
        );
        let found = format!(".route({}, {method}({}))", text(path), shortened(handler));
        scan.step(handler.span(), Kind::Route, found, todo);
    }
}

fn handler_name(scan: &Scan, handler: &Expr) -> String {
    match handler {
        Expr::Path(path) => {
            let last = path.path.segments.last();
            scan.functions
                .placed(&last.map_or_else(String::new, |last| last.ident.to_string()))
        }
        _ => "an `async fn` with the closure's body".to_owned(),
    }
}

fn shortened(expression: &Expr) -> String {
    let text = text(expression);
    if text.chars().count() > 40 {
        text.chars().take(39).chain(['…']).collect()
    } else {
        text
    }
}

fn string(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

/// A path of axum 0.8 (`{id}`, `{*rest}`) or earlier (`:id`, `*rest`) as a template of Gatewright.
fn translated(path: &str) -> String {
    let segment = |segment: &str| {
        if let Some(rest) = segment.strip_prefix('*') {
            format!("{{{rest}+}}")
        } else if let Some(name) = segment.strip_prefix(':') {
            format!("{{{name}}}")
        } else if let Some(rest) = segment
            .strip_prefix("{*")
            .and_then(|rest| rest.strip_suffix('}'))
        {
            format!("{{{rest}+}}")
        } else {
            segment.to_owned()
        }
    };
    path.split('/').map(segment).collect::<Vec<_>>().join("/")
}

/// A path that a template matches.
fn example(template: &str) -> String {
    let segments = template.split('/');
    let segments = segments.map(|segment| {
        if segment.starts_with('{') {
            "1"
        } else {
            segment
        }
    });
    segments.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_both_versions_of_axum_are_translated() {
        assert_eq!(
            translated("/users/{id}/files/{*rest}"),
            "/users/{id}/files/{rest+}"
        );
        assert_eq!(
            translated("/users/:id/files/*rest"),
            "/users/{id}/files/{rest+}"
        );
        assert_eq!(example("/users/{id}/files/{rest+}"), "/users/1/files/1");
        assert_eq!(translated("/"), "/");
    }
}
