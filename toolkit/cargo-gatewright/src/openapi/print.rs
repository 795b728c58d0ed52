//! Documents as JSON and YAML. Members have the order that people expect: `openapi` is first, and `get` precedes `post`.

use serde_json::{Map, Value};
use std::fmt::Write as _;

/// The format of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// JSON
    Json,
    /// YAML
    Yaml,
}

impl Format {
    pub(super) fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Yaml => "yaml",
        }
    }
}

/// Members that precede all others, in this order. Others follow by name.
const FIRST: &[&str] = &[
    "openapi",
    "info",
    "title",
    "name",
    "in",
    "operationId",
    "summary",
    "description",
    "version",
    "license",
    "servers",
    "security",
    "tags",
    "paths",
    "get",
    "head",
    "put",
    "post",
    "patch",
    "delete",
    "options",
    "parameters",
    "requestBody",
    "required",
    "responses",
    "components",
    "type",
    "format",
];

/// Returns the document as text that ends with a newline.
pub(super) fn text(document: &Value, format: Format) -> String {
    let mut text = String::new();
    match format {
        Format::Json => {
            json(document, 0, &mut text);
            text.push('\n');
        }
        Format::Yaml => yaml(document, 0, false, &mut text),
    }
    text
}

fn members(map: &Map<String, Value>) -> Vec<(&String, &Value)> {
    let rank = |name: &str| FIRST.iter().position(|first| *first == name);
    let mut members: Vec<_> = map.iter().collect();
    members.sort_by_key(|(name, _)| (rank(name).unwrap_or(FIRST.len()), *name));
    members
}

fn indent(depth: usize, text: &mut String) {
    for _ in 0..depth {
        text.push_str("  ");
    }
}

fn json(value: &Value, depth: usize, text: &mut String) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            text.push('{');
            for (number, (name, member)) in members(map).into_iter().enumerate() {
                text.push_str(if number == 0 { "\n" } else { ",\n" });
                indent(depth + 1, text);
                let _ = write!(text, "{}: ", Value::from(name.as_str()));
                json(member, depth + 1, text);
            }
            text.push('\n');
            indent(depth, text);
            text.push('}');
        }
        Value::Array(items) if items.iter().any(|item| item.is_object() || item.is_array()) => {
            text.push('[');
            for (number, item) in items.iter().enumerate() {
                text.push_str(if number == 0 { "\n" } else { ",\n" });
                indent(depth + 1, text);
                json(item, depth + 1, text);
            }
            text.push('\n');
            indent(depth, text);
            text.push(']');
        }
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(Value::to_string).collect();
            let _ = write!(text, "[{}]", items.join(", "));
        }
        scalar => {
            let _ = write!(text, "{scalar}");
        }
    }
}

/// Strings are in double quotes as in JSON, which is a part of YAML. Only names that no YAML reader takes for something else are plain.
fn yaml(value: &Value, depth: usize, after_dash: bool, text: &mut String) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (number, (name, member)) in members(map).into_iter().enumerate() {
                if number > 0 || !after_dash {
                    indent(depth, text);
                }
                let _ = write!(text, "{}:", key(name));
                if is_block(member) {
                    text.push('\n');
                    yaml(member, depth + 1, false, text);
                } else {
                    let _ = writeln!(text, " {}", flat(member));
                }
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for (number, item) in items.iter().enumerate() {
                if number > 0 || !after_dash {
                    indent(depth, text);
                }
                text.push_str("- ");
                if is_block(item) {
                    yaml(item, depth + 1, true, text);
                } else {
                    let _ = writeln!(text, "{}", flat(item));
                }
            }
        }
        scalar => {
            let _ = writeln!(text, "{}", flat(scalar));
        }
    }
}

fn is_block(value: &Value) -> bool {
    match value {
        Value::Object(map) => !map.is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => false,
    }
}

/// JSON text, in which characters that YAML does not allow are escaped.
fn flat(value: &Value) -> String {
    let mut text = String::new();
    for character in value.to_string().chars() {
        match character {
            '\u{7f}'..='\u{9f}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{feff}'
            | '\u{fffe}'
            | '\u{ffff}' => {
                let _ = write!(text, "\\u{:04x}", u32::from(character));
            }
            other => text.push(other),
        }
    }
    text
}

fn key(name: &str) -> String {
    let is_word = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '$')
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "$_-".contains(c));
    let is_other = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
        .contains(&name.to_lowercase().as_str());
    if is_word && !is_other {
        name.to_owned()
    } else {
        flat(&Value::from(name))
    }
}
