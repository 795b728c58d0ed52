//! The targets of a package, and the dependencies that its code can name.

use super::{ManifestText, Value, features, lookup, text_of};
use std::fs;
use std::path::{Path, PathBuf};
use toml::de::DeTable;

/// A dependency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// Its key in the manifest.
    pub key: String,
    /// The name in source: its key, with `_` for `-`.
    pub name: String,
    /// The name of the package.
    pub package: String,
    /// The folder of a path dependency.
    pub folder: Option<PathBuf>,
    /// Whether a feature turns it on.
    pub optional: bool,
    /// The features that it lists.
    pub features: Vec<String>,
    /// Whether its feature `default` is on.
    pub default_features: bool,
    /// The line of its key, from 1.
    pub line: usize,
}

impl Dependency {
    /// Returns the name in the source and the name of the crate, if the manifest renames a dependency of a registry.
    pub fn renamed(&self) -> Option<(String, String)> {
        let krate = self.package.replace('-', "_");
        (self.folder.is_none() && self.name != krate).then(|| (self.name.clone(), krate))
    }
}

/// Reads the dependencies that the code of a package can name.
pub(super) fn dependencies(
    table: &DeTable,
    folder: &Path,
    text: &ManifestText<'_>,
) -> Vec<Dependency> {
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
    let entries = value.get_ref().as_table();
    let text = |key: &str| {
        entries
            .and_then(|entries| lookup(entries, &[key]))
            .and_then(text_of)
    };
    let flag = |key: &str| {
        entries
            .and_then(|entries| lookup(entries, &[key]))
            .and_then(|value| value.get_ref().as_bool())
    };
    let own_features =
        features::strings(entries.and_then(|entries| lookup(entries, &["features"])));
    let own_default = flag("default-features").or(flag("default_features"));
    let inherited = (flag("workspace") == Some(true))
        .then(|| of_workspace(folder, key))
        .flatten();
    let inherited = inherited.unwrap_or_else(|| Inherited {
        package: text("package").unwrap_or(key).to_owned(),
        folder: text("path").map(|path| folder.join(path)),
        features: Vec::new(),
        default_features: None,
    });
    Dependency {
        key: key.to_owned(),
        name: key.replace('-', "_"),
        package: inherited.package,
        folder: inherited.folder,
        optional: flag("optional") == Some(true),
        features: [inherited.features, own_features].concat(),
        // A member can turn the default features on that the workspace turns off, but not the reverse.
        default_features: [inherited.default_features, own_default].contains(&Some(true))
            || (inherited.default_features, own_default) == (None, None),
        line,
    }
}

/// The parts of a dependency that the workspace states.
struct Inherited {
    package: String,
    folder: Option<PathBuf>,
    features: Vec<String>,
    default_features: Option<bool>,
}

/// Reads `[workspace.dependencies]` of the workspace around `folder`.
fn of_workspace(folder: &Path, key: &str) -> Option<Inherited> {
    let folder = fs::canonicalize(folder).ok()?;
    folder.ancestors().find_map(|root| {
        let text = fs::read_to_string(root.join("Cargo.toml")).ok()?;
        let manifest = DeTable::parse(&text).ok()?;
        let entries = lookup(manifest.get_ref(), &["workspace", "dependencies", key])?;
        let table = entries.get_ref().as_table();
        let value = |name: &str| lookup(table?, &[name]);
        let entry = |name: &str| value(name).and_then(text_of);
        let default = value("default-features").and_then(|value| value.get_ref().as_bool());
        Some(Inherited {
            package: entry("package").unwrap_or(key).to_owned(),
            folder: entry("path").map(|path| root.join(path)),
            features: features::strings(value("features")),
            default_features: default,
        })
    })
}

/// A crate that a package builds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The name of the crate; in a library's name, `-` is `_`.
    pub name: String,
    /// The root file.
    pub root: PathBuf,
    /// Whether it is a procedural macro, which runs in the compiler and never in a function.
    pub is_macro: bool,
}

/// Finds the library and the binaries of a package as cargo does.
/// <https://doc.rust-lang.org/cargo/guide/project-layout.html>
pub(super) fn targets(
    table: &DeTable,
    folder: &Path,
    package: Option<&str>,
) -> (Option<Target>, Vec<Target>) {
    let Some(package) = package else {
        return (None, Vec::new());
    };
    (
        library(table, folder, package),
        binaries(table, folder, package),
    )
}

fn library(table: &DeTable, folder: &Path, package: &str) -> Option<Target> {
    let entries = lookup(table, &["lib"]).and_then(|lib| lib.get_ref().as_table());
    let text = |key: &str| {
        entries
            .and_then(|entries| lookup(entries, &[key]))
            .and_then(text_of)
    };
    let flag = |key: &str| {
        entries
            .and_then(|entries| lookup(entries, &[key]))
            .and_then(|value| value.get_ref().as_bool())
    };
    let root = folder.join(text("path").unwrap_or("src/lib.rs"));
    (entries.is_some() || root.is_file()).then(|| Target {
        name: text("name").unwrap_or(package).replace('-', "_"),
        root,
        is_macro: flag("proc-macro").or(flag("proc_macro")).unwrap_or(false),
    })
}

fn binaries(table: &DeTable, folder: &Path, package: &str) -> Vec<Target> {
    let binary = |name: &str, root: PathBuf| Target {
        name: name.to_owned(),
        root,
        is_macro: false,
    };
    let sources = folder.join("src");
    let mut found = Vec::new();
    if sources.join("main.rs").is_file() {
        found.push(binary(package, sources.join("main.rs")));
    }
    let entries = fs::read_dir(sources.join("bin")).into_iter().flatten();
    for path in entries.flatten().map(|entry| entry.path()) {
        let root = if path.is_dir() {
            path.join("main.rs")
        } else {
            path.clone()
        };
        let name = path.file_stem().and_then(|stem| stem.to_str());
        if let Some(name) = name
            && root.extension().is_some_and(|extension| extension == "rs")
            && root.is_file()
        {
            found.push(binary(name, root));
        }
    }
    let entries = lookup(table, &["bin"]).and_then(|bins| bins.get_ref().as_array());
    for bin in entries.into_iter().flatten() {
        let Some(bin) = bin.get_ref().as_table() else {
            continue;
        };
        let name = lookup(bin, &["name"]).and_then(text_of).unwrap_or(package);
        if let Some(path) = lookup(bin, &["path"]).and_then(text_of) {
            let root = folder.join(path);
            found.retain(|other| other.root != root && other.name != name);
            found.push(binary(name, root));
        }
    }
    found.sort_by(|one, other| one.root.cmp(&other.root));
    found
}
