//! Paths in the code: what each one leads to.

use super::Judge;
use crate::known::{self, Match, Meaning};
use crate::scope::{Place, Space};
use proc_macro2::{Ident, Span};
use syn::ext::IdentExt as _;
use syn::{Expr, Path};

/// Names that every module sees without importing them; they lead nowhere that a rule judges.
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
    /// Judges the path `idents`, whose last token is at `end`.
    pub(super) fn path(&mut self, idents: &[&Ident], absolute: bool, space: Space) {
        let (Some(first), Some(last)) = (idents.first(), idents.last()) else {
            return;
        };
        self.records_path(idents, absolute, space);
        if idents.len() == 1 && !absolute {
            let watched = self.scopes.has_globs(self.at) || !self.exemptions.is_empty();
            if !watched || (space == Space::Values && self.locals.has(first)) {
                return;
            }
        }
        let names = names(idents);
        if self.template_path(idents, &names, absolute) {
            return;
        }
        match self.scopes.resolve(self.at, &names, absolute, space) {
            Place::Foreign { path, seen } => {
                let found = known::lookup(&path);
                if let Some(found) = found.filter(|_| !seen) {
                    self.refuse(found.known, &found.name(&path), (first.span(), last.span()));
                }
                if found.is_none() && !known::is_crate(&path[0]) {
                    self.unseen += 1;
                }
            }
            Place::Unknown if names.len() > 1 || !PRELUDE.contains(&names[0].as_str()) => {
                self.unseen += 1;
            }
            Place::Unknown | Place::Own(..) => {}
        }
    }

    /// What the table knows about a path, and the whole path that it leads to.
    pub(super) fn meaning_of(&self, path: &Path, space: Space) -> Option<(Match, Vec<String>)> {
        let idents: Vec<&Ident> = path.segments.iter().map(|segment| &segment.ident).collect();
        if let ([only], Space::Values) = (idents.as_slice(), space)
            && self.locals.has(only)
        {
            return None;
        }
        let absolute = path.leading_colon.is_some();
        match self
            .scopes
            .resolve(self.at, &names(&idents), absolute, space)
        {
            Place::Foreign { path, seen: false } => known::lookup(&path).map(|found| (found, path)),
            _ => None,
        }
    }

    /// Where a path leads in another crate, written out.
    pub(super) fn place_of(&self, path: &Path) -> Option<String> {
        let idents: Vec<&Ident> = path.segments.iter().map(|segment| &segment.ident).collect();
        match self.scopes.resolve(
            self.at,
            &names(&idents),
            path.leading_colon.is_some(),
            Space::Values,
        ) {
            Place::Foreign { path, .. } => Some(path.join("::")),
            _ => None,
        }
    }

    /// The meaning of the function that an expression calls.
    pub(super) fn callee(&self, expr: &Expr) -> Option<(Meaning, String)> {
        match expr {
            Expr::Path(callee) if callee.qself.is_none() => {
                let (found, path) = self.meaning_of(&callee.path, Space::Values)?;
                Some((found.known.meaning, path.join("::")))
            }
            Expr::Paren(inner) => self.callee(&inner.expr),
            Expr::Group(inner) => self.callee(&inner.expr),
            _ => None,
        }
    }
}

/// The names that a path's identifiers spell.
pub(super) fn names(idents: &[&Ident]) -> Vec<String> {
    idents
        .iter()
        .map(|ident| ident.unraw().to_string())
        .collect()
}

/// The first and the last identifier of a path.
pub(super) fn ends(path: &Path) -> (Span, Span) {
    let first = path
        .segments
        .first()
        .map_or_else(Span::call_site, |segment| segment.ident.span());
    let last = path
        .segments
        .last()
        .map_or(first, |segment| segment.ident.span());
    (first, last)
}
