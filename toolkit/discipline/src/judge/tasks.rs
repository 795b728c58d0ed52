//! Spawned tasks whose handle is dropped.

use super::Judge;
use super::configuration::Origin;
use super::context::{Context, ends};
use super::handles::begins_empty;
use super::streams::mention;
use super::types::only_name;
use super::uses::is_kept;
use super::variables::{Holds, untyped};
use crate::known::Meaning;
use crate::rule::Rule;
use crate::scope::{Def, Place};
use proc_macro2::{Ident, Span};
use quote::ToTokens as _;
use std::rc::Rc;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned as _;
use syn::visit::Visit;
use syn::{Expr, ExprMethodCall, Local, Member, Pat, Stmt, Token, Type};

pub(super) const HELP: &str = "`.await` its handle, or collect the tasks: `let mut tasks = tokio::task::JoinSet::new(); \
                    tasks.spawn(future); tasks.join_all().await;`";

/// Methods whose value has the value of their last argument, a closure, in it.
const CALLS: [&str; 7] = [
    "then",
    "map",
    "and_then",
    "map_or",
    "map_or_else",
    "unwrap_or_else",
    "or_else",
];

/// A task that an expression starts, and whose handle is in the value of the expression.
#[derive(Clone)]
pub(super) struct Started {
    /// The name of the function that starts it.
    pub(super) name: String,
    pub(super) at: (Span, Span),
}

impl Judge {
    /// Binds the variables of a `let`, and judges a task in its initialiser; `hits` is the number of findings before it.
    pub(super) fn bind_local(&mut self, local: &Local, rest: &[Stmt], hits: usize) {
        let refused = self.findings.hits.len() > hits;
        let init = local.init.as_ref().map(|init| &*init.expr);
        let declared = match &local.pat {
            Pat::Type(typed) => Some(&*typed.ty),
            _ => None,
        };
        if let (Some(ty), Some(init)) = (declared, init) {
            self.made_as(ty, self.cx.at, init);
        }
        let pat = untyped(&local.pat);
        let tasks = init.map_or_else(Vec::new, |init| {
            self.check_bound(pat, init, rest);
            self.cx.tasks_in(init)
        });
        let holds = match (init, pat) {
            (_, Pat::Ident(_)) if !tasks.is_empty() => Holds::Task,
            (Some(init), _) if self.cx.is_runtime_handle(init) => Holds::RuntimeHandle,
            _ if refused => Holds::Refused,
            (None, Pat::Ident(_)) => Holds::Container,
            (Some(init), Pat::Ident(_)) => self.cx.held_by(init),
            _ => Holds::Something,
        };
        let known = only_name(pat).map(|name| (name, self.cx.known_of_local(declared, init)));
        let from = self.cx.locals.enter();
        let is_constant = init.is_none_or(|init| self.origin(init) == Origin::Constant);
        match pat {
            Pat::Ident(name) if name.subpat.is_none() => {
                let ty = match (declared, init) {
                    (Some(ty), _) => Some((Rc::new(ty.clone()), self.cx.at)),
                    (None, Some(init)) => self.cx.type_of_init(init),
                    (None, None) => None,
                };
                self.cx.locals.bind_typed(name.ident.clone(), holds, ty);
                self.cx.locals.bind_tasks(tasks);
            }
            _ => self.cx.locals.bind(&local.pat, &holds),
        }
        if is_constant && !is_mutable(pat) {
            self.cx.locals.hold_constants(from);
        }
        if let Some((name, known)) = known {
            self.cx.locals.know(name, known);
        }
    }

    /// Judges the tasks in an initialiser by the pattern that binds them.
    fn check_bound(&mut self, pat: &Pat, init: &Expr, rest: &[Stmt]) {
        match (pat, init) {
            (Pat::Wild(_), _) => self.check_dropped(init),
            (Pat::Tuple(pats), Expr::Tuple(values)) if pats.elems.len() == values.elems.len() => {
                for (pat, value) in pats.elems.iter().zip(&values.elems) {
                    self.check_bound(untyped(pat), value, rest);
                }
            }
            (Pat::Slice(pats), Expr::Array(values)) if pats.elems.len() == values.elems.len() => {
                for (pat, value) in pats.elems.iter().zip(&values.elems) {
                    self.check_bound(untyped(pat), value, rest);
                }
            }
            (Pat::Ident(name), Expr::Tuple(values)) => {
                for (at, value) in values.elems.iter().enumerate() {
                    self.check_part(&name.ident, &at.to_string(), value, rest);
                }
            }
            (Pat::Ident(name), Expr::Struct(value)) => {
                for field in &value.fields {
                    if let Member::Named(part) = &field.member {
                        self.check_part(&name.ident, &part.to_string(), &field.expr, rest);
                    }
                }
            }
            (Pat::Ident(name), _) => {
                let tasks = self.cx.tasks_in(init);
                if !tasks.is_empty() && !is_kept(&name.ident, None, rest) {
                    self.report_tasks(tasks);
                }
            }
            _ => {}
        }
    }

