//! Findings that the attributes in a crate report by themselves.
//!
//! An attribute macro judges the tokens of its item, with exact spans. A tool that judges the whole crate too must not report
//! those findings again.

use super::Located;
use crate::attributes::{JUDGING, of_impl_item, of_item, of_trait_item};
use crate::crate_source::{Content, Files};
use crate::finding::Finding;
use crate::ids::FileId;
use crate::judge::{judge_fn, judge_item};
use crate::rule::Rule;
use quote::ToTokens;
use std::collections::HashSet;
use std::path::Path;
use syn::visit::{self, Visit};
use syn::{Attribute, ImplItem, Item, ItemUse, TraitItem, UseTree};

/// Marks the findings that an attribute reports too.
pub(super) fn mark(found: &mut [Located], files: &Files) {
    for file in 0..files.all.len() {
        let source = &files.all[file];
        if found.iter().all(|hit| hit.file != source.path) {
            continue;
        }
        let said = said_in(files, file);
        for hit in found.iter_mut().filter(|hit| hit.file == source.path) {
            hit.at_attribute |= said.contains(&(hit.line, hit.column, hit.rule));
        }
    }
}

/// Returns the line, column and rule of every finding that attributes in a file report.
fn said_in(files: &Files, file: FileId) -> HashSet<(usize, usize, Rule)> {
    match &files.all[file].content {
        Content::Parsed(parsed) => said_by(parsed),
        _ => HashSet::new(),
    }
}

/// Returns whether the attributes in a file report a violation of `rule` at this line and column, if nothing but the tokens of their
/// items is known.
///
/// An attribute asks if [`judge_crate`](crate::judge_crate), which knows more, does not report the violation. If the attribute's item
/// is in the file as it is written, the crate's verdict counts. If a macro wrote the item, this returns `false`.
pub fn attributes_report(file: &Path, line: usize, column: usize, rule: Rule) -> bool {
    let _own_tokens = super::OwnTokens::new();
    let parsed = std::fs::read_to_string(file)
        .ok()
        .and_then(|text| syn::parse_file(&text).ok());
    parsed.is_some_and(|parsed| said_by(&parsed).contains(&(line, column, rule)))
}

fn said_by(parsed: &syn::File) -> HashSet<(usize, usize, Rule)> {
    let mut attributed = Attributed::default();
    attributed.visit_file(parsed);
    let place = |finding: &Finding| {
        let start = finding.span.start();
        (start.line, start.column + 1, finding.rule)
    };
    attributed.said.iter().map(place).collect()
}

#[derive(Default)]
struct Attributed {
    said: Vec<Finding>,
    /// Names that this file imports from other crates: `use other::dispatch;`.
    others: HashSet<String>,
}

impl Attributed {
    /// Whether an attribute is Gatewright's, by its name. A renamed one (`#[g::dispatch]` with `use gatewright as g`) is not
    /// recognised: its findings are then reported twice, which is better than never.
    fn is_ours(&self, attr: &Attribute, names: &[&str]) -> bool {
        let path = attr.path();
        let Some(last) = path.segments.last() else {
            return false;
        };
        let last = last.ident.to_string();
        if !names.contains(&last.as_str()) || self.others.contains(&last) {
            return false;
        }
        path.segments.len() == 1 || path.segments[0].ident == "gatewright"
    }
}

impl<'ast> Visit<'ast> for Attributed {
    fn visit_file(&mut self, file: &'ast syn::File) {
        let imports = file.items.iter().filter_map(|item| match item {
            Item::Use(item) => Some(item),
            _ => None,
        });
        self.others = imports.flat_map(foreign_names).collect();
        visit::visit_file(self, file);
    }

    fn visit_impl_item(&mut self, item: &'ast ImplItem) {
        self.inner(of_impl_item(item), item);
        visit::visit_impl_item(self, item);
    }

    fn visit_trait_item(&mut self, item: &'ast TraitItem) {
        self.inner(of_trait_item(item), item);
        visit::visit_trait_item(self, item);
    }

    fn visit_item(&mut self, item: &'ast Item) {
        let has = |names: &[&str]| of_item(item).iter().any(|attr| self.is_ours(attr, names));
        let judging = has(&JUDGING);
        let exempt = has(&["exempt"]);
        match item {
            Item::Fn(function) if judging => self.said.extend(judge_fn(function)),
            Item::Mod(module) if judging && module.content.is_some() => {
                self.said.extend(judge_item(item));
            }
            _ if exempt => {
                self.exempted(item);
                visit::visit_item(self, item);
            }
            _ => visit::visit_item(self, item),
        }
    }
}

impl Attributed {
    /// `#[exempt]` alone reports only findings about itself.
    fn exempted(&mut self, item: &Item) {
        let about_itself = |finding: &Finding| finding.rule == Rule::Exemption;
        let said = judge_item(item).into_iter().filter(about_itself);
        self.said.extend(said);
    }

    /// The attribute reads an item of an `impl` or a trait like any item, if it parses as one.
    fn inner(&mut self, attrs: &[Attribute], item: &impl ToTokens) {
        if attrs.iter().any(|attr| self.is_ours(attr, &["exempt"]))
            && let Ok(item) = syn::parse2::<Item>(item.to_token_stream())
        {
            self.exempted(&item);
        }
    }
}

/// The names that a `use` binds from a crate other than Gatewright.
fn foreign_names(item: &ItemUse) -> Vec<String> {
    let mut names = Vec::new();
    if let UseTree::Path(path) = &item.tree
        && path.ident != "gatewright"
        && !["crate", "self", "super"]
            .iter()
            .any(|own| path.ident == own)
    {
        bound(&path.tree, &mut names);
    }
    names
}

fn bound(tree: &UseTree, names: &mut Vec<String>) {
    match tree {
        UseTree::Path(path) => bound(&path.tree, names),
        UseTree::Name(name) => names.push(name.ident.to_string()),
        UseTree::Rename(rename) => names.push(rename.rename.to_string()),
        UseTree::Group(group) => group.items.iter().for_each(|tree| bound(tree, names)),
        UseTree::Glob(_) => {}
    }
}
