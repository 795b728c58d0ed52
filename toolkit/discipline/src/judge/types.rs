//! The types of expressions, as far as names show them: annotations, parameters, constructors, fields, and the signatures of
//! the functions and methods that are read.
//!
//! A method call is followed to the type of its receiver. A type that names do not show is unknown.

use super::context::{Context, names};
use crate::ids::ScopeId;
use crate::scope::{Def, OwnMethod, Place, Space, names_of};
use proc_macro2::Ident;
use std::rc::Rc;
use syn::ext::IdentExt as _;
use syn::{Expr, ExprMethodCall, GenericArgument, Pat, Path, PathArguments, Type};

/// How many aliases, wrappers and calls are followed.
const DEEP: usize = 32;

/// Types that pass methods on to a value in them, or that `?`, `unwrap` and `await` take off.
const WRAPPERS: [&str; 17] = [
    "Arc",
    "Rc",
    "Box",
    "Option",
    "Result",
    "Pin",
    "LazyLock",
    "OnceLock",
    "OnceCell",
    "Lazy",
    "Cow",
    "Ref",
    "RefMut",
    "RefCell",
    "Ready",
    "MutexGuard",
    "Weak",
];

/// Functions that return their own type, or a `Result` of it.
const FILES: [&str; 4] = ["open", "create", "create_new", "options"];

/// Collections, whose elements `for` and an index return.
const COLLECTIONS: [&str; 5] = ["Vec", "VecDeque", "HashSet", "BTreeSet", "BinaryHeap"];

/// A type as the source writes it.
#[derive(Clone)]
pub(super) struct Written {
    pub(super) ty: Rc<Type>,
    /// The scope in which its names are bound.
    pub(super) scope: ScopeId,
    /// The type that `Self` is in it.
    pub(super) own: Option<Rc<Type>>,
}

/// The type of an expression.
#[derive(Clone)]
pub(super) enum Known {
    Written(Written),
    /// A type of another crate.
    Foreign,
    /// A type whose name is bound outside the judged tokens.
    Outside,
    Unknown,
}

/// The type without references and wrappers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Core {
    /// A type of the user's own, by the address of its definition.
    Own(usize),
    /// A trait object, `impl Trait` or a type parameter.
    Abstract,
    Foreign,
    Outside,
    Unknown,
}

impl Context {
    /// The type of an expression without references and wrappers.
    pub(super) fn core_of(&self, expr: &Expr) -> Core {
        match self.known(expr, DEEP) {
            Known::Written(written) => self.core(&written, DEEP),
            Known::Foreign => Core::Foreign,
            Known::Outside => Core::Outside,
            Known::Unknown => Core::Unknown,
        }
    }

    /// The type that a variable gets from its annotation or its initialiser.
    pub(super) fn known_of_local(&self, ty: Option<&Type>, init: Option<&Expr>) -> Known {
        match (ty, init) {
            (Some(ty), _) if !matches!(ty, Type::Infer(_)) => Known::Written(self.written(ty)),
            (_, Some(init)) => self.known(init, DEEP),
            _ => Known::Unknown,
        }
    }

    /// The type of the elements that a loop over `expr` binds.
    pub(super) fn known_of_element(&self, expr: &Expr) -> Known {
        let expr = match expr {
            // `items.iter()`, `items.into_iter()`, `items.drain(..)`
            Expr::MethodCall(call)
                if matches!(
                    call.method.to_string().as_str(),
                    "iter" | "iter_mut" | "into_iter" | "drain"
                ) =>
            {
                &*call.receiver
            }
            expr => expr,
        };
        match self.known(expr, DEEP) {
            Known::Written(written) => {
                element(&written, DEEP).map_or(Known::Unknown, Known::Written)
            }
            Known::Outside => Known::Outside,
            Known::Foreign | Known::Unknown => Known::Unknown,
        }
    }