    fn check_part(&mut self, name: &Ident, part: &str, value: &Expr, rest: &[Stmt]) {
        let tasks = self.cx.tasks_in(value);
        if !tasks.is_empty() && !is_kept(name, Some(part), rest) {
            self.report_tasks(tasks);
        }
    }

    /// Judges tasks that a chain of iterator methods starts and drops: `.map(tokio::spawn).for_each(drop)`.
    pub(super) fn check_drained(&mut self, call: &ExprMethodCall) {
        let lets_go = match call.args.first() {
            None => call.method == "count" || call.method == "last",
            Some(end) => {
                call.method == "for_each"
                    && matches!(self.cx.callee(end), Some((Meaning::Drops, _)))
            }
        };
        if lets_go && let Some(started) = self.cx.mapped_task(&call.receiver) {
            self.report_tasks(vec![started]);
        }
    }

    /// Judges a value that is dropped: a task in it is never awaited.
    pub(super) fn check_dropped(&mut self, expr: &Expr) {
        let tasks = self.cx.tasks_in(expr);
        self.report_tasks(tasks);
    }

    pub(super) fn report_tasks(&mut self, tasks: Vec<Started>) {
        for task in tasks {
            self.report(
                Rule::DetachedTask,
                task.at,
                format!("the task started by `{}` is never awaited", task.name),
                HELP,
            );
        }
    }
}

/// The tasks in the value of an expression.
impl Context {
    pub(super) fn tasks_in(&self, expr: &Expr) -> Vec<Started> {
        let mut tasks = Vec::new();
        self.find_tasks(expr, &mut tasks);
        tasks
    }

