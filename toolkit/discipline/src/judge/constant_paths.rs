//! Paths of files that are the same in every invocation.

use super::Judge;
use super::context::Context;
use super::variables::{Holds, untyped};
use crate::ids::ScopeId;
use crate::scope::{Def, Place, Space, names_of, path_of_type, text_of};
use proc_macro2::Ident;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{
    Expr, ExprCall, ExprMethodCall, ExprPath, Lit, LitStr, Macro, Pat, Path, Stmt, Token, UnOp,
};

/// Constants and functions are followed this far.
const DEEP: usize = 12;

impl Context {
    /// The value of a path expression that is the same in every invocation.
    pub(super) fn constant_path(&self, expr: &Expr) -> Option<String> {
        let here = Constants {
            context: self,
            at: self.at,
            sees_variables: true,
        };
        here.constant_at(expr, DEEP)
    }
}

/// An evaluation in a scope.
#[derive(Clone, Copy)]
struct Constants<'c> {
    context: &'c Context,
    at: ScopeId,
    /// Whether the variables of the walked function are visible.
    sees_variables: bool,
}

impl Constants<'_> {
    /// The same code, seen from another scope.
    fn elsewhere(self, at: ScopeId) -> Self {
        Self {
            at,
            sees_variables: false,
            ..self
        }
    }

    fn place(&self, path: &Path) -> Option<Place> {
        if let Some(name) = path.get_ident()
            && self.sees_variables
            && self.context.locals.has(name)
        {
            return None;
        }
        let absolute = path.leading_colon.is_some();
        let names = names_of(path);
        Some(
            self.context
                .scopes
                .resolve(self.at, &names, absolute, Space::Values),
        )
    }

    fn constant_at(&self, expr: &Expr, deep: usize) -> Option<String> {
        let deep = deep.checked_sub(1)?;
        match expr {
            Expr::Reference(inner) => self.constant_at(&inner.expr, deep),
            Expr::Paren(inner) => self.constant_at(&inner.expr, deep),
            Expr::Group(inner) => self.constant_at(&inner.expr, deep),
            Expr::Unary(inner) if matches!(inner.op, UnOp::Deref(_)) => {
                self.constant_at(&inner.expr, deep)
            }
            Expr::Block(block) => self.constant_block(&block.block.stmts, deep),
            Expr::Call(call) => self.constant_call(call, deep),
            Expr::MethodCall(call) => self.constant_method(call, deep),
            Expr::Path(path) => self.constant_name(path, deep),
            Expr::Macro(call) => self.constant_macro(&call.mac, deep),
            _ => text_of(expr),
        }
    }

    /// `{ let mut path = temp_dir(); path.push("db"); path }`
    fn constant_block(&self, stmts: &[Stmt], deep: usize) -> Option<String> {
        let (Stmt::Expr(tail, None), stmts) = stmts.split_last()? else {
            return None;
        };
        if stmts.is_empty() {
            return self.constant_at(tail, deep);
        }
        let Expr::Path(tail) = tail else { return None };
        let wanted = tail.path.get_ident()?;
        let mut value = None;
        for stmt in stmts {
            match stmt {
                Stmt::Local(local) => {
                    let init = &local.init.as_ref()?.expr;
                    if let Pat::Ident(name) = untyped(&local.pat)
                        && name.ident == *wanted
                    {
                        value = Some(self.constant_at(init, deep)?);
                    }
                }
                Stmt::Expr(Expr::MethodCall(call), _) if matches!(&*call.receiver, Expr::Path(path) if path.path.is_ident(wanted)) =>
                {
                    let change = change_of(&call.method)?;
                    let end = self.constant_at(call.args.first()?, deep)?;
                    value = Some(change(&value?, &end));
                }
                _ => return None,
            }
        }
        value
    }

    fn constant_call(&self, call: &ExprCall, deep: usize) -> Option<String> {
        let Expr::Path(callee) = &*call.func else {
            return None;
        };
        let last = callee.path.segments.last()?.ident.to_string();
        match call.args.first() {
            None => {
                if let Some(Place::Foreign { path, .. }) = self.place(&callee.path)
                    && path == ["std", "env", "temp_dir"]
                {
                    return Some("/tmp".to_owned());
                }
                self.constant_function(callee, &last, deep)
            }
            // `Path::new("…")`, `PathBuf::from("…")`, `String::from("…")`
            Some(only) if call.args.len() == 1 && callee.path.segments.len() > 1 => (last == "new"
                || last == "from")
                .then(|| self.constant_at(only, deep))
                .flatten(),
            Some(only) if call.args.len() == 1 && last == "Some" => self.constant_at(only, deep),
            _ => None,
        }
    }

    /// A function of the user's own without parameters.
    fn constant_function(&self, callee: &ExprPath, last: &str, deep: usize) -> Option<String> {
        if let Some(Place::Own(Def::Function(function), home)) = self.place(&callee.path) {
            return self
                .elsewhere(home)
                .constant_at(function.value.as_ref()?, deep);
        }
        let context = self.context;
        let owner = context.type_of_owner(&callee.path)?;
        let owner = context.definition(&(owner.0, self.at))?;
        let methods = context.scopes.methods(last).iter();
        let method = methods
            .filter(|method| method.function.value.is_some())
            .find(|method| {
                let ty = method.owner.clone();
                ty.and_then(|ty| context.definition(&(ty, method.scope))) == Some(owner)
            })?;
        self.elsewhere(method.scope)
            .constant_at(method.function.value.as_ref()?, deep)
    }

    fn constant_method(&self, call: &ExprMethodCall, deep: usize) -> Option<String> {
        let start = self.constant_at(&call.receiver, deep)?;
        let Some(arg) = call.args.first() else {
            return Some(start);
        };
        let end = || self.constant_at(arg, deep);
        match call.method.to_string().as_str() {
            "join" => Some(joined(&start, &end()?)),
            "with_extension" => Some(format!("{start}.{}", end()?)),
            "with_file_name" => {
                let folder = start.rsplit_once('/').map_or("", |(folder, _)| folder);
                Some(joined(folder, &end()?))
            }
            _ => None,
        }
    }

    fn constant_name(&self, path: &ExprPath, deep: usize) -> Option<String> {
        if let Some(name) = path.path.get_ident()
            && self.sees_variables
            && let Holds::Path(text) = self.context.locals.holds(name)
        {
            return Some(text);
        }
        match self.place(&path.path) {
            Some(Place::Own(Def::Text(text), _)) => Some(text.to_string()),
            Some(Place::Own(Def::Value(value), home)) => {
                self.elsewhere(home).constant_at(&value, deep)
            }
            Some(Place::Own(Def::Static(ty), home)) => {
                let there = self.elsewhere(home);
                let value = self.context.scopes.initialiser(&ty)?;
                match &**value {
                    // `LazyLock::new(|| "…".into())`
                    Expr::Call(call) => match call.args.first() {
                        Some(Expr::Closure(init)) => there.constant_at(&init.body, deep),
                        _ => there.constant_at(value, deep),
                    },
                    value => there.constant_at(value, deep),
                }
            }
            // `Self::PATH`, `Store::PATH`
            _ => {
                let names = names_of(&path.path);
                let [.., owner, name] = names.as_slice() else {
                    return None;
                };
                let own = self.context.self_type.as_ref().filter(|_| owner == "Self");
                let owner = match own {
                    Some((ty, _)) => path_of_type(ty)?.0.pop()?,
                    None => owner.clone(),
                };
                let constant = self.context.scopes.constant(&owner, name)?;
                self.elsewhere(constant.scope)
                    .constant_at(&constant.value, deep)
            }
        }
    }

    /// `concat!("/tmp/", "db")`, or `format!("/tmp/{NAME}.db")` if the arguments are constant.
    fn constant_macro(&self, mac: &Macro, deep: usize) -> Option<String> {
        if mac.path.is_ident("concat") {
            let parts = mac
                .parse_body_with(Punctuated::<Lit, Token![,]>::parse_terminated)
                .ok()?;
            return Some(parts.iter().map(text_of_literal).collect());
        }
        if !mac.path.is_ident("format") {
            return None;
        }
        let Format { text, args } = mac.parse_body().ok()?;
        let mut args = args.iter().map(|arg| self.constant_at(arg, deep));
        let mut whole = String::new();
        let text = text.replace("{{", "").replace("}}", "");
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            let (inside, after) = after.split_once('}')?;
            whole.push_str(before);
            match inside.split(':').next()? {
                "" => whole.push_str(&args.next()??),
                name => {
                    let name: ExprPath = syn::parse_str(name).ok()?;
                    whole.push_str(&self.constant_name(&name, deep)?);
                }
            }
            rest = after;
        }
        whole.push_str(rest);
        Some(whole)
    }
}

