//! `--sarif`: a log in the Static Analysis Results Interchange Format, version 2.1.0, as code hosts read it.
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html>

use super::model::{Finding, Level, Place, Report};
use gatewright_discipline::Rule;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use std::io::{self, Write};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";
/// The characters that a URI's path cannot hold as they are (RFC 3986).
const OUTSIDE_PATHS: AsciiSet = NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/')
    .remove(b':');
/// The base of relative URIs.
const ROOT: &str = "SRCROOT";

pub(crate) fn write(report: &Report, to: &mut dyn Write) -> io::Result<()> {
    let rules = rules();
    let results: Vec<Value> = report
        .findings
        .iter()
        .map(|finding| result(finding, &rules))
        .collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": report.tool.name,
                "version": report.tool.version,
                "semanticVersion": report.tool.version,
                "rules": rules.iter().map(|rule| descriptor(*rule)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": { ROOT: { "uri": format!("{}/", file_uri(&report.root)) } },
            "invocations": [{ "executionSuccessful": true }],
            "results": results,
        }],
    });
    serde_json::to_writer_pretty(&mut *to, &log)?;
    writeln!(to)
}

/// Returns every rule in a fixed order. A result names its rule by identifier and by index.
fn rules() -> Vec<Rule> {
    Rule::all().collect()
}

fn descriptor(rule: Rule) -> Value {
    json!({
        "id": rule.id(),
        "name": rule.id(),
        "shortDescription": { "text": rule.summary() },
        "fullDescription": { "text": rule.reason() },
        "help": {
            "text": format!("{}. `#[exempt({}, reason = \"…\")]` exempts an item and records the reason.", rule.note(), rule.id()),
            "markdown": rule.page(),
        },
        "defaultConfiguration": { "level": "error" },
    })
}

fn result(finding: &Finding, rules: &[Rule]) -> Value {
    let index = rules.iter().position(|rule| *rule == finding.rule);
    let level = match finding.level {
        Level::Error => "error",
        Level::Note => "note",
    };
    json!({
        "ruleId": finding.rule.id(),
        "ruleIndex": index,
        "level": level,
        "message": { "text": format!("{}\nhelp: {}\nnote: {}", finding.headline, finding.help, finding.note) },
        "locations": [{ "physicalLocation": {
            "artifactLocation": artifact(&finding.place.file),
            "region": region(&finding.place),
        }}],
        "properties": { "pass": finding.pass, "package": finding.package },
    })
}

/// A path relative to the root, or the whole URI of a file outside it.
fn artifact(file: &str) -> Value {
    if file.starts_with('/') || file.contains(':') {
        json!({ "uri": file_uri(file) })
    } else {
        json!({ "uri": encoded(file), "uriBaseId": ROOT })
    }
}

fn region(place: &Place) -> Value {
    let mut region = json!({
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    });
    if !place.snippet.is_empty() {
        region["snippet"] = json!({ "text": place.snippet });
    }
    region
}

/// `file:///home/me/shop` for an absolute path.
fn file_uri(path: &str) -> String {
    let path = path.replace('\\', "/");
    let slash = if path.starts_with('/') { "" } else { "/" };
    format!("file://{slash}{}", encoded(&path))
}

fn encoded(path: &str) -> String {
    utf8_percent_encode(path, &OUTSIDE_PATHS).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris_are_encoded_and_relative_below_root() {
        assert_eq!(
            artifact("src/a b.rs"),
            json!({ "uri": "src/a%20b.rs", "uriBaseId": "SRCROOT" })
        );
        assert_eq!(artifact("/x/ü.rs"), json!({ "uri": "file:///x/%C3%BC.rs" }));
        assert_eq!(file_uri("C:\\x"), "file:///C:/x");
    }

    #[test]
    fn every_rule_has_help() {
        let rules = rules();
        for rule in &rules {
            let descriptor = descriptor(*rule);
            assert!(
                descriptor["help"]["text"]
                    .as_str()
                    .is_some_and(|text| text.contains(rule.id()))
            );
        }
        assert_eq!(rules.len(), 12);
    }
}
