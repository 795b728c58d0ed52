//! Values that are made by their type: `Default::default()`, `.into()`, `.unwrap_or_default()`, a derived `Default`, a default of
//! serde, a generic function, a trait's function. A client may be made so.

use super::Judge;
use super::call_graph::Callee;
use super::clients::Constructed;
use super::context::ends;
use super::value_types::{inner, member_name, type_at};
use crate::attributes::{ByDefault, derives, serde_default};
use crate::ids::ScopeId;
use crate::known::{self, Meaning};
use crate::scope::{Def, Place, Space, names_of, path_of_type};
use proc_macro2::Span;
use std::rc::Rc;
use syn::spanned::Spanned as _;
use syn::visit::Visit as _;
use syn::{
    Expr, ExprPath, Fields, GenericArgument, ItemStruct, Path, PathArguments, ReturnType,
    Signature, Stmt, Type,
};

/// Wrappers whose default holds the default of the type inside.
const DEFAULTS: [&str; 8] = [
    "Box", "Arc", "Rc", "Mutex", "RwLock", "RefCell", "Cell", "Wrapping",
];
/// Types and expressions are followed this far.
const DEEP: usize = 16;

/// A call of a generic function, with the type that it makes.
pub(super) struct Instance {
    from: Vec<Callee>,
    function: Callee,
    made: Made,
}

/// A type of the user's own by its definition, or one of another crate.
enum Made {
    Own(usize),
    Foreign {
        path: Vec<String>,
        at: (Span, Span),
        file: usize,
    },
}

impl Judge {
    /// Judges an expression whose value has the type `ty`.
    pub(super) fn made_as(&mut self, ty: &Type, scope: ScopeId, expr: &Expr) {
        self.made_at(ty, scope, expr, DEEP);
    }

    fn made_at(&mut self, ty: &Type, scope: ScopeId, expr: &Expr, deep: usize) {
        let Some(deep) = deep.checked_sub(1) else {
            return;
        };
        match expr {
            Expr::Paren(inner) => self.made_at(ty, scope, &inner.expr, deep),
            Expr::Group(inner) => self.made_at(ty, scope, &inner.expr, deep),
            Expr::Try(inner) => self.made_at(ty, scope, &inner.expr, deep),
            Expr::Await(inner) => self.made_at(ty, scope, &inner.base, deep),
            Expr::Reference(inner) => match ty {
                Type::Reference(ty) => self.made_at(&ty.elem, scope, &inner.expr, deep),
                _ => self.made_at(ty, scope, &inner.expr, deep),
            },
            Expr::Return(inner) => {
                if let Some(value) = &inner.expr {
                    self.made_at(ty, scope, value, deep);
                }
            }
            Expr::Block(block) => self.made_by_tail(ty, scope, &block.block.stmts, deep),
            Expr::Unsafe(block) => self.made_by_tail(ty, scope, &block.block.stmts, deep),
            Expr::If(branches) => {
                self.made_by_tail(ty, scope, &branches.then_branch.stmts, deep);
                if let Some((_, other)) = &branches.else_branch {
                    self.made_at(ty, scope, other, deep);
                }
            }
            Expr::Match(arms) => {
                for arm in &arms.arms {
                    self.made_at(ty, scope, &arm.body, deep);
                }
            }
            Expr::MethodCall(call) => {
                let method = match call.method.to_string().as_str() {
                    "unwrap_or_default" | "or_default" => "default",
                    "into" => "from",
                    "try_into" => "try_from",
                    "parse" => "from_str",
                    "unwrap" | "expect" | "unwrap_or_else" | "clone" | "map_err" | "ok" => {
                        return self.made_at(ty, scope, &call.receiver, deep);
                    }
                    _ => return,
                };
                self.made_by(
                    ty,
                    scope,
                    method,
                    (call.method.span(), call.method.span()),
                    deep,
                );
            }
            Expr::Call(call) => {
                if let Expr::Path(callee) = &*call.func {
                    self.made_by_call(ty, scope, callee, call.args.first(), deep);
                }
            }
            _ => {}
        }
    }

