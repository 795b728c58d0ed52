//! The code that is read, and the place of the walk in it. Nothing here reports.

use super::variables::{Locals, Typed};
use crate::crate_source::Files;
use crate::ids::{FileId, ScopeId};
use crate::known::{self, Match, Meaning};
use crate::scope::{Place, Scopes, Space};
use proc_macro2::{Ident, Span};
use std::rc::Rc;
use syn::ext::IdentExt as _;
use syn::{Expr, ExprPath, Path};

/// The code that is read, and the place of the walk in it.
pub(super) struct Context {
    pub(super) scopes: Scopes,
    /// The scope that is being walked.
    pub(super) at: ScopeId,
    /// The variables in scope.
    pub(super) locals: Locals,
    /// The type that the walked `impl` is for.
    pub(super) self_type: Option<Typed>,
    /// The type that `Self` is here.
    pub(super) own_type: Option<Rc<syn::Type>>,
    /// The type parameters in scope.
    pub(super) generics: Vec<String>,
    /// Variables with the sending half of a channel that feeds the stream a function returns.
    pub(super) feeding: Vec<Ident>,
    /// The files of the crates; empty if an item's tokens are judged alone.
    pub(super) files: Files,
    /// The file that is being walked.
    pub(super) file: FileId,
    /// Files around the walk: a file that leads back to itself is not walked again.
    pub(super) open_files: Vec<FileId>,
}

impl Context {
    pub(super) fn new(scopes: Scopes) -> Self {
        Self {
            scopes,
            at: Scopes::OUTSIDE,
            locals: Locals::default(),
            self_type: None,
            own_type: None,
            generics: Vec::new(),
            feeding: Vec::new(),
            files: Files::default(),
            file: 0,
            open_files: Vec::new(),
        }
    }

    /// Adds type parameters; truncate the list to the result afterwards.
    pub(super) fn enter_generics(&mut self, generics: &syn::Generics) -> usize {
        let before = self.generics.len();
        let names = generics.type_params();
        self.generics
            .extend(names.map(|parameter| parameter.ident.unraw().to_string()));
        before
    }

    /// The row of the table that a path leads to, and the full path.
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

    /// The full path in another crate that a path leads to.
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

    /// The item that a path to a value leads to; `None` for a variable.
    pub(super) fn value<'p>(&self, path: &'p ExprPath) -> Option<(Place, &'p Ident)> {
        let idents: Vec<&Ident> = path
            .path
            .segments
            .iter()
            .map(|segment| &segment.ident)
            .collect();
        if let [only] = idents.as_slice()
            && (self.locals.has(only) || *only == "self")
        {
            return None;
        }
        let absolute = path.path.leading_colon.is_some();
        let place = self
            .scopes
            .resolve(self.at, &names(&idents), absolute, Space::Values);
        Some((place, idents.last()?))
    }
}

/// The names of a path's identifiers.
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
