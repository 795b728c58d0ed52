//! The attribute `#[lambda_handler]` of a function, and its edit for `--apply`.

use crate::workspace::{Described, Workspace};
use proc_macro2::{LineColumn, TokenStream, TokenTree};
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{Attribute, Meta};

/// The line of the attribute that has the memory, or that can get it.
pub(super) struct Place {
    /// The file, relative to the workspace.
    pub(super) file: String,
    /// The line, from 1.
    pub(super) line: usize,
    text: String,
    /// The bytes of the line that the memory replaces. Nothing is replaced if the attribute has no memory yet.
    range: Range<usize>,
    before: &'static str,
    after: &'static str,
}

impl Place {
    /// Returns the line as it is.
    pub(super) fn old(&self) -> &str {
        &self.text
    }

    /// Returns the line with another memory.
    pub(super) fn with(&self, memory_mb: u32) -> String {
        let (start, end) = (&self.text[..self.range.start], &self.text[self.range.end..]);
        format!("{start}{}{memory_mb}{}{end}", self.before, self.after)
    }
}

/// Finds the attribute in the function's package, first in the root of its binary.
pub(super) fn find(workspace: &Workspace, function: &Described) -> Option<Place> {
    let package = workspace
        .packages
        .iter()
        .find(|package| package.name == function.package)?;
    let root = package
        .binaries
        .iter()
        .find(|binary| binary.name == function.binary)?;
    let mut files = vec![root.root.clone()];
    sources(&function.folder.join("src"), &mut files);
    files.iter().find_map(|file| {
        let text = fs::read_to_string(file).ok()?;
        Some(Place {
            file: workspace.shown(file),
            ..place(&text)?
        })
    })
}

/// Adds the Rust files below a folder, in the order of their names.
fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            sources(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

fn place(text: &str) -> Option<Place> {
    struct Finder(Option<Attribute>);
    impl Visit<'_> for Finder {
        fn visit_attribute(&mut self, attribute: &Attribute) {
            let last = attribute.path().segments.last();
            if self.0.is_none() && last.is_some_and(|last| last.ident == "lambda_handler") {
                self.0 = Some(attribute.clone());
            }
            visit::visit_attribute(self, attribute);
        }
    }
    let mut finder = Finder(None);
    finder.visit_file(&syn::parse_file(text).ok()?);
    let attribute = finder.0?;
    let (start, end, before, after) = match &attribute.meta {
        Meta::List(list) => {
            if let Some((start, end)) = memory(list.tokens.clone()) {
                (start, end, "", "")
            } else {
                let open = list.delimiter.span().open().end();
                let after = if list.tokens.is_empty() { "" } else { ", " };
                (open, open, "memory = ", after)
            }
        }
        meta => {
            let end = meta.span().end();
            (end, end, "(memory = ", ")")
        }
    };
    let line = text.lines().nth(start.line - 1)?;
    Some(Place {
        file: String::new(),
        line: start.line,
        text: line.to_owned(),
        range: byte(line, start.column)..byte(line, end.column),
        before,
        after,
    })
}

/// Returns the place of the value of `memory = …`.
fn memory(tokens: TokenStream) -> Option<(LineColumn, LineColumn)> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    tokens.windows(3).find_map(|three| match three {
        [
            TokenTree::Ident(name),
            TokenTree::Punct(equals),
            TokenTree::Literal(value),
        ] if name == "memory" && equals.as_char() == '=' => {
            Some((value.span().start(), value.span().end()))
        }
        _ => None,
    })
}

/// Returns the byte of a column, which counts characters.
fn byte(line: &str, column: usize) -> usize {
    line.char_indices()
        .nth(column)
        .map_or(line.len(), |(byte, _)| byte)
}

#[cfg(test)]
mod tests {
    use super::place;

    fn edited(text: &str) -> (usize, String, String) {
        let place = place(text).expect("an attribute");
        (place.line, place.old().to_owned(), place.with(512))
    }

    #[test]
    fn value_is_replaced_in_its_line() {
        let text = "use a::b;\n#[gatewright::lambda_handler(\n    timeout = \"5s\",\n    memory = 1769, // ä\n)]\nasync fn f() {}\n";
        let (old, new) = ("    memory = 1769, // ä", "    memory = 512, // ä");
        assert_eq!(edited(text), (4, old.to_owned(), new.to_owned()));
    }

    #[test]
    fn memory_is_added_if_the_attribute_has_none() {
        for (old, new) in [
            ("#[lambda_handler]", "#[lambda_handler(memory = 512)]"),
            ("#[lambda_handler()]", "#[lambda_handler(memory = 512)]"),
            (
                "#[lambda_handler(timeout = \"5s\")]",
                "#[lambda_handler(memory = 512, timeout = \"5s\")]",
            ),
        ] {
            let text = format!("{old}\nasync fn f() {{}}\n");
            assert_eq!(edited(&text), (1, old.to_owned(), new.to_owned()));
        }
    }

    #[test]
    fn attribute_of_an_inline_module_is_found() {
        let text = "mod a {\n    /* é */ #[lambda_handler(memory = 256)] #[dispatch] mod b {}\n}\n";
        assert_eq!(
            edited(text).2,
            "    /* é */ #[lambda_handler(memory = 512)] #[dispatch] mod b {}"
        );
    }

    #[test]
    fn file_without_the_attribute_has_no_place() {
        assert!(place("fn main() {}").is_none());
        assert!(place("not rust {").is_none());
    }
}
