//! The library and the binaries of a package, as cargo finds them.
//! <https://doc.rust-lang.org/cargo/guide/project-layout.html>

use super::{lookup, text_of};
use std::fs;
use std::path::{Path, PathBuf};
use toml::de::DeTable;

/// A crate that a package builds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The crate's name, with `_` for `-` in a library's.
    pub name: String,
    /// The root file.
    pub root: PathBuf,
    /// Whether it is a procedural macro: it runs in the compiler, never in a function.
    pub is_macro: bool,
}

pub(super) fn of(
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
    let told = lookup(table, &["lib"]).and_then(|lib| lib.get_ref().as_table());
    let text = |key: &str| told.and_then(|told| lookup(told, &[key])).and_then(text_of);
    let flag = |key: &str| {
        told.and_then(|told| lookup(told, &[key]))
            .and_then(|value| value.get_ref().as_bool())
    };
    let root = folder.join(text("path").unwrap_or("src/lib.rs"));
    (told.is_some() || root.is_file()).then(|| Target {
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
    let told = lookup(table, &["bin"]).and_then(|bins| bins.get_ref().as_array());
    for bin in told.into_iter().flatten() {
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
