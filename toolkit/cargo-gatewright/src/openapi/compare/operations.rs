//! Paths, operations and their parameters.

use super::schema::Direction;
use super::{At, Comparison};
use std::collections::BTreeMap;

const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// A parameter by its place and name. The names of path parameters are free, so their position counts.
type Parameters<'a> = BTreeMap<(String, String), At<'a>>;

impl<'a> Comparison<'a> {
    pub(super) fn operations(&mut self) {
        let (file, code) = (paths(&At::root(self.file)), paths(&At::root(self.code)));
        for (shape, (path, at)) in &file {
            let Some((new_path, new)) = code.get(shape) else {
                self.breaking(
                    "api-path-removed",
                    format!("the path `{path}` was removed"),
                    Some(at),
                    None,
                );
                continue;
            };
            if path != new_path {
                self.compatible(
                    "path-parameter-renamed",
                    format!(
                        "the path `{path}` is `{new_path}` now: only names of parameters differ"
                    ),
                    Some(at),
                    Some(new),
                );
            }
            self.path((path, at), (new_path, new));
        }
        for (shape, (path, at)) in &code {
            if !file.contains_key(shape) {
                self.compatible(
                    "endpoint-added",
                    format!("the path `{path}` was added"),
                    None,
                    Some(at),
                );
            }
        }
    }

    fn path(&mut self, file: (&str, &At<'a>), code: (&str, &At<'a>)) {
        for method in METHODS {
            let name = |path: &str| format!("`{} {path}`", method.to_uppercase());
            match (file.1.member(method), code.1.member(method)) {
                (None, None) => {}
                (Some(old), None) => {
                    self.breaking(
                        "api-removed",
                        format!("{} was removed", name(file.0)),
                        Some(&old),
                        None,
                    );
                }
                (None, Some(new)) => {
                    self.compatible(
                        "endpoint-added",
                        format!("{} was added", name(code.0)),
                        None,
                        Some(&new),
                    );
                }
                (Some(old), Some(new)) => {
                    let place = name(file.0);
                    let parameters = (
                        parameters(self.file, file, &old),
                        parameters(self.code, code, &new),
                    );
                    self.parameters(&place, &parameters.0, &parameters.1, &new);
                    self.request_body(&place, &old, &new);
                    self.responses(&place, &old, &new);
                    self.security(&place, &old, &new);
                    self.operation_id(&place, &old, &new);
                }
            }
        }
    }

    fn operation_id(&mut self, place: &str, old: &At<'a>, new: &At<'a>) {
        let member = |at: &At<'a>| at.member("operationId");
        match (old.text("operationId"), new.text("operationId")) {
            (Some(was), Some(is)) if was != is => self.breaking(
                "api-operation-id-removed",
                format!("the operation id of {place} was `{was}` and is `{is}`: generated clients name their methods after it"),
                member(old).as_ref(),
                member(new).as_ref(),
            ),
            (Some(was), None) => self.breaking(
                "api-operation-id-removed",
                format!("the operation id `{was}` of {place} was removed"),
                member(old).as_ref(),
                Some(new),
            ),
            (None, Some(is)) => self.compatible(
                "api-operation-id-added",
                format!("the operation id `{is}` of {place} was added"),
                Some(old),
                member(new).as_ref(),
            ),
            _ => {}
        }
    }

