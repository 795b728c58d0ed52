//! Templates as users write them, compared with manifests.

mod cors;
mod generated;
mod mutations;
mod reading;
mod shapes;

use super::finding::{Level, Report};
use super::places::Places;
use super::read::Source;
use super::tree::Node;
use crate::workspace::Described;
use gatewright_manifest::Manifest;
use std::path::{Path, PathBuf};
use std::rc::Rc;

const MANIFESTS: &str = include_str!("manifests.json");
const SAM: &str = include_str!("sam.yaml");

/// The functions of `manifests.json`.
fn described() -> Vec<Described> {
    let manifests: Vec<serde_json::Value> = serde_json::from_str(MANIFESTS).expect("JSON");
    manifests
        .iter()
        .map(|one| function(&one.to_string()))
        .collect()
}

fn function(json: &str) -> Described {
    let manifest = Manifest::from_json(json).expect("a manifest");
    Described {
        package: manifest.function.name.clone(),
        folder: PathBuf::from("/work").join(&manifest.function.name),
        binary: manifest.function.name.clone(),
        manifest,
    }
}

fn parsed(text: &str) -> Rc<Node> {
    let source = Source {
        text: text.to_owned(),
    };
    let tree = source.parse("template.yaml");
    tree.unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn refused(text: &str) -> String {
    let source = Source {
        text: text.to_owned(),
    };
    match source.parse("template.yaml") {
        Ok(_) => panic!("accepted: {text}"),
        Err(error) => error.to_string(),
    }
}

fn compare(template: &str, functions: &[Described]) -> Report {
    super::compare(
        &parsed(template),
        functions,
        &Places::new(Path::new("/nowhere")),
    )
}

/// `level line:column headline` of each finding.
fn lines(report: &Report) -> Vec<String> {
    let line = |one: &super::finding::Finding| {
        let level = match one.level {
            Level::Error => "error",
            Level::Note => "note",
        };
        let at = one.template.place;
        format!("{level} {}:{} {}", at.line, at.column, one.headline)
    };
    report.findings.iter().map(line).collect()
}

/// Asserts that a template is equal to the code.
fn assert_equal(template: &str, functions: &[Described]) {
    let report = compare(template, functions);
    assert!(
        report.findings.is_empty(),
        "{:#?}\n{template}",
        lines(&report)
    );
}
