//! The code that is read, and the place of the walk in it. Nothing here reports.

use super::variables::{Holds, Locals};
use crate::crate_source::Files;
use crate::ids::{FileId, ScopeId};
use crate::known::{self, Match, Meaning};
use crate::scope::{Def, Place, Scopes, Space, text_of};
use proc_macro2::{Ident, Span};
use std::rc::Rc;
use syn::ext::IdentExt as _;
use syn::punctuated::Punctuated;
use syn::{Expr, ExprPath, LitStr, Path, Token};

/// The code that is read, and the place of the walk in it.
pub(super) struct Context {
    pub(super) scopes: Scopes,
    /// The scope that is being walked.
    pub(super) at: ScopeId,
    /// The variables in scope.
    pub(super) locals: Locals,
    /// The type that `Self` is here.
    pub(super) own_type: Option<Rc<syn::Type>>,
    /// The type parameters in scope.
    pub(super) generics: Vec<String>,
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
            own_type: None,
            generics: Vec::new(),
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

    /// The full path of a type in another crate.
    pub(super) fn type_path(&self, path: &Path) -> Option<Vec<String>> {
        let idents: Vec<&Ident> = path.segments.iter().map(|segment| &segment.ident).collect();
        let absolute = path.leading_colon.is_some();
        match self
            .scopes
            .resolve(self.at, &names(&idents), absolute, Space::Types)
        {
            Place::Foreign { path, .. } => Some(path),
            _ => None,
        }
    }

    /// The value of a path expression that is the same in every invocation.
    pub(super) fn constant_path(&self, expr: &Expr) -> Option<String> {
        match expr {
            Expr::Reference(inner) => self.constant_path(&inner.expr),
            Expr::Paren(inner) => self.constant_path(&inner.expr),
            Expr::Group(inner) => self.constant_path(&inner.expr),
            Expr::Call(call) if call.args.is_empty() => match &*call.func {
                Expr::Path(callee) if self.place_of(&callee.path)? == "std::env::temp_dir" => {
                    Some("/tmp".to_owned())
                }
                _ => None,
            },
            // `Path::new("…")`, `PathBuf::from("…")`, `String::from("…")`
            Expr::Call(call) if call.args.len() == 1 => match &*call.func {
                Expr::Path(callee) if callee.path.segments.len() > 1 => {
                    let last = callee
                        .path
                        .segments
                        .last()
                        .map(|segment| segment.ident.to_string());
                    let wraps = last.is_some_and(|last| last == "new" || last == "from");
                    wraps.then(|| self.constant_path(&call.args[0])).flatten()
                }
                _ => None,
            },
            Expr::MethodCall(call) if call.args.is_empty() => self.constant_path(&call.receiver),
            Expr::MethodCall(call) if call.method == "join" => {
                let (start, end) = (
                    self.constant_path(&call.receiver)?,
                    self.constant_path(call.args.first()?)?,
                );
                Some(format!("{}/{end}", start.trim_end_matches('/')))
            }
            Expr::Path(path) => match path.path.get_ident().map(|name| self.locals.holds(name)) {
                Some(Holds::Path(path)) => Some(path),
                _ => match self.value(path)? {
                    (Place::Own(Def::Text(text), _), _) => Some(text.to_string()),
                    _ => None,
                },
            },
            Expr::Macro(call) => constant_text(&call.mac),
            _ => text_of(expr),
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

/// The text of `concat!("/tmp/", "db")` or `format!("/tmp/db")`, if it is constant.
fn constant_text(mac: &syn::Macro) -> Option<String> {
    let parts = mac
        .parse_body_with(Punctuated::<LitStr, Token![,]>::parse_terminated)
        .ok()?;
    let text: String = parts.iter().map(LitStr::value).collect();
    let varies = mac.path.is_ident("format") && text.contains('{');
    (!varies && (mac.path.is_ident("format") || mac.path.is_ident("concat"))).then_some(text)
}