    fn parameters(
        &mut self,
        place: &str,
        file: &Parameters<'a>,
        code: &Parameters<'a>,
        operation: &At<'a>,
    ) {
        for (key, old) in file {
            let name = shown(old);
            let Some(new) = code.get(key) else {
                self.breaking(
                    "request-parameter-removed",
                    format!("the {name} of {place} was removed, and is ignored now"),
                    Some(old),
                    Some(operation),
                );
                continue;
            };
            let required = |at: &At<'a>| at.value["required"] == true || at.value["in"] == "path";
            match (required(old), required(new)) {
                (false, true) => self.breaking(
                    "request-parameter-became-required",
                    format!("the {name} of {place} is required now"),
                    Some(old),
                    Some(new),
                ),
                (true, false) => self.compatible(
                    "request-parameter-became-optional",
                    format!("the {name} of {place} is optional now"),
                    Some(old),
                    Some(new),
                ),
                _ => {}
            }
            let what = format!("the {name} of {place}");
            for member in ["style", "explode", "allowReserved"] {
                let value = |at: &At<'a>| {
                    at.value
                        .get(member)
                        .cloned()
                        .unwrap_or_else(|| default(at, member))
                };
                if value(old) != value(new) {
                    self.breaking(
                        "request-parameter-style-changed",
                        format!(
                            "the `{member}` of {what} was {} and is {}",
                            value(old),
                            value(new)
                        ),
                        Some(old),
                        Some(new),
                    );
                }
            }
            match (old.member("schema"), new.member("schema")) {
                (Some(old), Some(new)) => self.schema(&what, old, new, Direction::Request),
                // The other form of a parameter is a media type.
                _ => self.content(&what, old, new, Direction::Request),
            }
        }
        for (key, new) in code {
            if file.contains_key(key) {
                continue;
            }
            let name = shown(new);
            if new.value["required"] == true {
                self.breaking(
                    "new-required-request-parameter",
                    format!("the required {name} of {place} was added"),
                    None,
                    Some(new),
                );
            } else {
                self.compatible(
                    "new-optional-request-parameter",
                    format!("the optional {name} of {place} was added"),
                    None,
                    Some(new),
                );
            }
        }
    }
}

/// The values that members have if they are left out (OpenAPI 3.1.0, 4.8.12.2.1).
fn default(parameter: &At<'_>, member: &str) -> serde_json::Value {
    let is_form = matches!(parameter.text("in"), Some("query" | "cookie"));
    match member {
        "style" if is_form => "form".into(),
        "style" => "simple".into(),
        "explode" => (parameter
            .text("style")
            .map_or(is_form, |style| style == "form"))
        .into(),
        _ => false.into(),
    }
}

fn shown(parameter: &At<'_>) -> String {
    let text = |name| parameter.text(name).unwrap_or_default();
    format!("{} parameter `{}`", text("in"), text("name"))
}

/// The paths by their shape: the same template with other names is the same path.
fn paths<'a>(document: &At<'a>) -> BTreeMap<String, (&'a str, At<'a>)> {
    let paths = document.member("paths");
    let all = paths
        .iter()
        .flat_map(|paths| paths.members().collect::<Vec<_>>());
    let all = all.filter(|(path, _)| path.starts_with('/'));
    all.map(|(path, at)| (shape(path), (path.as_str(), at.followed(document.value))))
        .collect()
}

fn shape(path: &str) -> String {
    let mut shape = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        shape.push_str(before);
        shape.push_str("{}");
        rest = after.split_once('}').map_or("", |(_, rest)| rest);
    }
    shape + rest
}

/// The names in braces, in order.
fn names(path: &str) -> Vec<&str> {
    let parts = path.split('{').skip(1);
    parts
        .filter_map(|part| part.split_once('}'))
        .map(|(name, _)| name)
        .collect()
}

/// The parameters of an operation, with those of its path.
fn parameters<'a>(
    document: &'a serde_json::Value,
    path: (&str, &At<'a>),
    operation: &At<'a>,
) -> Parameters<'a> {
    let names = names(path.0);
    let mut all = Parameters::new();
    for owner in [path.1, operation] {
        for parameter in owner.member("parameters").iter().flat_map(At::items) {
            let parameter = parameter.followed(document);
            let (Some(place), Some(name)) = (parameter.text("in"), parameter.text("name")) else {
                continue;
            };
            let name = match place {
                "path" => names
                    .iter()
                    .position(|one| *one == name)
                    .map_or_else(|| name.to_owned(), |index| index.to_string()),
                "header" => name.to_lowercase(),
                _ => name.to_owned(),
            };
            all.insert((place.to_owned(), name), parameter);
        }
    }
    all
}
