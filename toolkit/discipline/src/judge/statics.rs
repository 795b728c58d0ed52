//! Statics: finds the parts of their types that invocations could change.

use super::Judge;
use super::call_graph::{Callee, Once};
use super::context::{Context, ends, names};
use super::templates::display;
use crate::ids::ScopeId;
use crate::known::{self, Meaning};
use crate::rule::Rule;
use crate::scope::{Def, Place, Space, names_of, path_of_type};
use proc_macro2::{Ident, Span};
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{
    Expr, GenericArgument, ItemStatic, Path, PathArguments, PointerMutability, StaticMutability,
    Type, TypeParamBound, TypePath,
};

const HELP: &str = "keep it in a local variable; store what later invocations need in DynamoDB or S3, and load shared, read-only \
                    data in a `#[lazy_module]`; if it holds no request data, write `#[exempt(shared_state, reason = \"…\")]`";
const UNKNOWN: &str = "load read-only data in a `#[lazy_module]`; if the type cannot change, or holds no request data, write \
                       `#[exempt(shared_state, reason = \"…\")]`";
/// Types nested deeper than this, including aliases, are not followed.
const DEEP: usize = 64;

/// The place of state in a type.
struct State {
    at: (Span, Span),
    name: String,
    /// The full path of the type, which may be below the path that is known.
    whole: String,
    /// Whether it is known to be state; `false` for unknown types.
    is_known: bool,
}

impl Judge {
    /// Judges a `static mut` of a foreign block.
    pub(super) fn foreign_static(&mut self, item: &syn::ForeignItemStatic) {
        if let StaticMutability::Mut(_) = item.mutability {
            self.mutable_static(&item.ident);
        }
    }

    fn mutable_static(&mut self, name: &Ident) {
        let headline = format!(
            "`static mut {}` is written by one invocation and read by the next",
            display(name)
        );
        let at = (name.span(), name.span());
        self.report(Rule::SharedState, at, headline, HELP);
    }

    pub(super) fn item_static(&mut self, item: &ItemStatic) {
        for attr in &item.attrs {
            self.check_attribute(&attr.meta);
        }
        if let StaticMutability::Mut(_) = item.mutability {
            self.mutable_static(&item.ident);
        }
        let is_lazy = self.cx.is_write_once(&item.ty, self.cx.at);
        let callees = if !is_lazy && self.cx.holds_function(&item.ty, self.cx.at) {
            self.constant_function(&item.ident)
        } else {
            Vec::new()
        };
        self.with_loop_checks_of_static(is_lazy, |judge| {
            judge.as_pointers(callees, |judge| {
                judge.one_static(&item.ident, &item.ty, &item.expr);
            });
        });
    }

    /// Walks an initialiser that holds pointers to functions: those run when the code that mentions it calls them.
    pub(super) fn as_pointers(&mut self, callees: Vec<Callee>, walk: impl FnOnce(&mut Self)) {
        if callees.is_empty() {
            return walk(self);
        }
        let outer = std::mem::replace(&mut self.calls.once, Once::Pointer);
        self.within(callees, false, walk);
        self.calls.once = outer;
    }

    /// Judges a static and walks its type and initialiser.
    pub(super) fn one_static(&mut self, name: &Ident, ty: &Type, init: &Expr) {
        let state = if self.findings.in_refused_static {
            None
        } else {
            self.cx.state_in(ty, self.cx.at, &mut Vec::new())
        };
        let outer = self.findings.in_refused_static;
        if let Some(State {
            at,
            name: held,
            is_known,
            ..
        }) = state
        {
            let name = display(name);
            if is_known {
                let headline = format!(
                    "static `{name}` keeps state between invocations: its type holds `{held}`"
                );
                self.report(Rule::SharedState, at, headline, HELP);
            } else {
                let why = if held
                    .split("::")
                    .next()
                    .is_some_and(known::is_for_shared_state)
                {
                    format!("the crate of the type `{held}` is for shared state")
                } else {
                    format!("the name of the type `{held}` says that it can change")
                };
                let headline = format!("static `{name}` may keep state between invocations: {why}");
                self.report(Rule::SharedState, at, headline, UNKNOWN);
            }
            self.findings.in_refused_static = true;
        }
        self.visit_type(ty);
        self.once(|judge| judge.visit_expr(init));
        self.findings.in_refused_static = outer;
    }
}