    /// The type of the parameter of a closure that a method of `receiver` calls: `items.iter().map(|item| …)`, `query.map(|query| …)`.
    pub(super) fn known_of_parameter(&self, receiver: &Expr) -> Known {
        let mut items = receiver;
        while let Expr::MethodCall(call) = items
            && matches!(
                call.method.to_string().as_str(),
                "filter"
                    | "rev"
                    | "skip"
                    | "take"
                    | "take_while"
                    | "skip_while"
                    | "inspect"
                    | "peekable"
                    | "chain"
            )
        {
            items = &call.receiver;
        }
        match self.known_of_element(items) {
            Known::Unknown => self.known(receiver, DEEP),
            known => known,
        }
    }

    /// Whether a variable has this type of another crate, by its annotation or by the function that its initialiser calls.
    pub(super) fn is_known_as(&self, name: &Ident, path: &str) -> bool {
        match self.locals.known(name) {
            Known::Written(written) => {
                let Some((names, absolute)) = crate::scope::path_of_type(strip(&written.ty)) else {
                    return false;
                };
                matches!(self.scopes.resolve(written.scope, &names, absolute, Space::Types),
                    Place::Foreign { path: found, .. } if found.join("::") == path)
            }
            Known::Foreign | Known::Outside | Known::Unknown => false,
        }
    }

    /// A type that is written at the place of the walk.
    pub(super) fn written(&self, ty: &Type) -> Written {
        Written {
            ty: Rc::new(ty.clone()),
            scope: self.at,
            own: self.own_type.clone(),
        }
    }

    fn known(&self, expr: &Expr, deep: usize) -> Known {
        let Some(deep) = deep.checked_sub(1) else {
            return Known::Unknown;
        };
        match expr {
            Expr::Reference(inner) => self.known(&inner.expr, deep),
            Expr::Paren(inner) => self.known(&inner.expr, deep),
            Expr::Group(inner) => self.known(&inner.expr, deep),
            Expr::Try(inner) => self.known(&inner.expr, deep),
            Expr::Await(inner) => self.known(&inner.base, deep),
            Expr::Unary(inner) if matches!(inner.op, syn::UnOp::Deref(_)) => {
                self.known(&inner.expr, deep)
            }
            Expr::Cast(inner) => Known::Written(self.written(&inner.ty)),
            Expr::Lit(_) => Known::Foreign,
            Expr::Block(block) => match block.block.stmts.as_slice() {
                // The variables of a longer block are not known here.
                [syn::Stmt::Expr(tail, None)] => self.known(tail, deep),
                _ => Known::Unknown,
            },
            Expr::Path(path) if path.qself.is_none() => self.known_path(&path.path),
            Expr::Struct(value) if value.qself.is_none() => self.known_owner(&value.path),
            Expr::Call(call) => match &*call.func {
                Expr::Path(callee) if callee.qself.is_none() => {
                    self.known_call(&callee.path, call.args.first(), deep)
                }
                Expr::Path(callee) => match (&callee.qself, callee.path.segments.last()) {
                    (Some(qself), Some(last)) => {
                        let written = self.written(&qself.ty);
                        self.output(&self.core(&written, deep), &last.ident.to_string())
                            .unwrap_or(Known::Unknown)
                    }
                    _ => Known::Unknown,
                },
                _ => Known::Unknown,
            },
            Expr::MethodCall(call) => self.known_method_call(call, deep),
            Expr::Field(field) => match (self.known(&field.base, deep), &field.member) {
                (Known::Written(base), member) => match self.core(&base, deep) {
                    Core::Own(id) => {
                        let name = match member {
                            syn::Member::Named(name) => name.unraw().to_string(),
                            syn::Member::Unnamed(index) => index.index.to_string(),
                        };
                        let field = self.scopes.field(id, &name);
                        field.map_or(Known::Unknown, |(ty, scope)| {
                            Known::Written(Written {
                                ty,
                                scope,
                                own: None,
                            })
                        })
                    }
                    Core::Outside => Known::Outside,
                    Core::Foreign | Core::Abstract | Core::Unknown => Known::Unknown,
                },
                (Known::Outside, _) => Known::Outside,
                (Known::Foreign | Known::Unknown, _) => Known::Unknown,
            },
            Expr::Index(index) => match self.known(&index.expr, deep) {
                Known::Written(base) => element(&base, deep).map_or(Known::Unknown, Known::Written),
                Known::Outside => Known::Outside,
                Known::Foreign | Known::Unknown => Known::Unknown,
            },
            _ => Known::Unknown,
        }
    }

