//! Spawned tasks whose handle is dropped.

use super::Judge;
use super::configuration::Origin;
use super::context::{Context, ends};
use super::streams::mention;
use super::types::only_name;
use super::variables::{Holds, is_kept, untyped};
use crate::ids::ScopeId;
use crate::known::{self, Meaning};
use crate::rule::Rule;
use crate::scope::{Def, Place, Space, path_of_type};
use proc_macro2::Span;
use quote::ToTokens as _;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned as _;
use syn::visit::Visit;
use syn::{Expr, ExprMethodCall, Local, Pat, Stmt, Token, Type};

const HELP: &str = "`.await` its handle, or collect the tasks: `let mut tasks = tokio::task::JoinSet::new(); \
                    tasks.spawn(future); tasks.join_all().await;`";

impl Judge {
    /// Binds the variables of a `let`, and judges a task in its initialiser; `hits` is the number of findings before it.
    pub(super) fn bind_local(&mut self, local: &Local, rest: &[Stmt], hits: usize) {
        let refused = self.findings.hits.len() > hits;
        let init = local.init.as_ref().map(|init| &*init.expr);
        if let (Pat::Type(typed), Some(init)) = (&local.pat, init) {
            self.note_default_client(&typed.ty, init);
        }
        let pat = untyped(&local.pat);
        let holds = match (init, pat) {
            (Some(init), Pat::Wild(_)) => {
                self.check_dropped(init);
                Holds::Something
            }
            (Some(init), Pat::Ident(name)) if self.cx.is_task(init) => {
                if !is_kept(&name.ident, rest) {
                    self.check_dropped(init);
                }
                Holds::Task
            }
            (Some(init), _) if self.cx.is_runtime_handle(init) => Holds::RuntimeHandle,
            _ if refused => Holds::Refused,
            (Some(init), Pat::Ident(name)) => self.cx.held_by(init, name.mutability.is_some()),
            _ => Holds::Something,
        };
        let ty = match &local.pat {
            Pat::Type(typed) => Some(&*typed.ty),
            _ => None,
        };
        let known = only_name(pat).map(|name| (name, self.cx.known_of_local(ty, init)));
        let from = self.cx.locals.enter();
        let is_constant = init.is_none_or(|init| self.origin(init) == Origin::Constant);
        self.cx.locals.bind(&local.pat, &holds);
        if is_constant && !is_mutable(pat) {
            self.cx.locals.hold_constants(from);
        }
        if let Some((name, known)) = known {
            self.cx.locals.know(name, known);
        }
    }

    /// Judges tasks that a chain of iterator methods starts and drops: `.map(tokio::spawn).for_each(drop)`.
    pub(super) fn check_drained(&mut self, call: &ExprMethodCall) {
        let lets_go = match call.args.first() {
            None => call.method == "count",
            Some(end) => {
                call.method == "for_each"
                    && matches!(self.cx.callee(end), Some((Meaning::Drops, _)))
            }
        };
        if let Expr::MethodCall(map) = &*call.receiver
            && lets_go
            && map.method == "map"
            && let Some(start) = map.args.first()
            && let Some(name) = self.cx.starter(start)
        {
            let start = match start {
                Expr::Closure(closure) => closure.body.span(),
                start => start.span(),
            };
            self.report_detached(&name, (start, start));
        }
    }

    /// Judges a value that is dropped: a task in it is never awaited.
    pub(super) fn check_dropped(&mut self, expr: &Expr) {
        match expr {
            Expr::Call(call) => match self.cx.callee(&call.func) {
                Some((Meaning::Spawns, name)) => {
                    let Expr::Path(callee) = &*call.func else {
                        return;
                    };
                    if self.feeds_stream(&call.args) {
                        return;
                    }
                    self.report_detached(&name, ends(&callee.path));
                }
                None if self.cx.starts(&call.func, false).is_some() => {
                    self.report_detached_start(&call.func);
                }
                None if self.cx.held_starter(&call.func).is_some() => {
                    let name = self.cx.held_starter(&call.func).unwrap_or_default();
                    self.report_detached(&name, (call.func.span(), call.func.span()));
                }
                // `Some(spawn(…))`, `Box::new(spawn(…))`: a wrapper does not await the handle.
                None if wraps(&call.func) => {
                    call.args.iter().for_each(|arg| self.check_dropped(arg));
                }
                _ => {}
            },
            // The `.await` of an async function creates its result.
            Expr::Await(made) => {
                if let Expr::Call(call) = &*made.base
                    && self.cx.starts(&call.func, true).is_some()
                {
                    self.report_detached_start(&call.func);
                }
            }
            Expr::MethodCall(call) => self.check_dropped_method(call),
            Expr::Tuple(tuple) => tuple.elems.iter().for_each(|expr| self.check_dropped(expr)),
            Expr::Array(array) => array.elems.iter().for_each(|expr| self.check_dropped(expr)),
            Expr::Struct(value) => value
                .fields
                .iter()
                .for_each(|field| self.check_dropped(&field.expr)),
            Expr::Paren(inner) => self.check_dropped(&inner.expr),
            Expr::Group(inner) => self.check_dropped(&inner.expr),
            Expr::Reference(inner) => self.check_dropped(&inner.expr),
            Expr::Cast(inner) => self.check_dropped(&inner.expr),
            Expr::Loop(inner) => self.check_dropped_breaks(&inner.body),
            Expr::Block(block) if block.label.is_some() => {
                self.check_dropped_breaks(&block.block);
                self.check_dropped_tail(&block.block.stmts);
            }
            Expr::Block(block) => self.check_dropped_tail(&block.block.stmts),
            Expr::Unsafe(block) => self.check_dropped_tail(&block.block.stmts),
            Expr::If(branches) => {
                self.check_dropped_tail(&branches.then_branch.stmts);
                if let Some((_, other)) = &branches.else_branch {
                    self.check_dropped(other);
                }
            }
            Expr::Match(arms) => arms
                .arms
                .iter()
                .for_each(|arm| self.check_dropped(&arm.body)),
            _ => {}
        }
    }

