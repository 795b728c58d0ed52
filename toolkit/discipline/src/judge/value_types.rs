//! The types of values, as far as declarations and constructors show them.

use super::context::Context;
use super::variables::Typed;
use crate::ids::ScopeId;
use crate::known::{self, Match, Meaning};
use crate::scope::{Def, OwnMethod, Place, Space, path_of_type};
use std::rc::Rc;
use syn::{
    Expr, ExprMethodCall, GenericArgument, Member, Path, PathArguments, PathSegment, Type,
    TypePath, UnOp,
};

/// Types whose value is used like the value inside.
const WRAPPERS: [&str; 10] = [
    "Box", "Arc", "Rc", "Pin", "Option", "Result", "RefMut", "Ref", "Cow", "Lazy",
];
/// Methods that return their receiver, or the value inside it.
const SAME: [&str; 13] = [
    "clone",
    "unwrap",
    "expect",
    "unwrap_or_else",
    "as_ref",
    "as_mut",
    "as_deref",
    "borrow",
    "borrow_mut",
    "to_owned",
    "by_ref",
    "ok",
    "take",
];
/// Types in types and expressions in expressions are followed this far.
const DEEP: usize = 16;

impl Context {
    /// The type of an expression.
    pub(super) fn type_of(&self, expr: &Expr) -> Option<Typed> {
        self.type_of_at(expr, DEEP)
    }

    fn type_of_at(&self, expr: &Expr, deep: usize) -> Option<Typed> {
        let deep = deep.checked_sub(1)?;
        match expr {
            Expr::Path(path) if path.qself.is_none() => {
                if let Some(name) = path.path.get_ident() {
                    if name == "self" {
                        return self.self_type.clone();
                    }
                    if self.locals.has(name) {
                        return self.locals.type_of(name).cloned();
                    }
                }
                match self.value(path)?.0 {
                    Place::Own(Def::Static(ty), home) => Some((ty, home)),
                    Place::Own(Def::Fields(_), _) => Some(self.named(path.path.clone())),
                    _ => None,
                }
            }
            Expr::Struct(value) => Some(self.named(value.path.clone())),
            Expr::Field(part) => {
                let (Place::Own(Def::Fields(fields), home), _) =
                    self.nominal(&self.type_of_at(&part.base, deep)?)?
                else {
                    return None;
                };
                let ty = self.scopes.field_of(&fields, &member_name(&part.member))?;
                Some((Rc::new(ty.clone()), home))
            }
            Expr::Call(call) => {
                let Expr::Path(callee) = &*call.func else {
                    return None;
                };
                let path = &callee.path;
                let last = path.segments.last()?;
                if let (Some(Expr::Path(_) | Expr::Call(_) | Expr::Struct(_)), true) = (
                    call.args.first(),
                    last.ident == "Some" || last.ident == "Ok" || is_smart(path),
                ) {
                    return self.type_of_at(&call.args[0], deep);
                }
                if let Some((Place::Own(Def::Function(function), home), _)) = self.value(callee) {
                    return Some((Rc::new(function.output.clone()?), home));
                }
                let owner = self.named(without_last(path)?);
                let is_type = match self.nominal(&owner)?.0 {
                    Place::Foreign { path, .. } => path.last()?.starts_with(char::is_uppercase),
                    Place::Own(Def::Fields(_), _) => true,
                    _ => false,
                };
                if !is_type {
                    return None;
                }
                let methods = self.scopes.methods(&last.ident.to_string()).iter();
                match methods
                    .filter(|method| self.is_of(method, &owner))
                    .find_map(|method| {
                        let output = method.function.output.clone()?;
                        Some((output, method.scope))
                    }) {
                    Some((output, _)) if is_self(&output) => Some(owner),
                    Some((output, scope)) => Some((Rc::new(output), scope)),
                    None => Some(owner),
                }
            }
            Expr::MethodCall(call) => {
                if SAME.iter().any(|name| call.method == name) {
                    return self.type_of_at(&call.receiver, deep);
                }
                if call.method == "open" && self.opens_file(&call.receiver) {
                    let file = syn::parse_quote!(::std::fs::File);
                    return Some((Rc::new(file), self.at));
                }
                let receiver = self.type_of_at(&call.receiver, deep)?;
                let name = call.method.to_string();
                let mut methods = self.scopes.methods(&name).iter();
                let method = methods.find(|method| self.is_of(method, &receiver))?;
                let output = method.function.output.clone()?;
                if is_self(&output) {
                    return Some(receiver);
                }
                Some((Rc::new(output), method.scope))
            }
            Expr::Reference(inner) => self.type_of_at(&inner.expr, deep),
            Expr::Paren(inner) => self.type_of_at(&inner.expr, deep),
            Expr::Group(inner) => self.type_of_at(&inner.expr, deep),
            Expr::Try(inner) => self.type_of_at(&inner.expr, deep),
            Expr::Await(inner) => self.type_of_at(&inner.base, deep),
            Expr::Unary(inner) if matches!(inner.op, UnOp::Deref(_)) => {
                self.type_of_at(&inner.expr, deep)
            }
            _ => None,
        }
    }