    /// The type of a variable, a static, or a unit struct.
    fn known_path(&self, path: &Path) -> Known {
        if let Some(name) = path.get_ident()
            && self.locals.has(name)
        {
            return self.locals.known(name);
        }
        let idents: Vec<&Ident> = path.segments.iter().map(|segment| &segment.ident).collect();
        if idents.last().is_some_and(|last| *last == "Self") {
            return self.known_owner(path);
        }
        let absolute = path.leading_colon.is_some();
        match self
            .scopes
            .resolve(self.at, &names(&idents), absolute, Space::Values)
        {
            Place::Own(Def::Static(ty), scope) => Known::Written(Written {
                ty,
                scope,
                own: None,
            }),
            Place::Own(Def::Fields(_), _) => self.known_owner(path),
            Place::Own(..) => Known::Unknown,
            place => self.beyond(&place, &names(&idents)),
        }
    }

    /// The type that a path to a type names.
    fn known_owner(&self, path: &Path) -> Known {
        let ty = Type::Path(syn::TypePath {
            attrs: Vec::new(),
            qself: None,
            path: path.clone(),
        });
        Known::Written(self.written(&ty))
    }

    /// The type of `path(…)`.
    fn known_call(&self, path: &Path, first: Option<&Expr>, deep: usize) -> Known {
        let idents: Vec<&Ident> = path.segments.iter().map(|segment| &segment.ident).collect();
        let names = names(&idents);
        let (Some(last), absolute) = (names.last(), path.leading_colon.is_some()) else {
            return Known::Unknown;
        };
        // `Arc::new(value)`, `Some(value)`
        let of_wrapper = match names.as_slice() {
            [only] => matches!(only.as_str(), "Some" | "Ok"),
            [.., ty, _] => WRAPPERS.contains(&ty.as_str()),
            [] => false,
        };
        let place = self
            .scopes
            .resolve(self.at, &names, absolute, Space::Values);
        if let (true, Some(first), Place::Foreign { .. } | Place::Unknown) =
            (of_wrapper, first, &place)
        {
            return self.known(first, deep);
        }
        match place {
            Place::Own(Def::Function(function), scope) => {
                function.output.clone().map_or(Known::Foreign, |ty| {
                    Known::Written(Written {
                        ty: Rc::new(ty),
                        scope,
                        own: None,
                    })
                })
            }
            // `Query(text)`
            Place::Own(Def::Fields(_), _) => self.known_owner(path),
            place => {
                let mut owner = path.clone();
                owner.segments.pop();
                owner.segments.pop_punct();
                if owner.segments.is_empty() {
                    return match place {
                        Place::Unknown if self.locals.has(idents[0]) => Known::Unknown,
                        place => self.beyond(&place, &names),
                    };
                }
                let written = match self.known_owner(&owner) {
                    Known::Written(written) => written,
                    other => return other,
                };
                match self.core(&written, deep) {
                    Core::Own(id) => self.output(&Core::Own(id), last).unwrap_or({
                        // A variant, or a function that a derive or a trait's default defines and that usually returns the type.
                        if last.starts_with(char::is_uppercase)
                            || matches!(
                                last.as_str(),
                                "default" | "new" | "from" | "clone" | "builder"
                            )
                        {
                            Known::Written(written)
                        } else {
                            Known::Unknown
                        }
                    }),
                    // `reqwest::Client::new()`, but not `serde_json::from_str(…)`, which may return any type.
                    Core::Foreign
                        if owner.segments.last().is_some_and(|ty| {
                            ty.ident.to_string().starts_with(char::is_uppercase)
                                && matches!(ty.arguments, PathArguments::None)
                        }) =>
                    {
                        if FILES.contains(&last.as_str()) {
                            Known::Written(written)
                        } else {
                            Known::Foreign
                        }
                    }
                    Core::Outside => Known::Outside,
                    _ => Known::Unknown,
                }
            }
        }
    }