    fn made_by_tail(&mut self, ty: &Type, scope: ScopeId, stmts: &[Stmt], deep: usize) {
        if let Some(Stmt::Expr(tail, None)) = stmts.last() {
            self.made_at(ty, scope, tail, deep);
        }
    }

    fn made_by_call(
        &mut self,
        ty: &Type,
        scope: ScopeId,
        callee: &ExprPath,
        arg: Option<&Expr>,
        deep: usize,
    ) {
        let names = names_of(&callee.path);
        let at = (
            callee.path.span(),
            callee
                .path
                .segments
                .last()
                .map_or_else(Span::call_site, |last| last.ident.span()),
        );
        let wrapped = || match ty {
            Type::Path(path) => path.path.segments.last().and_then(inner),
            _ => None,
        };
        match names
            .iter()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .as_slice()
        {
            [.., "Default", "default"] | ["default"] | [.., "unwrap_or_default"] => {
                self.made_by(ty, scope, "default", at, deep);
            }
            [.., "Into", "into"] | [.., "From", "from"] => {
                self.made_by(ty, scope, "from", at, deep);
            }
            ["Some" | "Ok"] | [.., "Box" | "Arc" | "Rc", "new"] => {
                if let (Some(inner), Some(value)) = (wrapped(), arg) {
                    self.made_at(inner, scope, value, deep);
                }
            }
            [] => {}
            _ => match self.cx.value(callee) {
                Some((Place::Own(Def::Function(function), _), _)) => {
                    let function = Callee::Function(Rc::as_ptr(&function).addr());
                    self.instance(function, ty, scope, at);
                }
                _ => {
                    // `Connect::connect()`, where `Connect` is a trait.
                    if let Some((name, owner)) = names.split_last()
                        && !owner.is_empty()
                    {
                        let absolute = callee.path.leading_colon.is_some();
                        let place =
                            self.cx
                                .scopes
                                .resolve(self.cx.at, owner, absolute, Space::Types);
                        if matches!(place, Place::Own(Def::Other, _)) {
                            self.made_by(ty, scope, name, at, deep);
                        }
                    }
                }
            },
        }
    }

    /// Records that the walked code makes a value of `ty` with the associated function `name`.
    fn made_by(&mut self, ty: &Type, scope: ScopeId, name: &str, at: (Span, Span), deep: usize) {
        let Some(deep) = deep.checked_sub(1) else {
            return;
        };
        match ty {
            Type::Tuple(tuple) if name == "default" => {
                for ty in &tuple.elems {
                    self.made_by(ty, scope, name, at, deep);
                }
                return;
            }
            Type::Array(array) if name == "default" => {
                return self.made_by(&array.elem, scope, name, at, deep);
            }
            Type::Paren(inner) => return self.made_by(&inner.elem, scope, name, at, deep),
            Type::Group(inner) => return self.made_by(&inner.elem, scope, name, at, deep),
            _ => {}
        }
        let Type::Path(path) = ty else { return };
        if path.path.is_ident("Self") {
            if let Some(owner) = self.calls.owner {
                self.calls.edge(&Callee::Associated(owner, name.to_owned()));
            }
            return;
        }
        let Some(last) = path.path.segments.last() else {
            return;
        };
        if let Some(inner) = inner(last) {
            let wraps = DEFAULTS.iter().any(|wrapper| last.ident == wrapper) && name == "default";
            // `parse::<Api>()?` has the type `Result<Api, _>`.
            if wraps || (last.ident == "Result" && name != "default") {
                return self.made_by(inner, scope, name, at, deep);
            }
        }
        let Some((names, absolute)) = path_of_type(ty) else {
            return;
        };
        match self
            .cx
            .scopes
            .resolve(scope, &names, absolute, Space::Types)
        {
            Place::Own(Def::Fields(fields), _) => {
                self.calls
                    .edge(&Callee::Associated(fields.as_ptr().addr(), name.to_owned()));
            }
            Place::Own(Def::Alias(ty), home) => self.made_by(&ty, home, name, at, deep),
            Place::Foreign { path, .. } => self.note_made(path, name, at),
            // A type parameter: its callers choose the type.
            Place::Unknown if names.len() == 1 => self.calls.made_by_parameter(name),
            _ => {}
        }
    }

