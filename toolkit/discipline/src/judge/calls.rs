//! Calls whose arguments matter: files at constant paths, cells that a request fills, handlers that capture variables. Methods
//! that are known by name.

use super::Judge;
use super::call_graph::{Callee, Once};
use super::configuration::Origin;
use super::context::ends;
use super::types::Core;
use super::variables::Holds;
use crate::known::{self, METHODS, Meaning};
use crate::rule::Rule;
use crate::scope::{Def, Place};
use proc_macro2::{Ident, Span};
use syn::visit::Visit as _;
use syn::{Expr, ExprCall, ExprMethodCall};

const FILE: &str = "store the data in S3 or DynamoDB; name a temporary file with `tempfile::NamedTempFile::new()`; \
                    if all requests may share it, write \
                    `#[exempt(shared_state, reason = \"…\")]`";
const CELL: &str = "pass the value as an argument, or load it in a `#[lazy_module]`, which cannot see a request; if it is the same for all requests, \
     write `#[exempt(shared_state, reason = \"…\")]`";

/// Functions of the operating system that start threads and processes.
const FOREIGN: [&str; 4] = ["pthread_create", "fork", "vfork", "posix_spawn"];
const JOIN: &str = "run the parts concurrently as futures, `tokio::join!(first(), second())`, or invoke another Lambda function";

impl Judge {
    pub(super) fn check_call(&mut self, call: &ExprCall) {
        self.note_constructor_call(call);
        self.note_arguments(call);
        self.check_file_call(call);
        let Some((meaning, name)) = self.cx.callee(&call.func) else {
            return;
        };
        let at = match &*call.func {
            Expr::Path(callee) => ends(&callee.path),
            _ => return,
        };
        match meaning {
            Meaning::WritesFile(argument) => {
                if let Some(path) = call
                    .args
                    .get(argument)
                    .and_then(|path| self.cx.constant_path(path))
                {
                    self.report_file(&name, &path, at);
                }
            }
            // The files of the package are read-only, so a database there is only read.
            Meaning::OpensDatabase => {
                let path = call
                    .args
                    .first()
                    .and_then(|path| self.cx.constant_path(path));
                if let Some(path) = path.filter(|path| path.starts_with("/tmp")) {
                    self.report_file(&name, &path, at);
                }
            }
            Meaning::TakesHandler => {
                if let Some(handler) = call.args.first() {
                    // Requests call every function that it mentions.
                    self.within(vec![Callee::Request], false, |judge| {
                        let outer = std::mem::replace(&mut judge.findings.muted, true);
                        judge.visit_expr(handler);
                        judge.findings.muted = outer;
                    });
                }
                if let Some(Expr::Closure(closure)) = call.args.first()
                    && let Some(captured) = self.captured_state(closure)
                {
                    self.report(
                        Rule::SharedState,
                        (closure.inputs_begin.span, closure.inputs_begin.span),
                        format!("the handler is a closure that captures `{captured}`, which all invocations share"),
                        "write the handler as a function; take shared values from a `#[lazy_module]` as `Lazy` parameters",
                    );
                }
            }
            Meaning::Drops => {
                if let Some(value) = call.args.first() {
                    self.check_dropped(value);
                }
            }
            // `OnceLock::set(&CELL, value)`
            Meaning::WriteOnce => {
                let method = name.rsplit("::").next().unwrap_or_default();
                if let (Some(cell), Some(value)) = (call.args.first(), call.args.get(1)) {
                    self.check_cell(method, cell, value);
                }
            }
            _ => {}
        }
    }

    fn report_file(&mut self, name: &str, path: &str, at: (Span, Span)) {
        let headline = format!("`{name}` writes `{path}`, which later invocations can read");
        self.report(Rule::SharedState, at, headline, FILE);
    }

    /// Checks `OpenOptions::new().write(true).open("/tmp/db")`.
    pub(super) fn check_open(&mut self, call: &ExprMethodCall) {
        let mut receiver = &*call.receiver;
        let mut writes = false;
        while let Expr::MethodCall(step) = receiver {
            writes |= step.method == "write" || step.method == "append" || step.method == "create";
            receiver = &step.receiver;
        }
        let Expr::Call(start) = receiver else { return };
        if let Some((Meaning::OpensFile, _)) = self.cx.callee(&start.func)
            && writes
            && let Some(path) = call
                .args
                .first()
                .and_then(|path| self.cx.constant_path(path))
        {
            self.report_file("open", &path, (call.method.span(), call.method.span()));
        }
    }

    /// Checks a write-once cell that is filled with data of a request.
    pub(super) fn check_cell(&mut self, method: &str, cell: &Expr, value: &Expr) {
        let cell = match cell {
            Expr::Reference(inner) => return self.check_cell(method, &inner.expr, value),
            Expr::Paren(inner) => return self.check_cell(method, &inner.expr, value),
            Expr::Group(inner) => return self.check_cell(method, &inner.expr, value),
            // `STATE.tenant`, `SLOTS[0]`
            Expr::Field(_) | Expr::Index(_) => return self.check_cell_part(method, cell, value),
            Expr::Path(path) if path.qself.is_none() => path,
            _ => return,
        };
        let Some(origin) = self.captures(method, value) else {
            return;
        };
        if let Some(name) = cell.path.get_ident()
            && self.cx.locals.holds(name) == Holds::SharedCell
        {
            return self.report_cell(name, ends(&cell.path), origin);
        }
        let Some((place, name)) = self.cx.value(cell) else {
            return;
        };
        let is_cell = match &place {
            Place::Own(Def::Static(ty), home) => self.cx.is_write_once(ty, *home),
            Place::Own(..) => false,
            // If the static is not visible, only a method that no other type has identifies it.
            Place::Foreign { .. } | Place::Unknown => {
                method != "set"
                    && name
                        .to_string()
                        .chars()
                        .all(|c| c.is_uppercase() || c.is_numeric() || c == '_')
            }
        };
        if is_cell {
            self.report_cell(name, ends(&cell.path), origin);
        }
    }

