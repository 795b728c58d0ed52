//! Calls whose arguments matter: files at constant paths, cells that a request fills, handlers that capture variables. Methods
//! that are known by name.

use super::Judge;
use super::call_graph::{Callee, Once};
use super::configuration::Origin;
use super::context::{Context, ends};
use super::flows::Does;
use super::types::Core;
use super::variables::Holds;
use crate::known::{self, METHODS, Meaning};
use crate::rule::Rule;
use crate::scope::{Def, Place, text_of};
use proc_macro2::{Ident, Span};
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::visit::Visit as _;
use syn::{Expr, ExprCall, ExprMethodCall};

pub(super) const FILE: &str = "store the data in S3 or DynamoDB; name a temporary file with `tempfile::NamedTempFile::new()`; \
                    if all requests may share it, write \
                    `#[exempt(shared_state, reason = \"…\")]`";
pub(super) const CELL: &str = "pass the value as an argument, or load it in a `#[lazy_module]`, which cannot see a request; if it is the same for all requests, \
     write `#[exempt(shared_state, reason = \"…\")]`";

/// Functions of the C library that block the thread.
const BLOCKING: [&str; 15] = [
    "sleep",
    "usleep",
    "nanosleep",
    "clock_nanosleep",
    "pause",
    "sigsuspend",
    "poll",
    "select",
    "flock",
    "lockf",
    "wait",
    "waitpid",
    "system",
    "getaddrinfo",
    "Sleep",
];
const SLEEP: &str = "write `tokio::time::sleep(duration).await`, or the async function of a crate; if the function is not the C \
                     library's, write `#[exempt(blocking, reason = \"…\")]`";
/// Functions of the C library that change the process.
const CHANGING: [&str; 4] = ["setenv", "putenv", "unsetenv", "chdir"];
const CHANGES: &str =
    "pass the value as an argument; read settings from the function's environment variables";
/// Functions of the operating system that start threads and processes.
const FOREIGN: [&str; 4] = ["pthread_create", "fork", "vfork", "posix_spawn"];
const JOIN: &str = "run the parts concurrently as futures, `tokio::join!(first(), second())`, or invoke another Lambda function";

