//! Imports and types that only unjudged code uses: an import that only `fn main` needs, and a test double that only tests construct.

use super::Judge;
use crate::attributes::of_item;
use crate::crate_source::Content;
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use std::collections::HashSet;
use syn::ext::IdentExt as _;
use syn::{Item, Type, UseTree, Visibility};

/// Beginnings and ends of the names of test doubles.
const DOUBLES: [&str; 8] = [
    "InMemory",
    "Mock",
    "Fake",
    "Stub",
    "Dummy",
    "Spy",
    "Recording",
    "Double",
];

impl Judge {
    /// Finds the imports of a module that only `main` and test doubles use, before its items are judged.
    pub(super) fn spare_imports(&mut self, items: &[Item]) {
        let is_root = self.cx.scopes.is_crate_root(self.cx.at);
        let is_main = |item: &Item| {
            is_root && matches!(item, Item::Fn(function) if function.sig.ident == "main")
        };
        let has_main = items.iter().any(is_main);
        if !self.cx.scopes.is_whole()
            || !(has_main || items.iter().any(|item| double_of(item).is_some()))
        {
            return;
        }
        let doubles = self.unused_doubles(items);
        let judged: Vec<&Item> = items
            .iter()
            .filter(|item| {
                !matches!(item, Item::Use(_)) && !self.cx.scopes.cfg.leaves_out(of_item(item))
            })
            .collect();
        let mut spared = HashSet::new();
        for item in items {
            let Item::Use(import) = item else { continue };
            if !matches!(import.vis, Visibility::Inherited) {
                continue;
            }
            for name in bound(&import.tree) {
                let (mut used, mut needed) = (false, false);
                for item in &judged {
                    if mentions(item.to_token_stream(), &name) {
                        let is_spared = is_main(item)
                            || double_of(item).is_some_and(|double| doubles.contains(&double));
                        used = true;
                        needed |= !is_spared;
                    }
                }
                if used && !needed && !self.leads_elsewhere(&name) {
                    spared.insert(name);
                }
            }
        }
        self.spared
            .extend(spared.into_iter().map(|name| (self.cx.at, name)));
        self.doubles
            .extend(doubles.into_iter().map(|name| (self.cx.at, name)));
    }

    /// Whether the finding about an import is left out.
    pub(super) fn is_spared(&self, name: Option<&str>) -> bool {
        name.is_some_and(|name| self.spared.contains(&(self.cx.at, name.to_owned())))
    }

    /// Whether an item is a test double that only tests use, or its `impl`.
    pub(super) fn is_unused_double(&self, item: &Item) -> bool {
        !self.doubles.is_empty()
            && double_of(item).is_some_and(|name| self.doubles.contains(&(self.cx.at, name)))
    }

    /// The test doubles among `items` that no code of a build without tests names.
    fn unused_doubles(&self, items: &[Item]) -> HashSet<String> {
        let mut names: HashSet<String> = items
            .iter()
            .filter(|item| matches!(item, Item::Struct(_) | Item::Enum(_)))
            .filter_map(double_of)
            .collect();
        names.retain(|name| {
            let is_named = |items: &[Item]| self.names_in_production(items, name);
            !is_named(items)
                && self.cx.files.all.iter().enumerate().all(|(id, source)| {
                    id == self.cx.file
                        || !source.text.contains(name.as_str())
                        || match &source.content {
                            Content::Parsed(file) => {
                                self.cx.scopes.cfg.leaves_out(&file.attrs) || !is_named(&file.items)
                            }
                            Content::Skipped | Content::Unreadable(_) => {
                                syn::parse_file(&source.text)
                                    .is_ok_and(|file| !is_named(&file.items))
                            }
                        }
                })
        });
        names
    }

    fn names_in_production(&self, items: &[Item], name: &str) -> bool {
        items.iter().any(|item| {
            if self.cx.scopes.cfg.leaves_out(of_item(item))
                || double_of(item).is_some_and(|double| double == name)
            {
                return false;
            }
            match item {
                Item::Use(import) => renames(&import.tree, name),
                Item::Mod(module) => module
                    .content
                    .as_ref()
                    .is_some_and(|(_, items)| self.names_in_production(items, name)),
                item => mentions(item.to_token_stream(), name),
            }
        })
    }

    /// Whether another file may use a name that this module imports.
    fn leads_elsewhere(&self, name: &str) -> bool {
        self.cx.files.all.iter().enumerate().any(|(id, source)| {
            let text = source.text.as_str();
            let direct = [format!("crate::{name}"), format!("super::{name}")];
            let indirect = ["crate::*", "super::*", "crate::{", "super::{"];
            id != self.cx.file
                && text.contains(name)
                && (direct.iter().any(|path| text.contains(path))
                    || indirect.iter().any(|path| text.contains(path)))
        })
    }
}

/// The name of a type that is called like a test double, if an item defines it or is its `impl`.
fn double_of(item: &Item) -> Option<String> {
    let name = match item {
        Item::Struct(item) => item.ident.unraw().to_string(),
        Item::Enum(item) => item.ident.unraw().to_string(),
        Item::Impl(item) => match &*item.self_ty {
            Type::Path(ty) => ty.path.segments.last()?.ident.unraw().to_string(),
            _ => return None,
        },
        _ => return None,
    };
    let is_double = DOUBLES
        .iter()
        .any(|word| name.starts_with(word) || name.ends_with(word));
    is_double.then_some(name)
}

/// The names that a `use` binds.
fn bound(tree: &UseTree) -> Vec<String> {
    match tree {
        UseTree::Path(path) => match &*path.tree {
            UseTree::Name(leaf) if leaf.ident == "self" => vec![path.ident.unraw().to_string()],
            tree => bound(tree),
        },
        UseTree::Name(leaf) => vec![leaf.ident.unraw().to_string()],
        UseTree::Rename(leaf) => vec![leaf.rename.unraw().to_string()],
        UseTree::Group(group) => group.items.iter().flat_map(bound).collect(),
        UseTree::Glob(_) => Vec::new(),
    }
}

/// Whether a `use` gives a name to something else.
fn renames(tree: &UseTree, name: &str) -> bool {
    match tree {
        UseTree::Path(path) => renames(&path.tree, name),
        UseTree::Rename(leaf) => leaf.ident == name,
        UseTree::Group(group) => group.items.iter().any(|tree| renames(tree, name)),
        UseTree::Name(_) | UseTree::Glob(_) => false,
    }
}

fn mentions(tokens: TokenStream, name: &str) -> bool {
    tokens.into_iter().any(|tree| match tree {
        TokenTree::Ident(ident) => ident == name,
        TokenTree::Group(group) => mentions(group.stream(), name),
        // `"{NAME}"` is a variable, never an import.
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}