    /// Checks a cell that is part of a static.
    fn check_cell_part(&mut self, method: &str, cell: &Expr, value: &Expr) {
        let mut whole = cell;
        loop {
            whole = match whole {
                Expr::Field(part) => &part.base,
                Expr::Index(part) => &part.expr,
                Expr::Paren(inner) => &inner.expr,
                _ => break,
            };
        }
        if let Expr::Path(whole) = whole
            && let Some(origin) = self.captures(method, value)
            && let Some((Place::Own(Def::Static(ty), home), name)) = self.cx.value(whole)
            && self.cx.holds_write_once(&ty, home)
        {
            self.report_cell(name, ends(&whole.path), origin);
        }
    }

    /// The origin of the value that a method of a write-once cell stores; `None` if it is the same in every invocation.
    fn captures(&self, method: &str, value: &Expr) -> Option<Origin> {
        let stores = matches!(
            method,
            "set" | "try_insert" | "get_or_init" | "get_or_try_init" | "get_or_init_with"
        );
        // The initialiser of a static and a lazy module see no request.
        if !stores || self.calls.once != Once::No {
            return None;
        }
        Some(self.origin(value)).filter(|origin| *origin != Origin::Constant)
    }

    fn report_cell(&mut self, name: &Ident, at: (Span, Span), origin: Origin) {
        let headline = format!("`{name}` keeps data of one request for later requests");
        match origin {
            Origin::Parameters(parameters) => {
                self.fills_from_parameters(parameters, at, headline, CELL);
            }
            Origin::Constant | Origin::Request(_) => {
                self.report(Rule::SharedState, at, headline, CELL);
            }
        }
    }

    /// The first variable that a handler's closure captures, unless the caller chose its type: `F: Fn(Event)`, `&dyn Handler`.
    fn captured_state(&self, closure: &syn::ExprClosure) -> Option<Ident> {
        let captured = self.cx.locals.all_captured(&Expr::Closure(closure.clone()));
        captured.into_iter().find(|name| {
            let variable = Expr::Path(syn::ExprPath {
                attrs: Vec::new(),
                qself: None,
                path: name.clone().into(),
            });
            self.cx.core_of(&variable) != Core::Abstract
        })
    }

    /// Whether a receiver is a cell in a local variable.
    pub(super) fn is_own_cell(&self, receiver: &Expr) -> bool {
        matches!(receiver, Expr::Path(path) if path
            .path
            .get_ident()
            .is_some_and(|name| self.cx.locals.holds(name) == Holds::OwnCell))
    }

    /// Checks a foreign function that starts a thread or a process.
    pub(super) fn check_foreign_function(&mut self, name: &Ident) {
        if FOREIGN.iter().any(|starts| name == starts) {
            let headline = format!("`{name}` starts a thread or process beside the invocation");
            self.report(Rule::Threading, (name.span(), name.span()), headline, JOIN);
        }
    }
}

/// Methods are judged by name, unless the code defines a method of that name.
impl Judge {
    /// Judges a method call; `hits` is the number of findings before its receiver was walked.
    pub(super) fn check_method(&mut self, call: &ExprMethodCall, hits: usize) {
        let name = call.method.to_string();
        if known::is_method(&name) {
            self.findings.unseen += 1;
        }
        self.note_method_call(call, &name);
        self.note_method_arguments(call, &name);
        if name == "open" {
            self.check_open(call);
        }
        if let Some(value) = call.args.first() {
            self.check_cell(&name, &call.receiver, value);
        }
        let Some(method) = METHODS
            .iter()
            .find(|method| method.name == name && method.arguments == call.args.len())
        else {
            return;
        };
        let receiver_said_it = self.findings.hits[hits..]
            .iter()
            .any(|hit| hit.finding.rule == method.rule);
        if receiver_said_it
            || self.receiver_is_refused(&call.receiver)
            || self.is_own_method(&call.receiver, &name)
        {
            return;
        }
        let at = (call.method.span(), call.method.span());
        let headline = format!("`{name}` {}", method.does);
        self.hit(
            method.rule,
            at,
            headline,
            method.help.to_owned(),
            method.only_without,
            "",
        );
    }

    /// Whether a method is the user's own, or may be because the type of its receiver is defined outside the judged tokens.
    fn is_own_method(&self, receiver: &Expr, name: &str) -> bool {
        match self.cx.core_of(receiver) {
            Core::Outside => true,
            Core::Foreign => {
                let methods = self.cx.scopes.methods(name);
                methods.iter().any(|method| method.of_trait)
            }
            Core::Own(_) | Core::Abstract | Core::Unknown => self.cx.scopes.defines_method(name),
        }
    }

    /// Whether the receiver begins with a variable whose value was refused.
    fn receiver_is_refused(&self, receiver: &Expr) -> bool {
        match receiver {
            Expr::Path(path) => path
                .path
                .get_ident()
                .is_some_and(|name| self.cx.locals.holds(name) == Holds::Refused),
            Expr::MethodCall(inner) => self.receiver_is_refused(&inner.receiver),
            Expr::Reference(inner) => self.receiver_is_refused(&inner.expr),
            Expr::Paren(inner) => self.receiver_is_refused(&inner.expr),
            Expr::Try(inner) => self.receiver_is_refused(&inner.expr),
            Expr::Await(inner) => self.receiver_is_refused(&inner.base),
            _ => false,
        }
    }
}