/// State in types.
impl Context {
    /// The path of the first part of `ty` that invocations could change, with the name of the type.
    pub(super) fn changed_in(&self, ty: &Type, scope: ScopeId) -> Option<String> {
        let state = self.state_in(ty, scope, &mut Vec::new())?;
        state.is_known.then_some(state.whole)
    }

    /// The first part of `ty` that invocations could change.
    fn state_in(&self, ty: &Type, scope: ScopeId, trail: &mut Vec<usize>) -> Option<State> {
        if trail.len() > DEEP {
            return None;
        }
        match ty {
            Type::Path(ty) => {
                let own = ty
                    .qself
                    .as_ref()
                    .and_then(|qself| self.state_in(&qself.ty, scope, trail));
                own.or_else(|| self.state_in_associated(ty, trail))
                    .or_else(|| self.state_in_path(&ty.path, scope, trail))
            }
            Type::Reference(ty) => self.state_in(&ty.elem, scope, trail),
            // All code with the pointer can write through it; its type does not matter.
            Type::Ptr(ty) if matches!(ty.mutability, PointerMutability::Mut(_)) => Some(State {
                at: (ty.span(), ty.span()),
                name: "*mut".to_owned(),
                whole: "*mut".to_owned(),
                is_known: true,
            }),
            Type::Ptr(ty) => self.state_in(&ty.elem, scope, trail),
            Type::Array(ty) => self.state_in(&ty.elem, scope, trail),
            Type::Slice(ty) => self.state_in(&ty.elem, scope, trail),
            Type::Paren(ty) => self.state_in(&ty.elem, scope, trail),
            Type::Group(ty) => self.state_in(&ty.elem, scope, trail),
            Type::Tuple(ty) => ty
                .elems
                .iter()
                .find_map(|ty| self.state_in(ty, scope, trail)),
            Type::TraitObject(ty) => ty.bounds.iter().find_map(|bound| match bound {
                TypeParamBound::Trait(bound) => {
                    let state = self.state_behind(&bound.path, scope, trail)?;
                    let at = (ty.span(), ends(&bound.path).1);
                    Some(State { at, ..state })
                }
                _ => None,
            }),
            _ => None,
        }
    }

    /// State behind a trait object, if every type that implements the trait holds some.
    fn state_behind(&self, path: &Path, scope: ScopeId, trail: &mut Vec<usize>) -> Option<State> {
        let place = self.scopes.resolve(
            scope,
            &names_of(path),
            path.leading_colon.is_some(),
            Space::Types,
        );
        let Place::Own(Def::Other, _) = place else {
            return None;
        };
        let all = self
            .scopes
            .implementors(&path.segments.last()?.ident.unraw().to_string());
        let mut first = None;
        for (ty, home) in all {
            let id = std::ptr::from_ref::<Type>(ty).addr();
            if trail.contains(&id) {
                return None;
            }
            trail.push(id);
            let held = self.state_in(ty, *home, trail);
            trail.pop();
            first = first.or(Some(held.filter(|state| state.is_known)?));
        }
        first
    }

    /// Looks up `<Memory as Store>::Cell` in the visible impls.
    fn state_in_associated(&self, ty: &TypePath, trail: &mut Vec<usize>) -> Option<State> {
        let (owner, _) = path_of_type(&ty.qself.as_ref()?.ty)?;
        let name = ty.path.segments.last()?.ident.unraw().to_string();
        self.scopes
            .associated(owner.last()?, &name)
            .find_map(|associated| {
                let id = std::ptr::from_ref::<Type>(&associated.ty).addr();
                if trail.contains(&id) {
                    return None;
                }
                trail.push(id);
                let held = self.state_in(&associated.ty, associated.scope, trail);
                trail.pop();
                let at = (
                    ty.qself.as_ref()?.ty.span(),
                    ty.path.segments.last()?.ident.span(),
                );
                held.map(|state| State { at, ..state })
            })
    }