/// Paths in variables that methods change.
impl Judge {
    /// `path.push("db")` and `path.set_extension("json")` keep a path constant; other arguments do not.
    pub(super) fn change_path(&mut self, call: &ExprMethodCall) {
        let Expr::Path(receiver) = &*call.receiver else {
            return;
        };
        let Some(name) = receiver.path.get_ident() else {
            return;
        };
        let Some(change) = change_of(&call.method) else {
            let changes = [
                "write_str",
                "write_fmt",
                "insert_str",
                "extend",
                "insert",
                "pop",
                "clear",
            ];
            if changes.iter().any(|change| call.method == change) {
                self.forget_path(name);
            }
            return;
        };
        if let Holds::Path(start) = self.cx.locals.holds(name) {
            let end = call.args.first().and_then(|arg| self.cx.constant_path(arg));
            let holds = match end {
                Some(end) => Holds::Path(change(&start, &end)),
                None => Holds::Something,
            };
            self.cx.locals.set(name, holds);
        }
    }

    /// A path in a variable that other code may change is not constant.
    pub(super) fn forget_path(&mut self, name: &Ident) {
        if let Holds::Path(_) = self.cx.locals.holds(name) {
            self.cx.locals.set(name, Holds::Something);
        }
    }
}

/// What a method of a path or of a text in a variable does.
fn change_of(method: &Ident) -> Option<fn(&str, &str) -> String> {
    Some(match method.to_string().as_str() {
        "push" => joined,
        "push_str" => |start, end| format!("{start}{end}"),
        "set_extension" => |start, end| format!("{start}.{end}"),
        "set_file_name" => |start, end| {
            let folder = start.rsplit_once('/').map_or("", |(folder, _)| folder);
            joined(folder, end)
        },
        _ => return None,
    })
}

fn joined(start: &str, end: &str) -> String {
    if end.starts_with('/') || start.is_empty() {
        return end.to_owned();
    }
    format!("{}/{end}", start.trim_end_matches('/'))
}

fn text_of_literal(literal: &Lit) -> String {
    match literal {
        Lit::Str(text) => text.value(),
        Lit::Char(one) => one.value().to_string(),
        Lit::Int(number) => number.base10_digits().to_owned(),
        Lit::Bool(value) => value.value().to_string(),
        _ => String::new(),
    }
}

/// The arguments of `format!`.
struct Format {
    text: String,
    args: Vec<Expr>,
}

impl Parse for Format {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let text = input.parse::<LitStr>()?.value();
        let mut args = Vec::new();
        while input.parse::<Option<Token![,]>>()?.is_some() && !input.is_empty() {
            args.push(input.parse()?);
        }
        Ok(Self { text, args })
    }
}
