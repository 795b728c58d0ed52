//! The full paths of names in one file, through its `use` items and the names of dependencies.

use std::collections::HashMap;
use syn::visit::Visit;
use syn::{ItemUse, Path, UseTree};

/// Code names of dependencies, and the names of their packages as paths have them: `rt` and `lambda_runtime`.
pub(super) type Crates = HashMap<String, String>;

pub(super) struct Names<'c> {
    crates: &'c Crates,
    imports: HashMap<String, Vec<String>>,
    globs: Vec<Vec<String>>,
}

impl<'c> Names<'c> {
    pub(super) fn of(file: &syn::File, crates: &'c Crates) -> Self {
        let mut names = Self {
            crates,
            imports: HashMap::new(),
            globs: Vec::new(),
        };
        names.visit_file(file);
        names
    }

    fn add(&mut self, tree: &UseTree, before: &mut Vec<String>) {
        match tree {
            UseTree::Path(path) => {
                before.push(path.ident.to_string());
                self.add(&path.tree, before);
                before.pop();
            }
            UseTree::Name(name) if name.ident == "self" => {
                if let Some(last) = before.last() {
                    self.imports.insert(last.clone(), before.clone());
                }
            }
            UseTree::Name(name) => {
                let name = name.ident.to_string();
                let mut path = before.clone();
                path.push(name.clone());
                self.imports.insert(name, path);
            }
            UseTree::Rename(rename) => {
                let mut path = before.clone();
                if rename.ident != "self" {
                    path.push(rename.ident.to_string());
                }
                self.imports.insert(rename.rename.to_string(), path);
            }
            UseTree::Glob(_) => self.globs.push(before.clone()),
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.add(tree, before);
                }
            }
        }
    }

    /// The paths that a path may stand for, with the packages' names at their start.
    pub(super) fn of_path(&self, path: &Path) -> Vec<String> {
        let segments: Vec<String> = path
            .segments
            .iter()
            .map(|one| one.ident.to_string())
            .collect();
        let mut found = vec![self.whole(segments.clone())];
        if segments
            .first()
            .is_some_and(|first| !self.imports.contains_key(first))
        {
            for glob in &self.globs {
                let mut path = glob.clone();
                path.extend(segments.iter().cloned());
                found.push(self.whole(path));
            }
        }
        found
    }

    fn whole(&self, mut path: Vec<String>) -> String {
        // An import may begin with another one. Some steps are enough, and `use a::b as a` must end.
        for _ in 0..4 {
            let Some(import) = path.first().and_then(|first| self.imports.get(first)) else {
                break;
            };
            if import.first() == path.first() {
                path.splice(..1, import.iter().cloned());
                break;
            }
            path.splice(..1, import.iter().cloned());
        }
        if let Some(package) = path.first().and_then(|first| self.crates.get(first)) {
            path[0].clone_from(package);
        }
        // What the crates export of each other.
        let path = path.join("::");
        let path = path
            .strip_prefix("lambda_http::lambda_runtime::")
            .map_or(path.clone(), |rest| format!("lambda_runtime::{rest}"));
        path.strip_prefix("aws_lambda_events::event::")
            .map_or(path.clone(), |rest| format!("aws_lambda_events::{rest}"))
    }

    /// Whether a path stands for one of these.
    pub(super) fn is(&self, path: &Path, of: &[&str]) -> bool {
        self.of_path(path)
            .iter()
            .any(|path| of.contains(&path.as_str()))
    }

    /// Whether a path begins with a package.
    pub(super) fn is_of(&self, path: &Path, package: &str) -> bool {
        let found = self.of_path(path);
        found.iter().any(|path| {
            path.strip_prefix(package)
                .is_some_and(|rest| rest.starts_with("::"))
        })
    }
}

impl<'ast> Visit<'ast> for Names<'_> {
    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.add(&item.tree, &mut Vec::new());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_whole_through_imports_renames_and_globs() {
        let file = syn::parse_str(
            "use rt::{self as l, run, service_fn as s, tower::{self}};\nuse lambda_http::*;\nfn f() { use aws_lambda_events::event::sqs::SqsEvent; }",
        );
        let crates = Crates::from([
            ("rt".to_owned(), "lambda_runtime".to_owned()),
            ("lambda_http".to_owned(), "lambda_http".to_owned()),
        ]);
        let file = file.expect("a file");
        let names = Names::of(&file, &crates);
        let is = |path: &str, of: &str| names.is(&syn::parse_str(path).expect("a path"), &[of]);
        for (path, of) in [
            ("run", "lambda_runtime::run"),
            ("s", "lambda_runtime::service_fn"),
            ("l::run", "lambda_runtime::run"),
            (
                "tower::ServiceBuilder",
                "lambda_runtime::tower::ServiceBuilder",
            ),
            ("Request", "lambda_http::Request"),
            ("lambda_http::lambda_runtime::run", "lambda_runtime::run"),
            ("SqsEvent", "aws_lambda_events::sqs::SqsEvent"),
        ] {
            assert!(
                is(path, of),
                "{path}: {:?}",
                names.of_path(&syn::parse_str(path).expect("a path"))
            );
        }
        assert!(!is("run", "lambda_http::run"));
    }
}