    fn state_in_path(&self, path: &Path, scope: ScopeId, trail: &mut Vec<usize>) -> Option<State> {
        let idents: Vec<&Ident> = path.segments.iter().map(|segment| &segment.ident).collect();
        if idents.last().is_some_and(|last| *last == "PhantomData") {
            return None;
        }
        let absolute = path.leading_colon.is_some();
        let names = names(&idents);
        let mut arguments_count = true;
        let held = match self.scopes.resolve(scope, &names, absolute, Space::Types) {
            Place::Foreign { path, .. } => match known::lookup(&path) {
                Some(found) => found
                    .known
                    .is_state()
                    .then(|| (found.name(&path), path.join("::"), true)),
                None => self
                    .is_stranger(&path, &names, scope)
                    .then(|| (path.join("::"), path.join("::"), false)),
            },
            Place::Own(def, home) => {
                if let Def::Fields(fields) = &def {
                    arguments_count = self.holds_arguments(fields, home);
                }
                self.state_in_def(&def, home, trail)
            }
            Place::Unknown => None,
        };
        if let Some((name, whole, is_known)) = held {
            return Some(State {
                at: ends(path),
                name,
                whole,
                is_known,
            });
        }
        if !arguments_count {
            return None;
        }
        let arguments = path
            .segments
            .iter()
            .filter_map(|segment| match &segment.arguments {
                PathArguments::AngleBracketed(arguments) => Some(&arguments.args),
                _ => None,
            });
        arguments.flatten().find_map(|argument| match argument {
            GenericArgument::Type(ty) => self.state_in(ty, scope, trail),
            _ => None,
        })
    }

    /// Whether a type belongs to an unknown crate and has the name of a type with interior mutability. Most types of libraries are
    /// plain data. This is only decided for whole crates. In the tokens of one item, `orders::Table` may be of a module that is not
    /// visible; so may a name that a glob brings.
    fn is_stranger(&self, path: &[String], written: &[String], scope: ScopeId) -> bool {
        let as_written = path == written && written.len() > 1;
        let may_be_own = as_written && self.scopes.has_globs(scope);
        self.scopes.is_whole()
            && !known::is_crate(&path[0])
            && !known::is_known_stateless(&path[0])
            && (known::is_for_shared_state(&path[0])
                || path.last().is_some_and(|name| known::sounds_mutable(name)))
            && !may_be_own
    }