    fn known_method_call(&self, call: &ExprMethodCall, deep: usize) -> Known {
        let name = call.method.unraw().to_string();
        let receiver = self.known(&call.receiver, deep);
        let core = match &receiver {
            Known::Written(written) => self.core(written, deep),
            Known::Foreign => Core::Foreign,
            Known::Outside => return Known::Outside,
            Known::Unknown => Core::Unknown,
        };
        if let Some(output) = self.output(&core, &name) {
            return output;
        }
        match core {
            // Methods of wrappers and of every type that return what they are called on.
            Core::Own(_) | Core::Abstract
                if matches!(
                    name.as_str(),
                    "unwrap"
                        | "expect"
                        | "unwrap_or_default"
                        | "unwrap_or_else"
                        | "unwrap_or"
                        | "clone"
                        | "cloned"
                        | "copied"
                        | "as_ref"
                        | "as_mut"
                        | "as_deref"
                        | "borrow"
                        | "borrow_mut"
                        | "deref"
                        | "ok"
                        | "ok_or"
                        | "ok_or_else"
                        | "map_err"
                        | "or_else"
                        | "to_owned"
                        | "take"
                        | "await"
                        | "context"
                        | "with_context"
                ) =>
            {
                receiver
            }
            Core::Outside => Known::Outside,
            // A method of another crate returns a type of another crate, unless its arguments or type arguments say more.
            Core::Foreign if call.turbofish.is_none() && !matches!(receiver, Known::Written(_)) => {
                let plain = call.args.iter().all(|arg| {
                    matches!(arg, Expr::Lit(_))
                        || matches!(self.core_limited(arg, deep), Core::Foreign)
                });
                if plain {
                    Known::Foreign
                } else {
                    Known::Unknown
                }
            }
            _ => Known::Unknown,
        }
    }

    fn core_limited(&self, expr: &Expr, deep: usize) -> Core {
        match self.known(expr, deep / 2) {
            Known::Written(written) => self.core(&written, deep / 2),
            Known::Foreign => Core::Foreign,
            Known::Outside => Core::Outside,
            Known::Unknown => Core::Unknown,
        }
    }

    /// The type that a method or an associated function of a type returns, if it is read.
    fn output(&self, core: &Core, name: &str) -> Option<Known> {
        let Core::Own(id) = core else {
            return None;
        };
        let method = self.method_of(*id, name)?;
        Some(method.output.clone().map_or(Known::Foreign, |ty| {
            Known::Written(Written {
                ty,
                scope: method.scope,
                own: method.owner.clone(),
            })
        }))
    }

    /// The method or associated function of this name that an `impl` gives a type of the user's own.
    pub(super) fn method_of(&self, id: usize, name: &str) -> Option<&OwnMethod> {
        self.scopes
            .methods(name)
            .iter()
            .find(|method| match &method.owner {
                Some(owner) => {
                    let written = Written {
                        ty: Rc::clone(owner),
                        scope: method.scope,
                        own: None,
                    };
                    self.core(&written, DEEP) == Core::Own(id)
                }
                None => false,
            })
    }

    /// A place outside the code that is read.
    fn beyond(&self, place: &Place, written: &[String]) -> Known {
        match place {
            Place::Foreign { path, .. } => {
                if !self.scopes.is_whole() && path == written && !crate::known::is_crate(&path[0]) {
                    Known::Outside
                } else {
                    Known::Unknown
                }
            }
            Place::Unknown if !self.scopes.is_whole() => Known::Outside,
            _ => Known::Unknown,
        }
    }

    /// The type without references and wrappers.
    fn core(&self, written: &Written, deep: usize) -> Core {
        let Some(deep) = deep.checked_sub(1) else {
            return Core::Unknown;
        };
        let of = |ty: &Type| {
            let inner = Written {
                ty: Rc::new(ty.clone()),
                ..written.clone()
            };
            self.core(&inner, deep)
        };
        match &*written.ty {
            Type::Reference(ty) => of(&ty.elem),
            Type::Paren(ty) => of(&ty.elem),
            Type::Group(ty) => of(&ty.elem),
            Type::ImplTrait(_) | Type::TraitObject(_) => Core::Abstract,
            Type::Path(ty) if ty.qself.is_none() => self.core_of_path(&ty.path, written, deep),
            Type::Tuple(_) | Type::Array(_) | Type::Slice(_) => Core::Foreign,
            _ => Core::Unknown,
        }
    }