    /// Records a client of another crate that is made by its type.
    fn note_made(&mut self, mut path: Vec<String>, name: &str, at: (Span, Span)) {
        path.push(name.to_owned());
        let is_client = known::lookup(&path)
            .is_some_and(|found| matches!(found.known.meaning, Meaning::Client { config: false }));
        if is_client {
            let name = path.join("::");
            self.note_at(at, Constructed::Client, &name, &format!("{name}()"));
        }
    }

    /// Records a call of a generic function for a type.
    fn instance(&mut self, function: Callee, ty: &Type, scope: ScopeId, at: (Span, Span)) {
        let ty = (Rc::new(ty.clone()), scope);
        let made = match self.cx.nominal(&ty) {
            Some((Place::Own(Def::Fields(fields), _), _)) => Made::Own(fields.as_ptr().addr()),
            Some((Place::Foreign { path, .. }, _)) => Made::Foreign {
                path,
                at,
                file: self.cx.file,
            },
            _ => return,
        };
        let from = self.calls.callers().to_vec();
        if !from.is_empty() && !self.findings.muted {
            self.clients.instances.push(Instance {
                from,
                function,
                made,
            });
        }
    }

    /// Records the types in `make::<Api>()`, and in `text.parse::<Api>()`.
    pub(super) fn made_by_turbofish(&mut self, callee: &ExprPath) {
        let Some(last) = callee.path.segments.last() else {
            return;
        };
        let PathArguments::AngleBracketed(arguments) = &last.arguments else {
            return;
        };
        if let Some((Place::Own(Def::Function(function), _), _)) = self.cx.value(callee) {
            let function = Callee::Function(Rc::as_ptr(&function).addr());
            for argument in &arguments.args {
                if let GenericArgument::Type(ty) = argument {
                    self.instance(
                        function.clone(),
                        ty,
                        self.cx.at,
                        (callee.path.span(), last.ident.span()),
                    );
                }
            }
        }
    }

    /// Adds what generic functions make for the types that their callers choose.
    pub(super) fn instantiate(&mut self) {
        for Instance {
            from,
            function,
            made,
        } in std::mem::take(&mut self.clients.instances)
        {
            let Some(names) = self.calls.made_by(&function) else {
                continue;
            };
            for name in names {
                let within = std::mem::replace(&mut self.calls.within, from.clone());
                match &made {
                    Made::Own(ty) => self.calls.edge(&Callee::Associated(*ty, name)),
                    Made::Foreign { path, at, file } => {
                        let outer = std::mem::replace(&mut self.cx.file, *file);
                        self.note_made(path.clone(), &name, *at);
                        self.cx.file = outer;
                    }
                }
                self.calls.within = within;
            }
        }
    }

    /// Judges the value of a function by its declared type.
    pub(super) fn made_by_function(&mut self, sig: &Signature, stmts: &[Stmt]) {
        if let ReturnType::Type(_, ty) = &sig.output {
            self.made_by_tail(ty, self.cx.at, stmts, DEEP);
        }
    }

    /// Judges the arguments of a function of the user's own by its parameters.
    pub(super) fn made_as_arguments(&mut self, call: &syn::ExprCall) {
        if !call.args.iter().any(may_be_made) {
            return;
        }
        if let Expr::Path(callee) = &*call.func
            && let Some((Place::Own(Def::Function(function), home), _)) = self.cx.value(callee)
        {
            for (input, arg) in function.inputs.iter().zip(&call.args) {
                self.made_as(&input.ty, home, arg);
            }
        }
    }