    /// Whether a chain of calls begins with the options of a file of the standard library.
    fn opens_file(&self, chain: &Expr) -> bool {
        match chain {
            Expr::MethodCall(call) => self.opens_file(&call.receiver),
            Expr::Call(call) => match self.callee(&call.func) {
                Some((Meaning::OpensFile, path)) => path.starts_with("std::"),
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether a method is of an `impl` for this type.
    fn is_of(&self, method: &OwnMethod, ty: &Typed) -> bool {
        let owner = || {
            let owner = method.owner.clone()?;
            self.definition(&(owner, method.scope))
        };
        let wanted = self.definition(ty);
        wanted.is_some() && wanted == owner()
    }

    fn named(&self, path: Path) -> Typed {
        let ty = if path.is_ident("Self")
            && let Some(own) = &self.self_type
        {
            return own.clone();
        } else {
            type_at(path)
        };
        (Rc::new(ty), self.at)
    }

    /// The item that a type names, without references and wrappers, and the written type.
    pub(super) fn nominal(&self, (ty, scope): &Typed) -> Option<(Place, Type)> {
        let (ty, scope) = self.unwrapped(ty, *scope, DEEP)?;
        let (ty, scope) = match self.lazy_value(&ty, scope) {
            Some((value, home)) => self.unwrapped(&value, home, DEEP)?,
            None => (ty, scope),
        };
        let (names, absolute) = path_of_type(&ty)?;
        let place = self.scopes.resolve(scope, &names, absolute, Space::Types);
        match place {
            Place::Own(Def::Alias(aliased), home) => {
                let (inner, home) = self.unwrapped(&aliased, home, DEEP)?;
                let (names, absolute) = path_of_type(&inner)?;
                Some((
                    self.scopes.resolve(home, &names, absolute, Space::Types),
                    inner,
                ))
            }
            place => Some((place, ty)),
        }
    }

    /// The address of the definition of the type that a value has.
    pub(super) fn definition(&self, ty: &Typed) -> Option<usize> {
        match self.nominal(ty)?.0 {
            Place::Own(Def::Fields(fields), _) => Some(fields.as_ptr().addr()),
            _ => None,
        }
    }

    fn unwrapped(&self, ty: &Type, scope: ScopeId, deep: usize) -> Option<(Type, ScopeId)> {
        let deep = deep.checked_sub(1)?;
        match ty {
            Type::Reference(ty) => self.unwrapped(&ty.elem, scope, deep),
            Type::Paren(ty) => self.unwrapped(&ty.elem, scope, deep),
            Type::Group(ty) => self.unwrapped(&ty.elem, scope, deep),
            Type::Path(path) if path.path.is_ident("Self") => {
                let (own, scope) = self.self_type.clone()?;
                (!is_self(&own))
                    .then(|| self.unwrapped(&own, scope, deep))
                    .flatten()
            }
            Type::Path(path) => {
                let last = path.path.segments.last()?;
                match inner(last) {
                    Some(inner) if WRAPPERS.iter().any(|name| last.ident == name) => {
                        self.unwrapped(inner, scope, deep)
                    }
                    _ => Some((ty.clone(), scope)),
                }
            }
            _ => None,
        }
    }

    /// The row of the table for a method of another crate's type, by the type of the receiver.
    pub(super) fn known_method(&self, call: &ExprMethodCall) -> Option<(Match, Vec<String>)> {
        let (place, _) = self.nominal(&self.type_of(&call.receiver)?)?;
        let Place::Foreign { mut path, .. } = place else {
            return None;
        };
        path.push(call.method.to_string());
        let found = known::lookup(&path)?;
        Some((found, path))
    }

    /// The type that the value of a `let` has by its initialiser.
    pub(super) fn type_of_init(&self, init: &Expr) -> Option<Typed> {
        match init {
            Expr::Lit(_) | Expr::Macro(_) | Expr::Closure(_) => None,
            _ => self.type_of(init),
        }
    }
}

/// The type in a wrapper: `T` of `Option<T>`.
pub(super) fn inner(segment: &PathSegment) -> Option<&Type> {
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return None;
    };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// The type that a path names.
pub(super) fn type_at(path: Path) -> Type {
    Type::Path(TypePath {
        attrs: Vec::new(),
        qself: None,
        path,
    })
}

pub(super) fn is_self(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.is_ident("Self"))
}

pub(super) fn member_name(member: &Member) -> String {
    match member {
        Member::Named(name) => name.to_string(),
        Member::Unnamed(index) => index.index.to_string(),
    }
}

/// `Box::new`, `Arc::new`
fn is_smart(path: &Path) -> bool {
    let mut names = path.segments.iter().rev().map(|segment| &segment.ident);
    names.next().is_some_and(|last| last == "new")
        && names
            .next()
            .is_some_and(|ty| ty == "Box" || ty == "Arc" || ty == "Rc")
}

/// `shop::Api` for `shop::Api::new`
fn without_last(path: &Path) -> Option<Path> {
    let mut path = path.clone();
    path.segments.pop();
    path.segments.pop_punct()?;
    Some(path)
}