    fn find_tasks(&self, expr: &Expr, tasks: &mut Vec<Started>) {
        match expr {
            Expr::Call(call) => match self.callee(&call.func) {
                Some((Meaning::Spawns, name)) => {
                    let Expr::Path(callee) = &*call.func else {
                        return;
                    };
                    if self.feeds_stream(&call.args) {
                        return;
                    }
                    let at = ends(&callee.path);
                    tasks.push(Started { name, at });
                }
                None if self.starts(&call.func, false).is_some() => {
                    tasks.extend(started_by(&call.func));
                }
                None if self.held_starter(&call.func).is_some() => {
                    let name = self.held_starter(&call.func).unwrap_or_default();
                    let at = (call.func.span(), call.func.span());
                    tasks.push(Started { name, at });
                }
                // `Some(spawn(…))`, `Box::new(spawn(…))`: a wrapper does not await the handle.
                None if self.wraps(&call.func) => {
                    call.args.iter().for_each(|arg| self.find_tasks(arg, tasks));
                }
                None => self.find_ignored(call, tasks),
                _ => {}
            },
            // The `.await` of an async function creates its result.
            Expr::Await(made) => match &*made.base {
                Expr::Call(call) if self.starts(&call.func, true).is_some() => {
                    tasks.extend(started_by(&call.func));
                }
                Expr::MethodCall(call) => tasks.extend(self.method_task(call, true)),
                _ => {}
            },
            Expr::MethodCall(call) => self.find_in_method(call, tasks),
            Expr::Tuple(tuple) => tuple
                .elems
                .iter()
                .for_each(|expr| self.find_tasks(expr, tasks)),
            Expr::Array(array) => array
                .elems
                .iter()
                .for_each(|expr| self.find_tasks(expr, tasks)),
            Expr::Struct(value) => {
                let drops = value.path.segments.last();
                if !drops.is_some_and(|name| self.scopes.implements_drop(&name.ident.to_string())) {
                    let fields = value.fields.iter();
                    fields.for_each(|field| self.find_tasks(&field.expr, tasks));
                }
            }
            Expr::Paren(inner) => self.find_tasks(&inner.expr, tasks),
            Expr::Group(inner) => self.find_tasks(&inner.expr, tasks),
            Expr::Reference(inner) => self.find_tasks(&inner.expr, tasks),
            Expr::Cast(inner) => self.find_tasks(&inner.expr, tasks),
            Expr::Try(inner) => self.find_tasks(&inner.expr, tasks),
            Expr::Loop(inner) => self.find_in_breaks(&inner.body, tasks),
            Expr::Block(block) => {
                if block.label.is_some() {
                    self.find_in_breaks(&block.block, tasks);
                }
                self.find_in_tail(&block.block.stmts, tasks);
            }
            Expr::Unsafe(block) => self.find_in_tail(&block.block.stmts, tasks),
            Expr::If(branches) => {
                self.find_in_tail(&branches.then_branch.stmts, tasks);
                if let Some((_, other)) = &branches.else_branch {
                    self.find_tasks(other, tasks);
                }
            }
            Expr::Match(arms) => arms
                .arms
                .iter()
                .for_each(|arm| self.find_tasks(&arm.body, tasks)),
            Expr::Macro(call) if call.mac.path.is_ident("vec") => {
                let parts = call
                    .mac
                    .parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated);
                for part in parts.iter().flatten() {
                    self.find_tasks(part, tasks);
                }
            }
            _ => {}
        }
    }

    /// A loop or a labelled block, by each `break` in it.
    fn find_in_breaks(&self, block: &syn::Block, tasks: &mut Vec<Started>) {
        let mut breaks = Breaks::default();
        breaks.visit_block(block);
        for value in breaks.0 {
            self.find_tasks(value, tasks);
        }
    }

    fn find_in_tail(&self, stmts: &[Stmt], tasks: &mut Vec<Started>) {
        if let Some(Stmt::Expr(tail, None)) = stmts.last() {
            self.find_tasks(tail, tasks);
        }
    }

    fn find_in_method(&self, call: &ExprMethodCall, tasks: &mut Vec<Started>) {
        if call.method == "spawn" && self.feeds_stream(&call.args) {
            return;
        }
        if call.method == "spawn" && self.is_task_builder(&call.receiver) {
            let name = "tokio::task::Builder::spawn".to_owned();
            let at = (call.method.span(), call.method.span());
            tasks.push(Started { name, at });
        } else if call.method == "spawn" && self.is_runtime_handle(&call.receiver) {
            let at = match root(&call.receiver) {
                Expr::Path(path) => (ends(&path.path).0, call.method.span()),
                other => (other.span(), call.method.span()),
            };
            let name = "tokio::runtime::Handle::spawn".to_owned();
            tasks.push(Started { name, at });
        } else if let Some(started) = self.method_task(call, false) {
            tasks.push(started);
        } else if call.method == "collect" {
            tasks.extend(self.mapped_task(&call.receiver));
        } else if CALLS.iter().any(|name| call.method == name)
            && let Some(Expr::Closure(then)) = call.args.last()
            && !self.is_task(&call.receiver)
        {
            self.find_tasks(&then.body, tasks);
        } else if call.method != "abort" && !self.scopes.defines_method(&call.method.to_string()) {
            // Methods that query or detach a handle do not await it.
            let unwraps = ["unwrap", "expect", "ok"]
                .iter()
                .any(|name| call.method == name);
            if unwraps || self.is_task(&call.receiver) {
                self.find_tasks(&call.receiver, tasks);
            }
        }
    }

    /// Whether a call only wraps its argument, and does nothing when it is dropped.
    fn wraps(&self, callee: &Expr) -> bool {
        let Expr::Path(callee) = callee else {
            return false;
        };
        let mut names = callee.path.segments.iter().rev();
        let last = names.next().map(|last| last.ident.to_string());
        let owner = names.next().map(|owner| owner.ident.to_string());
        match (last.as_deref(), owner.as_deref()) {
            (Some("Some" | "Ok" | "Err"), _)
            | (
                Some("new" | "from"),
                Some("Box" | "Rc" | "Arc" | "RefCell" | "Cell" | "ManuallyDrop" | "Vec"),
            )
            | (Some("pin"), Some("Box")) => true,
            (Some(name), _) if name.starts_with(char::is_uppercase) => {
                let place = self.value(callee);
                let is_own = matches!(place, Some((Place::Own(Def::Fields(_), _), _)));
                is_own && !self.scopes.implements_drop(name)
            }
            _ => false,
        }
    }

    /// Whether a task that is started with these arguments produces a stream that the function returns.
    fn feeds_stream(&self, args: &Punctuated<Expr, Token![,]>) -> bool {
        !self.feeding.is_empty() && mention(args.to_token_stream(), &self.feeding)
    }

    /// An argument of a function of the user's own that ignores its parameter.
    fn find_ignored(&self, call: &syn::ExprCall, tasks: &mut Vec<Started>) {
        if let Expr::Path(callee) = &*call.func
            && let Some((Place::Own(Def::Function(function), _), _)) = self.value(callee)
        {
            let ignored = function.inputs.iter().zip(&call.args);
            for (_, arg) in ignored.filter(|(input, _)| input.is_ignored) {
                self.find_tasks(arg, tasks);
            }
        }
    }

    /// The task that a chain of iterator methods starts for each item: `.map(tokio::spawn)`.
    fn mapped_task(&self, chain: &Expr) -> Option<Started> {
        let Expr::MethodCall(map) = chain else {
            return None;
        };
        if map.method != "map" {
            let passes = ["inspect", "enumerate", "take", "skip", "rev", "filter"];
            let passes = passes.iter().any(|name| map.method == name);
            return passes.then(|| self.mapped_task(&map.receiver)).flatten();
        }
        let start = map.args.first()?;
        let name = self.starter(start)?;
        let at = match start {
            Expr::Closure(closure) => match &*closure.body {
                Expr::Block(body) => match body.block.stmts.last() {
                    Some(Stmt::Expr(tail, None)) => tail.span(),
                    _ => closure.body.span(),
                },
                body => body.span(),
            },
            start => start.span(),
        };
        Some(Started { name, at: (at, at) })
    }
}