    /// Judges the fields of a value by their types, and `..Default::default()` by the type of the value.
    pub(super) fn made_as_fields(&mut self, value: &syn::ExprStruct) {
        let ty = type_at(value.path.clone());
        if let Some(rest) = &value.rest {
            self.made_as(&ty, self.cx.at, rest);
        }
        if !value.fields.iter().any(|field| may_be_made(&field.expr)) {
            return;
        }
        if let Some((Place::Own(Def::Fields(types), home), _)) =
            self.cx.nominal(&(Rc::new(ty), self.cx.at))
        {
            for field in &value.fields {
                let name = member_name(&field.member);
                if let Some(ty) = self.cx.scopes.field_of(&types, &name).cloned() {
                    self.made_as(&ty, home, &field.expr);
                }
            }
        }
    }

    /// A derived `Default` makes every field, and a derived `Deserialize` those that are not read.
    pub(super) fn derived(&mut self, item: &ItemStruct) {
        let by_default = derives(&item.attrs, "Default");
        let by_serde = derives(&item.attrs, "Deserialize");
        if !by_default && !by_serde {
            return;
        }
        let path: Path = item.ident.clone().into();
        let owner = type_at(path);
        let Some(owner) = self.cx.owner_of(&owner) else {
            return;
        };
        if by_default {
            self.derived_default(owner, &item.fields);
        }
        if by_serde {
            self.derived_deserialize(owner, item);
        }
    }

    fn derived_default(&mut self, owner: usize, fields: &Fields) {
        let default = Callee::Associated(owner, "default".to_owned());
        self.within(vec![default], false, |judge| {
            for field in fields {
                let at = ends_of(&field.ty);
                judge.made_by(&field.ty, judge.cx.at, "default", at, DEEP);
            }
        });
    }

    fn derived_deserialize(&mut self, owner: usize, item: &ItemStruct) {
        let deserialize = Callee::Associated(owner, "deserialize".to_owned());
        let all_default = serde_default(&item.attrs).is_some();
        self.within(vec![deserialize], false, |judge| {
            for field in &item.fields {
                let at = ends_of(&field.ty);
                match serde_default(&field.attrs) {
                    Some(ByDefault::Function(function)) => judge.note_mention(&function),
                    Some(ByDefault::OfType) => {
                        judge.made_by(&field.ty, judge.cx.at, "default", at, DEEP);
                    }
                    None if all_default => {
                        judge.made_by(&field.ty, judge.cx.at, "default", at, DEEP);
                    }
                    None => judge.deserialized(&field.ty),
                }
            }
        });
    }

    /// Records that the walked code reads a value of a type: every type of the user's own in it is deserialized.
    pub(super) fn deserialized(&mut self, ty: &Type) {
        struct Named<'j>(&'j mut Judge);
        impl<'t> syn::visit::Visit<'t> for Named<'_> {
            fn visit_type_path(&mut self, ty: &'t syn::TypePath) {
                if let Some(owner) = self.0.cx.owner_of(&Type::Path(ty.clone())) {
                    self.0
                        .calls
                        .edge(&Callee::Associated(owner, "deserialize".to_owned()));
                }
                syn::visit::visit_type_path(self, ty);
            }
        }
        if self.cx.scopes.has_serde_defaults() {
            Named(self).visit_type(ty);
        }
    }
}

/// Whether the value of an expression may follow from its type.
fn may_be_made(expr: &Expr) -> bool {
    match expr {
        Expr::Call(call) => call.args.len() <= 1,
        Expr::MethodCall(call) => {
            let names = [
                "unwrap_or_default",
                "into",
                "try_into",
                "parse",
                "unwrap",
                "expect",
            ];
            names.iter().any(|name| call.method == name)
        }
        Expr::Try(_) | Expr::Reference(_) | Expr::Paren(_) => true,
        _ => false,
    }
}

/// The ends of a type, without the wrappers whose default holds the default of the type inside.
fn ends_of(ty: &Type) -> (Span, Span) {
    match ty {
        Type::Path(path) => match path.path.segments.last() {
            Some(last) if DEFAULTS.iter().any(|wrapper| last.ident == wrapper) => {
                inner(last).map_or_else(|| ends(&path.path), ends_of)
            }
            _ => ends(&path.path),
        },
        _ => (ty.span(), ty.span()),
    }
}