    /// Judges a loop or a labelled block whose value is dropped, by each `break` in it.
    fn check_dropped_breaks(&mut self, block: &syn::Block) {
        let mut breaks = Breaks::default();
        breaks.visit_block(block);
        for value in breaks.0 {
            self.check_dropped(value);
        }
    }

    fn check_dropped_tail(&mut self, stmts: &[Stmt]) {
        if let Some(Stmt::Expr(tail, None)) = stmts.last() {
            self.check_dropped(tail);
        }
    }

    fn check_dropped_method(&mut self, call: &ExprMethodCall) {
        if call.method == "spawn" && self.feeds_stream(&call.args) {
            return;
        }
        if call.method == "spawn" && self.cx.is_task_builder(&call.receiver) {
            let at = (call.method.span(), call.method.span());
            self.report_detached("tokio::task::Builder::spawn", at);
        } else if call.method == "spawn" && self.cx.is_runtime_handle(&call.receiver) {
            let at = match root(&call.receiver) {
                Expr::Path(path) => (ends(&path.path).0, call.method.span()),
                other => (other.span(), call.method.span()),
            };
            self.report_detached("tokio::runtime::Handle::spawn", at);
        } else if call.method != "abort" && !self.cx.scopes.defines_method(&call.method.to_string())
        {
            // Methods that query or detach a handle do not await it.
            if self.cx.is_task(&call.receiver) {
                self.check_dropped(&call.receiver);
            }
        }
    }

    /// Whether a task that is started with these arguments produces a stream that the function returns.
    fn feeds_stream(&self, args: &Punctuated<Expr, Token![,]>) -> bool {
        !self.feeding.is_empty() && mention(args.to_token_stream(), &self.feeding)
    }

    fn report_detached_start(&mut self, callee: &Expr) {
        if let Expr::Path(callee) = callee {
            let name: Vec<String> = callee
                .path
                .segments
                .iter()
                .map(|segment| segment.ident.to_string())
                .collect();
            self.report_detached(&name.join("::"), ends(&callee.path));
        }
    }

    fn report_detached(&mut self, name: &str, at: (Span, Span)) {
        self.report(
            Rule::DetachedTask,
            at,
            format!("the task started by `{name}` is never awaited"),
            HELP,
        );
    }
}

/// Tasks in expressions.
impl Context {
    /// Returns the content of a variable, by its initialiser.
    fn held_by(&self, init: &Expr, is_mutable: bool) -> Holds {
        if let Some(starter) = self.starter(init) {
            return Holds::Starter(starter);
        }
        if let Expr::Call(call) = init
            && let Some((Meaning::WriteOnce, _)) = self.callee(&call.func)
        {
            return Holds::OwnCell;
        }
        if let Expr::Reference(cell) = init
            && let Expr::Path(path) = &*cell.expr
            && let Some((Place::Own(Def::Static(ty), home), _)) = self.value(path)
            && self.is_write_once(&ty, home)
        {
            return Holds::SharedCell;
        }
        match self.constant_path(init) {
            Some(path) if !is_mutable => Holds::Path(path),
            _ => Holds::Something,
        }
    }

    /// `tokio::spawn` as a value, or a closure that ends with a call of it.
    fn starter(&self, expr: &Expr) -> Option<String> {
        let (meaning, name) = match expr {
            Expr::Closure(closure) => match &*closure.body {
                Expr::Call(call) => self.callee(&call.func)?,
                _ => return None,
            },
            Expr::Path(_) => self.callee(expr)?,
            _ => return None,
        };
        (meaning == Meaning::Spawns).then_some(name)
    }

