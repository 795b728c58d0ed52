//! The lines that `init` adds to a `Cargo.toml`, and what it only reports there.

use super::step::{Kind, Step};
use crate::edit::ManifestFile;
use crate::error::CliError;
use crate::new::PROFILE;
use std::collections::BTreeMap;
use std::path::Path;
use toml_edit::{Document, DocumentMut, Item, Table, TableLike, Value};

/// The manifest with the additions.
pub(super) fn edited(
    file: &ManifestFile,
    gatewright: &str,
    is_root: bool,
) -> Result<DocumentMut, CliError> {
    let mut document = file.document();
    add_dependency(&mut document, gatewright)?;
    if is_root {
        add_profile(&mut document);
    }
    Ok(document)
}

fn add_dependency(document: &mut DocumentMut, gatewright: &str) -> Result<(), CliError> {
    let value: Value = gatewright
        .parse()
        .map_err(|error| CliError::new(format!("could not write the dependency: {error}")))?;
    let item = document
        .entry("dependencies")
        .or_insert_with(|| Item::Table(Table::new()));
    let Some(dependencies) = item.as_table_like_mut() else {
        return Err(CliError::new("`dependencies` is not a table").help("correct the manifest"));
    };
    let names: Vec<String> = dependencies
        .iter()
        .map(|(name, _)| name.to_owned())
        .collect();
    dependencies.insert("gatewright", Item::Value(value));
    if names.is_sorted() {
        sort(item);
    }
    Ok(())
}

/// Moves the new key to its place among keys in alphabetical order.
fn sort(item: &mut Item) {
    match item {
        Item::Table(table) => table.sort_values(),
        Item::Value(Value::InlineTable(table)) => table.sort_values(),
        _ => {}
    }
}

/// Adds `[profile.release]`, or the one key of it that a function needs.
fn add_profile(document: &mut DocumentMut) {
    let trailing = document.trailing().as_str().unwrap_or_default().to_owned();
    let profile = document.entry("profile").or_insert_with(|| {
        let mut table = Table::new();
        table.set_implicit(true);
        Item::Table(table)
    });
    let Some(profile) = profile.as_table_like_mut() else {
        return;
    };
    if let Some(release) = profile.get_mut("release") {
        if let Some(release) = release.as_table_like_mut()
            && !release.contains_key("panic")
        {
            release.insert("panic", toml_edit::value("unwind"));
        }
        return;
    }
    let written: DocumentMut = PROFILE.parse().expect("a table");
    let mut release = written["profile"]["release"].clone();
    if let Some(release) = release.as_table_mut() {
        // Behind all other tables, and behind the comments at the end of the file.
        release.set_position(None);
        let own = release
            .decor()
            .prefix()
            .and_then(|own| own.as_str())
            .unwrap_or_default();
        let prefix = format!("{trailing}{own}");
        release.decor_mut().set_prefix(prefix);
    }
    profile.insert("release", release);
    document.set_trailing("");
}

/// Reports what the manifest has that Lambda functions should not have, and dependencies that are needed no more. `uses` has the first
/// place of each package's use.
pub(super) fn steps(
    path: &Path,
    shown: &str,
    is_root: bool,
    uses: &BTreeMap<String, (String, usize)>,
) -> Vec<Step> {
    let Ok(text) = std::fs::read_to_string(path) else {
        return Vec::new();
    };
    let Ok(document) = Document::parse(text.as_str()) else {
        return Vec::new();
    };
    let mut steps = Vec::new();
    let step = |offset: usize, kind: Kind, found: String, todo: String| {
        let before = &text[..offset];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Step {
            file: shown.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            kind,
            found,
            todo,
        }
    };
    let tables = [
        Some(document.as_table() as &dyn TableLike),
        document.get("target").and_then(Item::as_table_like),
    ];
    let [own, targets] = tables;
    let of_targets = targets
        .into_iter()
        .flat_map(|targets| targets.iter().filter_map(|(_, one)| one.as_table_like()));
    let dependencies = own
        .into_iter()
        .chain(of_targets)
        .filter_map(|one| one.get("dependencies")?.as_table_like());
    for table in dependencies {
        for (name, item) in table.iter() {
            let package = item.get("package").and_then(Item::as_str).unwrap_or(name);
            let Some(todo) = removal(package, uses) else {
                continue;
            };
            let place = table
                .get_key_value(name)
                .and_then(|(key, _)| key.span())
                .or_else(|| item.span());
            if let Some(place) = place {
                steps.push(step(place.start, Kind::Dependency, name.to_owned(), todo));
            }
        }
    }
    let release = document
        .get("profile")
        .and_then(|profile| profile.get("release"));
    let panic = release
        .and_then(Item::as_table_like)
        .and_then(|release| release.get("panic"));
    if let Some(panic) = panic.filter(|panic| panic.as_str() != Some("unwind"))
        && let Some(place) = panic.span()
    {
        let found = format!("panic = {}", text[place.clone()].trim());
        let todo =
            "`panic = \"unwind\"`: with `abort`, a panic ends the execution environment".to_owned();
        steps.push(step(place.start, Kind::Profile, found, todo));
    }
    if !is_root && panic.is_some() {
        // Cargo ignores it, and warns about it itself.
        steps.retain(|step| step.kind != Kind::Profile);
    }
    steps
}

/// Why a dependency is needed no more. `None` if it stays.
fn removal(package: &str, uses: &BTreeMap<String, (String, usize)>) -> Option<String> {
    let code = package.replace('-', "_");
    let first = uses.get(&code).map(|(file, line)| format!("{file}:{line}"));
    let todo = match (package, first) {
        (
            "lambda_runtime" | "lambda_http" | "axum" | "axum-extra" | "tower" | "tower-http",
            Some(first),
        ) => {
            format!("remove it when nothing names it any more (first: {first})")
        }
        ("once_cell" | "lazy_static", Some(first)) => {
            format!("remove it when its statics are lazy modules (first: {first})")
        }
        (
            "lambda_runtime" | "lambda_http" | "axum" | "axum-extra" | "tower" | "tower-http"
            | "once_cell" | "lazy_static",
            None,
        ) => "remove it: nothing names it".to_owned(),
        ("tokio", None) => "remove it: nothing but `#[tokio::main]` and tests names it".to_owned(),
        _ => return None,
    };
    Some(todo)
}