    fn core_of_path(&self, path: &Path, written: &Written, deep: usize) -> Core {
        let names = names_of(path);
        if names == ["Self"] {
            let Some(own) = &written.own else {
                return Core::Unknown;
            };
            let own = Written {
                ty: Rc::clone(own),
                scope: written.scope,
                own: None,
            };
            return self.core(&own, deep);
        }
        if let [only] = names.as_slice()
            && self.generics.contains(only)
        {
            return Core::Abstract;
        }
        let absolute = path.leading_colon.is_some();
        match self
            .scopes
            .resolve(written.scope, &names, absolute, Space::Types)
        {
            Place::Own(Def::Fields(fields), _) => Core::Own(fields.as_ptr().addr()),
            Place::Own(Def::Alias(ty), scope) => {
                let aliased = Written {
                    ty,
                    scope,
                    own: None,
                };
                self.core(&aliased, deep)
            }
            Place::Own(Def::Other, _) => Core::Abstract,
            Place::Own(..) => Core::Unknown,
            place => {
                if let (Some(ty), true) = (first_argument(path), last_is(path, &WRAPPERS)) {
                    let inner = Written {
                        ty: Rc::new(ty.clone()),
                        ..written.clone()
                    };
                    return self.core(&inner, deep);
                }
                match place {
                    Place::Foreign { path, .. }
                        if !self.scopes.is_whole()
                            && path == names
                            && !crate::known::is_crate(&path[0]) =>
                    {
                        Core::Outside
                    }
                    Place::Foreign { .. } => Core::Foreign,
                    _ if names.len() == 1 && is_prelude(&names[0]) => Core::Foreign,
                    _ if !self.scopes.is_whole() => Core::Outside,
                    // A type parameter has one segment and a short or plain name.
                    _ if names.len() == 1 => Core::Abstract,
                    _ => Core::Unknown,
                }
            }
        }
    }
}

/// The type of the elements of a collection.
fn element(written: &Written, deep: usize) -> Option<Written> {
    let deep = deep.checked_sub(1)?;
    let inner = |ty: &Type| Written {
        ty: Rc::new(ty.clone()),
        ..written.clone()
    };
    match &*written.ty {
        Type::Reference(ty) => element(&inner(&ty.elem), deep),
        Type::Paren(ty) => element(&inner(&ty.elem), deep),
        Type::Group(ty) => element(&inner(&ty.elem), deep),
        Type::Array(ty) => Some(inner(&ty.elem)),
        Type::Slice(ty) => Some(inner(&ty.elem)),
        Type::Path(ty) if last_is(&ty.path, &COLLECTIONS) => Some(inner(first_argument(&ty.path)?)),
        Type::Path(ty) if last_is(&ty.path, &WRAPPERS) => {
            element(&inner(first_argument(&ty.path)?), deep)
        }
        _ => None,
    }
}

/// A type without references.
fn strip(ty: &Type) -> &Type {
    match ty {
        Type::Reference(ty) => strip(&ty.elem),
        ty => ty,
    }
}

/// The name that a pattern binds to the whole value.
pub(super) fn only_name(pat: &Pat) -> Option<&Ident> {
    match pat {
        Pat::Ident(name) if name.subpat.is_none() => Some(&name.ident),
        Pat::Type(pat) => only_name(&pat.pat),
        Pat::Paren(pat) => only_name(&pat.pat),
        Pat::Reference(pat) => only_name(&pat.pat),
        _ => None,
    }
}

fn last_is(path: &Path, wanted: &[&str]) -> bool {
    path.segments
        .last()
        .is_some_and(|last| wanted.iter().any(|name| last.ident == name))
}

fn first_argument(path: &Path) -> Option<&Type> {
    match &path.segments.last()?.arguments {
        PathArguments::AngleBracketed(arguments) => {
            arguments.args.iter().find_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            })
        }
        _ => None,
    }
}

/// Types that are in scope everywhere and belong to the standard library.
fn is_prelude(name: &str) -> bool {
    name.starts_with(char::is_lowercase)
        || matches!(
            name,
            "String" | "Vec" | "Box" | "Option" | "Result" | "Error"
        )
}
