//! Calls whose arguments decide: files at constant paths, cells filled by a request, handlers that capture.

use super::locals::Holds;
use super::paths::{ends, names};
use super::{Callee, Judge};
use crate::known::Meaning;
use crate::rule::Rule;
use crate::scope::text_of;
use crate::scope::{Def, Place, Space};
use proc_macro2::{Ident, Span};
use syn::punctuated::Punctuated;
use syn::visit::Visit as _;
use syn::{Expr, ExprCall, ExprMethodCall, ExprPath, LitStr, Token};

const FILE: &str = "store the data in S3 or DynamoDB; name a temporary file with `tempfile::NamedTempFile::new()`; if all requests may share it, write \
                    `#[exempt(shared_state, reason = \"…\")]`";
const CELL: &str =
    "pass the value as an argument, or load it in a `#[lazy_module]`, which cannot see a request";

/// Functions of the operating system that start threads and processes.
const FOREIGN: [&str; 4] = ["pthread_create", "fork", "vfork", "posix_spawn"];
const JOIN: &str = "run the parts concurrently as futures, `tokio::join!(first(), second())`, or invoke another Lambda function";

impl Judge {
    pub(super) fn call(&mut self, call: &ExprCall) {
        self.builds(call);
        let Some((meaning, name)) = self.callee(&call.func) else {
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
                    .and_then(|path| self.constant_path(path))
                {
                    self.writes(&name, &path, at);
                }
            }
            // The package's own files cannot be written: there a database is only read.
            Meaning::OpensDatabase => {
                let path = call.args.first().and_then(|path| self.constant_path(path));
                if let Some(path) = path.filter(|path| path.starts_with("/tmp")) {
                    self.writes(&name, &path, at);
                }
            }
            Meaning::TakesHandler => {
                if let Some(handler) = call.args.first() {
                    // Whatever it mentions, requests call.
                    self.within(vec![Callee::Request], false, |judge| {
                        let outer = std::mem::replace(&mut judge.only_calls, true);
                        judge.visit_expr(handler);
                        judge.only_calls = outer;
                    });
                }
                if let Some(Expr::Closure(closure)) = call.args.first()
                    && let Some(captured) = self.captured(&Expr::Closure(closure.clone()))
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
                    self.discarded(value);
                }
            }
            // `OnceLock::set(&CELL, value)`
            Meaning::WriteOnce => {
                let method = name.rsplit("::").next().unwrap_or_default();
                if let (Some(cell), Some(value)) = (call.args.first(), call.args.get(1)) {
                    self.fills(method, cell, value);
                }
            }
            _ => {}
        }
    }

    fn writes(&mut self, name: &str, path: &str, at: (Span, Span)) {
        let headline = format!("`{name}` writes `{path}`, which later invocations can read");
        self.report(Rule::SharedState, at, headline, FILE);
    }

    /// The text of a path that is the same in every invocation.
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

    /// Where a path that names a value leads; `None` for a variable.
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

    /// `OpenOptions::new().write(true).open("/tmp/db")`
    pub(super) fn opens(&mut self, call: &ExprMethodCall) {
        let mut receiver = &*call.receiver;
        let mut writes = false;
        while let Expr::MethodCall(step) = receiver {
            writes |= step.method == "write" || step.method == "append" || step.method == "create";
            receiver = &step.receiver;
        }
        let Expr::Call(start) = receiver else { return };
        if let Some((Meaning::OpensFile, _)) = self.callee(&start.func)
            && writes
            && let Some(path) = call.args.first().and_then(|path| self.constant_path(path))
        {
            self.writes("open", &path, (call.method.span(), call.method.span()));
        }
    }

    /// A cell that is written once, filled with what a request brought.
    pub(super) fn fills(&mut self, method: &str, cell: &Expr, value: &Expr) {
        let cell = match cell {
            Expr::Reference(inner) => return self.fills(method, &inner.expr, value),
            Expr::Paren(inner) => return self.fills(method, &inner.expr, value),
            Expr::Group(inner) => return self.fills(method, &inner.expr, value),
            // `STATE.tenant`, `SLOTS[0]`
            Expr::Field(_) | Expr::Index(_) => return self.fills_part(method, cell, value),
            Expr::Path(path) if path.qself.is_none() => path,
            _ => return,
        };
        if !self.captures(method, value) {
            return;
        }
        if let Some(name) = cell.path.get_ident()
            && self.locals.holds(name) == Holds::SharedCell
        {
            return self.filled(name, ends(&cell.path));
        }
        let Some((place, name)) = self.value(cell) else {
            return;
        };
        let is_cell = match &place {
            Place::Own(Def::Static(ty), home) => self.is_write_once(ty, *home),
            Place::Own(..) => false,
            // Out of sight, only a method that no other type has says what the static is.
            Place::Foreign { .. } | Place::Unknown => {
                method != "set"
                    && name
                        .to_string()
                        .chars()
                        .all(|c| c.is_uppercase() || c.is_numeric() || c == '_')
            }
        };
        if is_cell {
            self.filled(name, ends(&cell.path));
        }
    }

    /// A cell that is a part of a static.
    fn fills_part(&mut self, method: &str, cell: &Expr, value: &Expr) {
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
            && self.captures(method, value)
            && let Some((Place::Own(Def::Static(ty), home), name)) = self.value(whole)
            && self.holds_write_once(&ty, home)
        {
            self.filled(name, ends(&whole.path));
        }
    }

    /// Whether a method of a cell that is written once puts in what a request brought.
    fn captures(&self, method: &str, value: &Expr) -> bool {
        match method {
            "set" | "try_insert" => true,
            "get_or_init" | "get_or_try_init" | "get_or_init_with" => {
                self.captured(value).is_some()
            }
            _ => false,
        }
    }

    fn filled(&mut self, name: &Ident, at: (Span, Span)) {
        let headline = format!("`{name}` keeps data of one request for later requests");
        self.report(Rule::SharedState, at, headline, CELL);
    }

    /// Whether a receiver is a cell that lives no longer than the block it was made in.
    pub(super) fn is_own_cell(&self, receiver: &Expr) -> bool {
        matches!(receiver, Expr::Path(path) if path
            .path
            .get_ident()
            .is_some_and(|name| self.locals.holds(name) == Holds::OwnCell))
    }

    /// A function of another language that starts a thread or a process.
    pub(super) fn foreign_function(&mut self, name: &Ident) {
        if FOREIGN.iter().any(|starts| name == starts) {
            let headline = format!("`{name}` starts a thread or process beside the invocation");
            self.report(Rule::Threading, (name.span(), name.span()), headline, JOIN);
        }
    }
}

/// The text that `concat!("/tmp/", "db")` or `format!("/tmp/db")` makes, when nothing in it varies.
fn constant_text(mac: &syn::Macro) -> Option<String> {
    let parts = mac
        .parse_body_with(Punctuated::<LitStr, Token![,]>::parse_terminated)
        .ok()?;
    let text: String = parts.iter().map(LitStr::value).collect();
    let varies = mac.path.is_ident("format") && text.contains('{');
    (!varies && (mac.path.is_ident("format") || mac.path.is_ident("concat"))).then_some(text)
}
