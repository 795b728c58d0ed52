//! The dependencies that a package's own code can name.

use super::error::Text;
use super::{Value, lookup, text_of};
use std::fs;
use std::path::{Path, PathBuf};
use toml::de::DeTable;

/// A dependency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// The name by which source reaches it: its key, with `_` for `-`.
    pub name: String,
    /// The package that it is.
    pub package: String,
    /// The folder of a path dependency.
    pub folder: Option<PathBuf>,
    /// Whether a feature turns it on.
    pub optional: bool,
    /// The line of the manifest that names it, from 1.
    pub line: usize,
}

pub(super) fn of(table: &DeTable, folder: &Path, text: &Text) -> Vec<Dependency> {
    let targets = lookup(table, &["target"]).and_then(|targets| targets.get_ref().as_table());
    let of_targets = targets.into_iter().flat_map(|targets| targets.values());
    let tables = of_targets
        .filter_map(|target| lookup(target.get_ref().as_table()?, &["dependencies"]))
        .chain(lookup(table, &["dependencies"]))
        .filter_map(|dependencies| dependencies.get_ref().as_table());
    let mut found: Vec<Dependency> = tables
        .flatten()
        .map(|(key, value)| dependency(key.get_ref(), value, folder, text.line(key.span().start)))
        .collect();
    found.sort_by_key(|one| one.line);
    found
}

fn dependency(key: &str, value: &Value, folder: &Path, line: usize) -> Dependency {
    let told = value.get_ref().as_table();
    let text = |key: &str| told.and_then(|told| lookup(told, &[key])).and_then(text_of);
    let flag = |key: &str| {
        told.and_then(|told| lookup(told, &[key]))
            .and_then(|value| value.get_ref().as_bool())
            .unwrap_or(false)
    };
    let inherited = flag("workspace")
        .then(|| of_workspace(folder, key))
        .flatten();
    let (package, path) = inherited.unwrap_or_else(|| {
        let path = text("path").map(|path| folder.join(path));
        (text("package").unwrap_or(key).to_owned(), path)
    });
    Dependency {
        name: key.replace('-', "_"),
        package,
        folder: path,
        optional: flag("optional"),
        line,
    }
}

/// What `[workspace.dependencies]` of the workspace around `folder` says: the package, and the folder of a path dependency.
fn of_workspace(folder: &Path, key: &str) -> Option<(String, Option<PathBuf>)> {
    let folder = fs::canonicalize(folder).ok()?;
    folder.ancestors().find_map(|root| {
        let text = fs::read_to_string(root.join("Cargo.toml")).ok()?;
        let manifest = DeTable::parse(&text).ok()?;
        let told = lookup(manifest.get_ref(), &["workspace", "dependencies", key])?;
        let entry = |name: &str| lookup(told.get_ref().as_table()?, &[name]).and_then(text_of);
        let package = entry("package").unwrap_or(key).to_owned();
        Some((package, entry("path").map(|path| root.join(path))))
    })
}