impl Judge {
    pub(super) fn check_call(&mut self, call: &ExprCall) {
        self.note_constructor_call(call);
        self.note_arguments(call);
        self.check_file_call(call);
        let Some((meaning, name)) = self.cx.callee(&call.func) else {
            return self.check_own_call(call);
        };
        let at = match &*call.func {
            Expr::Path(callee) => ends(&callee.path),
            _ => return,
        };
        match meaning {
            Meaning::WritesFile(argument) => {
                let Some(file) = call.args.get(argument) else {
                    return;
                };
                match self.cx.constant_path(file) {
                    Some(path) => self.report_file(&name, &path, at),
                    None => self.note_written(file, &name, at),
                }
            }
            // The files of the package are read-only, so a database there is only read.
            Meaning::OpensDatabase(argument) => {
                let Some(file) = call.args.get(argument) else {
                    return;
                };
                match self.cx.constant_path(file) {
                    Some(path) if path.contains("/tmp") => self.report_file(&name, &path, at),
                    Some(_) => {}
                    None => self.note_written(file, &name, at),
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

    /// Checks a call of the user's own function, or of a variable.
    fn check_own_call(&mut self, call: &ExprCall) {
        if let Expr::Path(callee) = &*call.func {
            if let Some(name) = callee.path.get_ident()
                && let Holds::CellMethod(method) = self.cx.locals.holds(name)
                && let (Some(cell), Some(value)) = (call.args.first(), call.args.get(1))
            {
                return self.check_cell(&method, cell, value);
            }
            self.check_panic_hook(call, callee);
            self.check_timeout(call, callee);
            self.made_by_turbofish(callee);
        }
        self.made_as_arguments(call);
        self.note_flows(call);
    }

    pub(super) fn report_file(&mut self, name: &str, path: &str, at: (Span, Span)) {
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
        let is_options = match receiver {
            Expr::Call(start) => {
                matches!(self.cx.callee(&start.func), Some((Meaning::OpensFile, _)))
            }
            Expr::Path(options) => options.path.get_ident().is_some_and(|name| {
                writes |= self.cx.locals.holds(name) == Holds::WritingOptions;
                self.cx.is_options(receiver)
            }),
            _ => false,
        };
        if is_options
            && writes
            && let Some(file) = call.args.first()
        {
            match self.cx.constant_path(file) {
                Some(path) => {
                    self.report_file("open", &path, (call.method.span(), call.method.span()));
                }
                None => self.note_written(file, "open", (call.method.span(), call.method.span())),
            }
        }
    }

    /// `options.write(true)`, where `options` is a variable.
    fn set_options(&mut self, call: &ExprMethodCall) {
        let mut receiver = &*call.receiver;
        while let Expr::MethodCall(step) = receiver {
            receiver = &step.receiver;
        }
        if let Expr::Path(options) = receiver
            && let Some(name) = options.path.get_ident()
            && self.cx.is_options(receiver)
        {
            self.cx.locals.set(name, Holds::WritingOptions);
        }
    }

    /// Checks `command.as_std_mut().output()`.
    fn check_std_command(&mut self, call: &ExprMethodCall) {
        if let Expr::MethodCall(std) = &*call.receiver
            && ["as_std_mut", "into_std"]
                .iter()
                .any(|name| std.method == name)
        {
            let headline = format!(
                "`{}` of the standard library blocks the thread while another process runs",
                call.method
            );
            let help = format!(
                "remove `{}`, and write `.{}().await`",
                std.method, call.method
            );
            self.report(
                Rule::Blocking,
                (std.method.span(), call.method.span()),
                headline,
                help,
            );
        }
    }

    /// Checks `reqwest::Client::builder().cookie_store(true)`.
    fn check_cookies(&mut self, call: &ExprMethodCall) {
        let is_off = matches!(call.args.first(), Some(Expr::Lit(literal))
            if matches!(&literal.lit, syn::Lit::Bool(value) if !value.value));
        if call.args.len() == 1 && !is_off && !self.cx.scopes.defines_method("cookie_store") {
            let headline =
                "`cookie_store` keeps cookies of one request for later requests".to_owned();
            self.report(
                Rule::SharedState,
                (call.method.span(), call.method.span()),
                headline,
                known::COOKIES,
            );
        }
    }

    /// Checks a hook of panics that captures a variable.
    fn check_panic_hook(&mut self, call: &ExprCall, callee: &syn::ExprPath) {
        if self.cx.place_of(&callee.path).as_deref() != Some("std::panic::set_hook") {
            return;
        }
        if let Some(captured) = call
            .args
            .first()
            .and_then(|hook| self.cx.locals.captured_but(hook, Some(&Holds::PanicHook)))
        {
            let headline = format!(
                "the panic hook captures `{captured}`, and later invocations share the hook"
            );
            let help = "handle the error where it occurs, or log the value before the call that may panic; if the value is not of a \
                        request, write `#[exempt(shared_state, reason = \"…\")]`";
            self.report(Rule::SharedState, ends(&callee.path), headline, help);
        }
    }

    /// Checks `timeout(limit, task)`: a timeout drops the handle, and the task goes on.
    fn check_timeout(&mut self, call: &ExprCall, callee: &syn::ExprPath) {
        let place = self.cx.place_of(&callee.path);
        if !matches!(
            place.as_deref(),
            Some("tokio::time::timeout" | "tokio::time::timeout_at")
        ) {
            return;
        }
        let Some(future) = call.args.get(1) else {
            return;
        };
        let mut tasks = self.cx.tasks_in(future);
        if let Expr::Path(path) = future
            && let Some(name) = path.path.get_ident()
        {
            tasks = self.cx.locals.tasks(name);
        }
        if !tasks.is_empty() {
            let headline = "the timeout drops the handle of the task, which goes on".to_owned();
            let help = "pass the future itself, which the timeout cancels; or pass `&mut task`, and `.abort()` or `.await` it after a \
                        timeout";
            let at = (future.span(), future.span());
            self.report(Rule::DetachedTask, at, headline, help);
        }
    }

    /// Checks `file.persist("/tmp/db")`.
    fn check_persist(&mut self, call: &ExprMethodCall) {
        let name = call.method.to_string();
        if let Some(file) = call.args.first()
            && !self.cx.scopes.defines_method(&name)
        {
            match self.cx.constant_path(file) {
                Some(path) => {
                    self.report_file(&name, &path, (call.method.span(), call.method.span()));
                }
                None => self.note_written(file, &name, (call.method.span(), call.method.span())),
            }
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
        self.note_use(&Expr::Path(cell.clone()), Does::Fills);
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
        if self.captures(method, value).is_some() {
            self.note_use(whole, Does::Fills);
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

    /// Checks a foreign function that starts a thread or a process, or that blocks the thread.
    pub(super) fn check_foreign_function(&mut self, item: &syn::ForeignItemFn) {
        let ident = &item.sig.ident;
        let linked = item.attrs.iter().find_map(|attr| match &attr.meta {
            syn::Meta::NameValue(pair) if pair.path.is_ident("link_name") => text_of(&pair.value),
            _ => None,
        });
        // A linked name need not be an identifier: `select$NOCANCEL`.
        let name = linked.unwrap_or_else(|| ident.unraw().to_string());
        let mut report = |names: &[&str], rule, effect, advice| {
            if names.contains(&&*name) {
                let headline = format!("`{name}` {effect}");
                self.report(rule, (ident.span(), ident.span()), headline, advice);
            }
        };
        report(&BLOCKING, Rule::Blocking, "blocks the thread", SLEEP);
        report(
            &CHANGING,
            Rule::SharedState,
            "changes the process for later invocations",
            CHANGES,
        );
        report(
            &FOREIGN,
            Rule::Threading,
            "starts a thread or process beside the invocation",
            JOIN,
        );
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
        match name.as_str() {
            "open" => self.check_open(call),
            "persist" | "persist_noclobber" => self.check_persist(call),
            "write" | "append" | "create" | "create_new" | "truncate" => self.set_options(call),
            "output" | "status" | "spawn" => self.check_std_command(call),
            "cookie_store" => self.check_cookies(call),
            _ => {}
        }
        self.change_path(call);
        self.note_method_flows(call);
        if let Some(value) = call.args.first() {
            self.check_cell(&name, &call.receiver, value);
        }
        let Some(method) = METHODS
            .iter()
            .find(|method| method.name == name && method.arguments == call.args.len())
        else {
            return self.check_typed(call, &name);
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

    /// Judges a method by the type of its receiver: `file.lock()`.
    fn check_typed(&mut self, call: &ExprMethodCall, name: &str) {
        if known::is_method_row(name)
            && let Some((found, path)) = self.cx.known_method(call)
            && found.known.path.ends_with(&format!("::{name}"))
        {
            self.refuse(
                found.known,
                &found.name(&path),
                (call.method.span(), call.method.span()),
            );
        }
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

impl Context {
    /// Whether a variable holds the options of a file.
    fn is_options(&self, options: &Expr) -> bool {
        let ty = self.type_of(options).and_then(|ty| self.nominal(&ty));
        matches!(ty, Some((Place::Foreign { path, .. }, _))
            if path == ["std", "fs", "OpenOptions"] || path == ["tokio", "fs", "OpenOptions"]
                || path == ["std", "fs", "File"] || path == ["tokio", "fs", "File"])
    }
}
