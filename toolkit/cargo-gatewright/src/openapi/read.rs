//! Reads a committed document.

use crate::error::CliError;
use saphyr_parser::{Event, Parser, ScalarStyle};
use serde_json::{Map, Number, Value};
use std::collections::HashMap;
use std::path::Path;

/// A document of several megabytes is not written by hand or by this command.
const LARGEST: u64 = 32 * 1024 * 1024;

/// The deepest nesting. Documents have about 20.
const DEEPEST: usize = 200;

/// The most values after aliases are replaced.
const MOST_VALUES: usize = 2_000_000;

/// Reads an OpenAPI document of version 3, in JSON or YAML.
pub(super) fn document(path: &Path) -> Result<Value, CliError> {
    let shown = path.display();
    let cannot = |why: &dyn std::fmt::Display| {
        CliError::new(format!("could not read `{shown}`: {why}")).help(
            "name an OpenAPI document; to write one: cargo gatewright openapi --output openapi.json",
        )
    };
    let size = std::fs::metadata(path).map_err(|error| cannot(&error))?;
    if size.is_dir() {
        return Err(cannot(&"it is a directory"));
    }
    if size.len() > LARGEST {
        return Err(cannot(&format!(
            "it has {} bytes, more than {LARGEST}",
            size.len()
        )));
    }
    let bytes = std::fs::read(path).map_err(|error| cannot(&error))?;
    let text = std::str::from_utf8(&bytes).map_err(|error| cannot(&error))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let value = parsed(text).map_err(|why| cannot(&why))?;
    with_known_version(value, &shown.to_string())
}

fn with_known_version(value: Value, shown: &str) -> Result<Value, CliError> {
    let error = |found: &str| {
        CliError::new(format!(
            "expected an OpenAPI document in `{shown}`, found {found}"
        ))
    };
    let help = "write one from the code: cargo gatewright openapi --output openapi.json";
    if let Some(version) = value.get("swagger") {
        return Err(error(&format!("Swagger {}", plain(version)))
            .help("convert it to OpenAPI 3, for example with `npx swagger2openapi`"));
    }
    let Some(version) = value.get("openapi") else {
        let found = match &value {
            Value::Object(map) => match map.keys().next() {
                None => "an empty object".to_owned(),
                Some(first) => {
                    format!("an object without the member `openapi`; its first member is `{first}`")
                }
            },
            Value::Array(_) => "a list".to_owned(),
            other => format!("`{}`", plain(other)),
        };
        return Err(error(&found).help(help));
    };
    let text = plain(version);
    if !(text.starts_with("3.") || text == "3") {
        return Err(error(&format!("the version {text}"))
            .help(help)
            .note("OpenAPI 3.0, 3.1 and 3.2 are read"));
    }
    if !value.get("paths").is_none_or(Value::is_object) {
        return Err(error("`paths` that is not an object").help(help));
    }
    Ok(value)
}

fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// Parses JSON, or YAML if it is not JSON.
pub(super) fn parsed(text: &str) -> Result<Value, String> {
    let json = serde_json::from_str(text);
    match json {
        Ok(value) => Ok(value),
        Err(error) if text.trim_start().starts_with(['{', '[']) => {
            yaml(text).map_err(|_| format!("expected JSON: {error}"))
        }
        Err(_) => yaml(text),
    }
}

enum Open {
    List(Vec<Value>, usize),
    Map(Map<String, Value>, Option<String>, usize),
}

/// Builds a value from the events of a parser, without recursion.
fn yaml(text: &str) -> Result<Value, String> {
    let mut open: Vec<Open> = Vec::new();
    let mut anchors: HashMap<usize, Value> = HashMap::new();
    let mut root = None;
    let mut values = 0;
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| {
            let marker = error.marker();
            format!(
                "{} at line {}, column {}",
                error.info(),
                marker.line(),
                marker.col() + 1
            )
        })?;
        let line = span.start.line();
        let (value, anchor) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let is_text = tag.is_some_and(|tag| tag.suffix == "str");
                let value = if style == ScalarStyle::Plain && !is_text {
                    scalar(&text)
                } else {
                    Value::from(text.as_ref())
                };
                (value, anchor)
            }
            Event::Alias(anchor) => {
                let value = anchors
                    .get(&anchor)
                    .ok_or_else(|| format!("unknown alias at line {line}"))?;
                values += count(value);
                if values > MOST_VALUES {
                    return Err(format!("more than {MOST_VALUES} values at line {line}"));
                }
                (value.clone(), 0)
            }
            Event::SequenceStart(anchor, _) => {
                open.push(Open::List(Vec::new(), anchor));
                continue;
            }
            Event::MappingStart(anchor, _) => {
                open.push(Open::Map(Map::new(), None, anchor));
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match open.pop() {
                Some(Open::List(items, anchor)) => (Value::Array(items), anchor),
                Some(Open::Map(map, _, anchor)) => (Value::Object(map), anchor),
                None => continue,
            },
            _ => continue,
        };
        if open.len() > DEEPEST {
            return Err(format!("more than {DEEPEST} levels at line {line}"));
        }
        values += 1;
        if values > MOST_VALUES {
            return Err(format!("more than {MOST_VALUES} values at line {line}"));
        }
        if anchor > 0 {
            anchors.insert(anchor, value.clone());
        }
        match open.last_mut() {
            None if root.is_some() => return Err(format!("a second document at line {line}")),
            None => root = Some(value),
            Some(Open::List(items, _)) => items.push(value),
            Some(Open::Map(map, key, _)) => match key.take() {
                None => *key = Some(plain(&value)),
                Some(key) => {
                    if map.contains_key(&key) {
                        return Err(format!("`{key}` a second time at line {line}"));
                    }
                    map.insert(key, value);
                }
            },
        }
    }
    root.ok_or_else(|| "it is empty".to_owned())
}

/// The number of values that an alias adds.
fn count(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(count).sum::<usize>(),
        Value::Object(map) => 1 + map.values().map(count).sum::<usize>(),
        _ => 1,
    }
}

/// A plain scalar of YAML's core schema (YAML 1.2.2, section 10.3.2).
fn scalar(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return true.into(),
        "false" | "False" | "FALSE" => return false.into(),
        _ => {}
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !digits.starts_with(|first: char| first.is_ascii_digit() || first == '.')
        || !digits.contains(|c: char| c.is_ascii_digit())
    {
        return text.into();
    }
    let unsigned = text.strip_prefix('+').unwrap_or(text);
    if let Ok(number) = unsigned.parse::<i64>() {
        return number.into();
    }
    if let Ok(number) = unsigned.parse::<u64>() {
        return number.into();
    }
    let number = unsigned.parse::<f64>().ok().and_then(Number::from_f64);
    number.map_or_else(|| text.into(), Value::Number)
}