    /// The function that starts a task, if a variable holds it.
    fn held_starter(&self, callee: &Expr) -> Option<String> {
        let Expr::Path(callee) = callee else {
            return None;
        };
        match self.locals.holds(callee.path.get_ident()?) {
            Holds::Starter(name) => Some(name),
            _ => None,
        }
    }

    /// Whether the user's own function returns the handle of a task.
    fn starts(&self, callee: &Expr, awaited: bool) -> Option<()> {
        let Expr::Path(callee) = callee else {
            return None;
        };
        match self.value(callee)?.0 {
            Place::Own(Def::Function(function), home) if function.is_async == awaited => self
                .is_task_handle(function.output.as_ref()?, home)
                .then_some(()),
            _ => None,
        }
    }

    fn is_task_handle(&self, ty: &Type, scope: ScopeId) -> bool {
        let Some((names, absolute)) = path_of_type(ty) else {
            return false;
        };
        match self.scopes.resolve(scope, &names, absolute, Space::Types) {
            Place::Foreign { path, .. } => {
                known::lookup(&path).is_some_and(|found| found.known.meaning == Meaning::TaskHandle)
            }
            Place::Own(Def::Alias(ty), home) => self.is_task_handle(&ty, home),
            _ => false,
        }
    }

    /// Whether a type is `tokio::runtime::Handle`, or a reference to it.
    pub(super) fn is_runtime_handle_type(&self, ty: &Type) -> bool {
        match ty {
            Type::Reference(ty) => self.is_runtime_handle_type(&ty.elem),
            Type::Path(ty) if ty.qself.is_none() => {
                self.place_of(&ty.path).as_deref() == Some("tokio::runtime::Handle")
            }
            _ => false,
        }
    }

    /// Whether an expression starts a task and returns its handle.
    fn is_task(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Call(call) => {
                matches!(self.callee(&call.func), Some((Meaning::Spawns, _)))
                    || self.starts(&call.func, false).is_some()
            }
            Expr::MethodCall(call) => {
                call.method == "spawn"
                    && (self.is_runtime_handle(&call.receiver)
                        || self.is_task_builder(&call.receiver))
            }
            Expr::Paren(inner) => self.is_task(&inner.expr),
            Expr::Group(inner) => self.is_task(&inner.expr),
            _ => false,
        }
    }

    /// `tokio::task::Builder::new().name("…")`
    fn is_task_builder(&self, expr: &Expr) -> bool {
        match root(expr) {
            Expr::Path(path) => self
                .place_of(&path.path)
                .is_some_and(|path| path.starts_with("tokio::task::Builder::")),
            _ => false,
        }
    }

    /// `tokio::runtime::Handle::current()`, or a variable that holds it.
    pub(super) fn is_runtime_handle(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Path(path) => path
                .path
                .get_ident()
                .is_some_and(|name| self.locals.holds(name) == Holds::RuntimeHandle),
            Expr::Call(call) => match &*call.func {
                Expr::Path(callee) => self
                    .place_of(&callee.path)
                    .is_some_and(|path| path.starts_with("tokio::runtime::Handle::")),
                _ => false,
            },
            Expr::MethodCall(call) => {
                matches!(
                    call.method.to_string().as_str(),
                    "unwrap" | "expect" | "clone"
                ) && self.is_runtime_handle(&call.receiver)
            }
            Expr::Try(inner) => self.is_runtime_handle(&inner.expr),
            _ => false,
        }
    }
}

/// Whether a later statement can change the variable of a pattern.
fn is_mutable(pat: &Pat) -> bool {
    matches!(pat, Pat::Ident(name) if name.mutability.is_some())
}

/// The expression that a chain of method calls begins with.
fn root(expr: &Expr) -> &Expr {
    match expr {
        Expr::MethodCall(call) => root(&call.receiver),
        Expr::Call(call) => root(&call.func),
        Expr::Try(inner) => root(&inner.expr),
        other => other,
    }
}

/// Whether a call only wraps its argument.
fn wraps(callee: &Expr) -> bool {
    let Expr::Path(callee) = callee else {
        return false;
    };
    callee.path.segments.last().is_some_and(|last| {
        let name = last.ident.to_string();
        name.starts_with(char::is_uppercase) || name == "new"
    })
}

/// The values of the `break`s in a block.
#[derive(Default)]
struct Breaks<'e>(Vec<&'e Expr>);

impl<'e> Visit<'e> for Breaks<'e> {
    fn visit_expr_break(&mut self, expr: &'e syn::ExprBreak) {
        self.0.extend(expr.expr.as_deref());
    }

    fn visit_expr_closure(&mut self, _: &'e syn::ExprClosure) {}

    fn visit_item(&mut self, _: &'e syn::Item) {}
}
