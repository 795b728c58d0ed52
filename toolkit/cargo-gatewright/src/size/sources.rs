//! The function's own crates: their modules, and the lazy modules with the dependencies that only they use.

use crate::check::members::{self, Member};
use crate::workspace::{Function, Workspace};
use gatewright_discipline::{CrateOptions, CrateSource, ModuleGraph};
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use syn::spanned::Spanned as _;

/// The crates of a function that are not from a registry.
pub(super) struct Sources {
    /// The names of the crates in symbols.
    pub(super) crates: Vec<String>,
    /// The paths of all modules, such as `shop` and `shop::catalog`.
    pub(super) modules: Vec<String>,
    pub(super) lazy: Vec<LazyModule>,
}

/// A module with `#[lazy_module]`.
pub(super) struct LazyModule {
    /// Its path, such as `shop::catalog`.
    pub(super) path: String,
    pub(super) package: usize,
    pub(super) file: PathBuf,
    pub(super) line: usize,
    /// The dependencies that no other code of the crate names, as the code names them.
    pub(super) only: BTreeSet<String>,
}

/// Reads the crates of a function. A crate that cannot be read has no modules but its root.
pub(super) fn of(workspace: &Workspace, function: &Function) -> Sources {
    let (members, sources) = members::of(workspace, function, &HashMap::new());
    let mut found = Sources {
        crates: Vec::new(),
        modules: Vec::new(),
        lazy: Vec::new(),
    };
    for (member, source) in members.iter().zip(&sources) {
        found.read(workspace, member, source);
    }
    found
}

impl Sources {
    fn read(&mut self, workspace: &Workspace, member: &Member, source: &CrateSource) {
        let krate = member.target.name.replace('-', "_");
        self.modules.push(krate.clone());
        self.crates.push(krate.clone());
        let options = CrateOptions {
            env: source.env.clone(),
            ..CrateOptions::default()
        };
        let Ok(graph) = ModuleGraph::of_crate(&source.root, &source.cfg, &options) else {
            return;
        };
        let path = |module: &str| format!("{krate}::{module}");
        let below = graph.modules.iter().filter(|module| module.path != "crate");
        self.modules.extend(below.map(|module| path(&module.path)));
        let files: BTreeSet<&Path> = graph
            .modules
            .iter()
            .map(|module| module.file.as_path())
            .collect();
        let texts: Vec<(&Path, String)> = files
            .into_iter()
            .filter_map(|file| Some((file, std::fs::read_to_string(file).ok()?)))
            .collect();
        let dependencies = &workspace.packages[member.package].dependencies;
        for (file, text) in &texts {
            for (line, last) in lazy_modules(text) {
                let module = graph
                    .modules
                    .iter()
                    .find(|module| module.file == *file && (line..=last).contains(&module.line));
                let Some(module) = module else { continue };
                let is_inside = |at: usize| (line..=last).contains(&at);
                let only = dependencies
                    .iter()
                    .map(|one| one.name.clone())
                    .filter(|name| {
                        let inside = names(text, name, is_inside);
                        let outside = texts.iter().any(|(other, text)| {
                            names(text, name, |at| other != file || !is_inside(at))
                        });
                        inside && !outside
                    });
                self.lazy.push(LazyModule {
                    path: path(&module.path),
                    package: member.package,
                    file: file.to_path_buf(),
                    line,
                    only: only.collect(),
                });
            }
        }
    }
}

/// Returns the first and the last line of each module with `#[lazy_module]`. Attributes of macros are on modules with a body.
fn lazy_modules(text: &str) -> Vec<(usize, usize)> {
    let Ok(file) = syn::parse_file(text) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut next: Vec<syn::Item> = file.items;
    while let Some(item) = next.pop() {
        let syn::Item::Mod(module) = item else {
            continue;
        };
        let is_lazy = module.attrs.iter().any(|attribute| {
            let last = attribute.path().segments.last();
            last.is_some_and(|segment| segment.ident == "lazy_module")
        });
        if is_lazy {
            let span = module.span();
            found.push((span.start().line, span.end().line));
        } else if let Some((_, items)) = module.content {
            next.extend(items);
        }
    }
    found.sort_unstable();
    found
}

/// Whether a line that is asked for has the name as a word, outside a line comment.
fn names(text: &str, name: &str, is_asked: impl Fn(usize) -> bool) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    text.lines().enumerate().any(|(at, line)| {
        let code = line.split("//").next().unwrap_or_default();
        is_asked(at + 1) && code.split(|c| !is_word(c)).any(|word| word == name)
    })
}

#[cfg(test)]
mod tests {
    use super::{lazy_modules, names};

    const TEXT: &str = "use gatewright::prelude::*;\n\n#[lazy_module]\nmod index {\n    pub fn init() -> tantivy::Index { todo() }\n}\nmod api {\n    #[gatewright::lazy_module(ttl = \"1h\")]\n    mod keys {\n        pub fn init() {}\n    }\n}\n// tantivy is large\n";

    #[test]
    fn lazy_modules_are_found_at_any_depth() {
        assert_eq!(lazy_modules(TEXT), [(3, 6), (8, 11)]);
    }

    #[test]
    fn names_in_comments_are_not_uses() {
        assert!(names(TEXT, "tantivy", |at| (3..=6).contains(&at)));
        assert!(!names(TEXT, "tantivy", |at| !(3..=6).contains(&at)));
        assert!(!names(TEXT, "tant", |_| true));
    }
}
