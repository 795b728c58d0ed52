//! Paths and imports: judges the item that each leads to.

use super::Judge;
use super::context::names;
use super::variables::Typed;
use crate::known;
use crate::scope::{Place, Space};
use proc_macro2::{Ident, Span};
use syn::ext::IdentExt as _;
use syn::{ItemExternCrate, ItemUse, UseTree};

/// Names that are in scope everywhere and that no rule refuses.
const PRELUDE: [&str; 40] = [
    "String",
    "Vec",
    "Option",
    "Some",
    "None",
    "Result",
    "Ok",
    "Err",
    "Box",
    "Default",
    "Clone",
    "Copy",
    "From",
    "Into",
    "TryFrom",
    "TryInto",
    "Iterator",
    "IntoIterator",
    "Send",
    "Sync",
    "Sized",
    "ToString",
    "ToOwned",
    "Drop",
    "Fn",
    "FnMut",
    "FnOnce",
    "bool",
    "char",
    "str",
    "u8",
    "u16",
    "u32",
    "u64",
    "usize",
    "i32",
    "i64",
    "f64",
    "Self",
    "self",
];

impl Judge {
    /// Judges a path.
    pub(super) fn path(&mut self, idents: &[&Ident], absolute: bool, space: Space) {
        let (Some(first), Some(last)) = (idents.first(), idents.last()) else {
            return;
        };
        self.record_path(idents, absolute, space);
        if idents.len() == 1 && !absolute {
            let watched =
                self.cx.scopes.has_globs(self.cx.at) || !self.findings.exemptions.is_empty();
            if !watched || (space == Space::Values && self.cx.locals.has(first)) {
                return;
            }
        }
        let names = names(idents);
        if self.template_path(idents, &names, absolute) {
            return;
        }
        if let [own, function] = names.as_slice()
            && own == "Self"
            && let Some(ty) = self.cx.self_type.clone()
        {
            self.function_of(&ty, function, (first.span(), last.span()));
        }
        match self.cx.scopes.resolve(self.cx.at, &names, absolute, space) {
            Place::Foreign { path, seen } => {
                let found = known::lookup(&path);
                if let Some(found) = found.filter(|_| !seen) {
                    self.refuse(found.known, &found.name(&path), (first.span(), last.span()));
                }
                if found.is_none() && !known::is_crate(&path[0]) {
                    self.findings.unseen += 1;
                }
            }
            Place::Unknown if names.len() > 1 || !PRELUDE.contains(&names[0].as_str()) => {
                self.findings.unseen += 1;
            }
            Place::Unknown | Place::Own(..) => {}
        }
    }
}

/// Functions of other crates' types, by the type.
impl Judge {
    /// Judges `Self::connect` in an `impl` for a type of another crate, and `<TcpStream>::connect`.
    pub(super) fn function_of(&mut self, ty: &Typed, function: &str, at: (Span, Span)) {
        if !known::is_method_row(function) {
            return;
        }
        if let Some((Place::Foreign { mut path, .. }, _)) = self.cx.nominal(ty) {
            path.push(function.to_owned());
            // A type that is refused as a whole is reported where it is named.
            if let Some(found) = known::lookup(&path)
                && found.known.path.ends_with(&format!("::{function}"))
            {
                self.refuse(found.known, &found.name(&path), at);
            }
        }
    }
}

/// Imports are refused at the `use`, and the uses of their names are not reported again.
impl Judge {
    pub(super) fn item_use(&mut self, item: &ItemUse) {
        self.use_tree(&item.tree, &mut Vec::new(), item.leading_colon.is_some());
    }

    fn use_tree<'t>(&mut self, tree: &'t UseTree, prefix: &mut Vec<&'t Ident>, absolute: bool) {
        match tree {
            UseTree::Path(path) => {
                prefix.push(&path.ident);
                self.use_tree(&path.tree, prefix, absolute);
                prefix.pop();
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.use_tree(tree, prefix, absolute);
                }
            }
            UseTree::Name(leaf) => self.import(&leaf.ident, None, prefix, absolute),
            UseTree::Rename(leaf) => self.import(&leaf.ident, Some(&leaf.rename), prefix, absolute),
            UseTree::Glob(glob) => {
                let Some(first) = prefix.first() else { return };
                self.import_path(
                    &names(prefix),
                    absolute,
                    None,
                    (first.span(), glob.star_token.spans[0]),
                );
            }
        }
    }

    fn import(&mut self, leaf: &Ident, rename: Option<&Ident>, prefix: &[&Ident], absolute: bool) {
        let mut idents = prefix.to_vec();
        if leaf != "self" || prefix.is_empty() {
            idents.push(leaf);
        }
        let path = names(&idents);
        // `use std::$module;` in the body of a macro.
        if self.template_path(&idents, &path, absolute) {
            return;
        }
        let binds = rename
            .map(|rename| rename.unraw().to_string())
            .or_else(|| path.last().cloned());
        self.import_path(
            &path,
            absolute,
            binds.as_deref(),
            (leaf.span(), leaf.span()),
        );
    }

    fn import_path(
        &mut self,
        path: &[String],
        absolute: bool,
        binds: Option<&str>,
        at: (proc_macro2::Span, proc_macro2::Span),
    ) {
        self.record_import(path, absolute, binds, at);
        match self
            .cx
            .scopes
            .resolve_import(self.cx.at, path, absolute, binds)
        {
            Place::Foreign { path, seen: false } => {
                if let Some(found) = known::lookup(&path) {
                    // Each leaf of an import is one mistake. A companion (`Ordering`) is reported at its use.
                    if !matches!(found.known.meaning, known::Meaning::Companion { .. })
                        && !self.is_spared(binds)
                    {
                        self.refuse(found.known, &found.name(&path), at);
                    }
                } else if !known::is_crate(&path[0]) {
                    self.findings.unseen += 1;
                }
            }
            Place::Unknown => self.findings.unseen += 1,
            _ => {}
        }
    }

    pub(super) fn item_extern_crate(&mut self, item: &ItemExternCrate) {
        let mut path = names(&[&item.ident]);
        if let Some(krate) = self.cx.scopes.renamed(self.cx.at, &path[0]) {
            krate.clone_into(&mut path[0]);
        }
        if let Some(found) = known::lookup(&path) {
            self.refuse(
                found.known,
                &found.name(&path),
                (item.ident.span(), item.ident.span()),
            );
        }
    }
}