    /// Whether the fields of a type hold values of its parameters, and do not only mark them: `PhantomData<T>`, `fn() -> T`.
    fn holds_arguments(&self, fields: &[Type], home: ScopeId) -> bool {
        struct Parameters<'j> {
            context: &'j Context,
            home: ScopeId,
            found: bool,
        }
        impl<'t> Visit<'t> for Parameters<'_> {
            fn visit_type(&mut self, ty: &'t Type) {
                match ty {
                    Type::FnPtr(_) => {}
                    Type::Path(path)
                        if path
                            .path
                            .segments
                            .last()
                            .is_some_and(|last| last.ident == "PhantomData") => {}
                    Type::Path(path) => {
                        if let Some(name) = path.path.get_ident() {
                            let name = [name.unraw().to_string()];
                            let place =
                                self.context
                                    .scopes
                                    .resolve(self.home, &name, false, Space::Types);
                            // A parameter is not bound. Neither are the names of the prelude, which count as parameters.
                            self.found |= matches!(place, Place::Unknown)
                                && name[0].starts_with(char::is_uppercase);
                        }
                        visit::visit_type(self, ty);
                    }
                    _ => visit::visit_type(self, ty),
                }
            }
        }
        let mut parameters = Parameters {
            context: self,
            home,
            found: false,
        };
        for ty in fields {
            parameters.visit_type(ty);
        }
        parameters.found
    }

    fn state_in_def(
        &self,
        def: &Def,
        home: ScopeId,
        trail: &mut Vec<usize>,
    ) -> Option<(String, String, bool)> {
        let (types, id): (&[Type], usize) = match def {
            Def::Alias(ty) => (
                std::slice::from_ref(&**ty),
                std::ptr::from_ref::<Type>(ty).addr(),
            ),
            Def::Fields(types) => (types, types.as_ptr().addr()),
            _ => return None,
        };
        if types.is_empty() || trail.contains(&id) {
            return None;
        }
        trail.push(id);
        let held = types
            .iter()
            .find_map(|ty| self.state_in(ty, home, trail))
            .map(|state| (state.name, state.whole, state.is_known));
        trail.pop();
        held
    }

    /// Whether a type holds a pointer to a function.
    fn holds_function(&self, ty: &Type, scope: ScopeId) -> bool {
        self.holds_function_at(ty, scope, DEEP)
    }

    fn holds_function_at(&self, ty: &Type, scope: ScopeId, deep: usize) -> bool {
        if deep == 0 {
            return false;
        }
        let inside = |ty: &Type, scope| self.holds_function_at(ty, scope, deep / 2);
        match ty {
            Type::FnPtr(_) => true,
            Type::Array(ty) => inside(&ty.elem, scope),
            Type::Slice(ty) => inside(&ty.elem, scope),
            Type::Reference(ty) => inside(&ty.elem, scope),
            Type::Tuple(ty) => ty.elems.iter().any(|ty| inside(ty, scope)),
            ty => match path_of_type(ty)
                .map(|(names, absolute)| self.scopes.resolve(scope, &names, absolute, Space::Types))
            {
                Some(Place::Own(Def::Fields(fields), home)) => {
                    fields.iter().any(|ty| inside(ty, home))
                }
                Some(Place::Own(Def::Alias(ty), home)) => inside(&ty, home),
                _ => false,
            },
        }
    }

    /// Whether a static's type is a write-once cell, an array of them, or a struct with one.
    pub(super) fn holds_write_once(&self, ty: &Type, scope: ScopeId) -> bool {
        self.holds_write_once_at(ty, scope, DEEP)
    }

    fn holds_write_once_at(&self, ty: &Type, scope: ScopeId, deep: usize) -> bool {
        if deep == 0 {
            return false;
        }
        let inside = |ty: &Type, scope| self.holds_write_once_at(ty, scope, deep / 2);
        match ty {
            Type::Array(ty) => inside(&ty.elem, scope),
            Type::Slice(ty) => inside(&ty.elem, scope),
            Type::Reference(ty) => inside(&ty.elem, scope),
            Type::Tuple(ty) => ty.elems.iter().any(|ty| inside(ty, scope)),
            ty if self.is_write_once(ty, scope) => true,
            ty => match path_of_type(ty)
                .map(|(names, absolute)| self.scopes.resolve(scope, &names, absolute, Space::Types))
            {
                Some(Place::Own(Def::Fields(fields), home)) => {
                    fields.iter().any(|ty| inside(ty, home))
                }
                Some(Place::Own(Def::Alias(ty), home)) => inside(&ty, home),
                _ => false,
            },
        }
    }

    /// Whether a static's type is a write-once cell.
    pub(super) fn is_write_once(&self, ty: &Type, scope: ScopeId) -> bool {
        self.is_write_once_at(ty, scope, DEEP)
    }

    /// `deep` ends an alias of itself.
    fn is_write_once_at(&self, ty: &Type, scope: ScopeId, deep: usize) -> bool {
        let (Type::Path(ty), Some(deep)) = (ty, deep.checked_sub(1)) else {
            return false;
        };
        let idents: Vec<&Ident> = ty
            .path
            .segments
            .iter()
            .map(|segment| &segment.ident)
            .collect();
        match self.scopes.resolve(
            scope,
            &names(&idents),
            ty.path.leading_colon.is_some(),
            Space::Types,
        ) {
            Place::Foreign { path, .. } => {
                known::lookup(&path).is_some_and(|found| found.known.meaning == Meaning::WriteOnce)
            }
            Place::Own(Def::Alias(ty), home) => self.is_write_once_at(&ty, home, deep),
            _ => false,
        }
    }
}