/// The name of a function of the user's own that starts a task.
fn started_by(callee: &Expr) -> Option<Started> {
    let Expr::Path(callee) = callee else {
        return None;
    };
    let segments = callee.path.segments.iter();
    let name: Vec<String> = segments.map(|segment| segment.ident.to_string()).collect();
    Some(Started {
        name: name.join("::"),
        at: ends(&callee.path),
    })
}

/// Tasks in expressions.
impl Context {
    /// Returns the content of a variable, by its initialiser.
    fn held_by(&self, init: &Expr) -> Holds {
        if let Some(starter) = self.starter(init) {
            return Holds::Starter(starter);
        }
        match init {
            Expr::Call(call) => {
                if let Some((Meaning::WriteOnce, _)) = self.callee(&call.func) {
                    return Holds::OwnCell;
                }
                if let Expr::Path(callee) = &*call.func {
                    match self.place_of(&callee.path).as_deref() {
                        Some("std::task::Context::from_waker") => return Holds::PollContext,
                        Some("std::panic::take_hook") => return Holds::PanicHook,
                        _ => {}
                    }
                }
            }
            Expr::Path(_) => {
                if let Some((Meaning::WriteOnce, name)) = self.callee(init) {
                    let method = name.rsplit("::").next().unwrap_or_default();
                    return Holds::CellMethod(method.to_owned());
                }
            }
            Expr::Reference(cell) => {
                if let Expr::Path(path) = &*cell.expr
                    && let Some((Place::Own(Def::Static(ty), home), _)) = self.value(path)
                    && self.is_write_once(&ty, home)
                {
                    return Holds::SharedCell;
                }
            }
            _ => {}
        }
        match self.constant_path(init) {
            Some(path) => Holds::Path(path),
            None if begins_empty(init) => Holds::Container,
            None => Holds::Something,
        }
    }

    /// `tokio::spawn` as a value, or a closure that ends with a call of it.
    fn starter(&self, expr: &Expr) -> Option<String> {
        match expr {
            Expr::Closure(closure) => {
                let tasks = self.tasks_in(&closure.body);
                tasks.into_iter().next().map(|task| task.name)
            }
            Expr::Path(path) => match self.callee(expr) {
                Some((meaning, name)) => (meaning == Meaning::Spawns).then_some(name),
                None if self.starts(expr, false).is_some() => {
                    Some(path.path.segments.last()?.ident.to_string())
                }
                None => None,
            },
            _ => None,
        }
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
                .carries_task(function.output.as_ref()?, home)
                .then_some(()),
            _ => {
                // `Jobs::start()`
                let owner = self.type_of_owner(&callee.path)?;
                let name = callee.path.segments.last()?.ident.to_string();
                self.starting_method(&name, Some(&owner), awaited)
            }
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
                    || self.method_task(call, false).is_some()
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
