//! Finds what `init` cannot change: the code of `lambda_runtime`, `lambda_http` and axum.

use super::events;
use super::names::{Crates, Names};
use super::router;
use super::sources::{SourceFile, is_test};
use super::step::{Kind, Step};
use proc_macro2::{Span, TokenTree};
use quote::ToTokens;
use std::collections::{BTreeMap, HashMap};
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{
    Expr, ExprCall, ExprMethodCall, FnArg, GenericArgument, Item, ItemFn, ItemMacro, ItemMod,
    ItemStatic, Pat, PathArguments, ReturnType, Signature, StaticMutability, Stmt, Type,
};

/// Types of values that are initialised on first use.
const LAZY: &[&str] = &[
    "Lazy", "LazyCell", "LazyLock", "OnceCell", "OnceLock", "SyncLazy",
];

/// Types of state between invocations.
const STATE: &[&str] = &["Mutex", "RwLock", "DashMap", "RefCell"];

/// What `lambda_runtime` and `lambda_http` serve a function with.
const RUN: &[&str] = &[
    "lambda_runtime::run",
    "lambda_runtime::run_concurrent",
    "lambda_runtime::Runtime::new",
    "lambda_http::run",
    "lambda_http::run_concurrent",
    "lambda_http::run_with_streaming_response",
    "lambda_http::run_with_streaming_response_concurrent",
];

const SERVICE_FN: &[&str] = &[
    "lambda_runtime::service_fn",
    "lambda_http::service_fn",
    "lambda_runtime::tower::service_fn",
    "lambda_http::tower::service_fn",
    "tower::service_fn",
    "tower::util::service_fn",
];

/// The attribute of the handler.
const OPTIONS: &str = "`#[lambda_handler(timeout = \"…\", memory = …)]`, with the values that the function is deployed with,";

/// What was found.
#[derive(Default)]
pub(super) struct Found {
    pub(super) steps: Vec<Step>,
    /// The first use of each package that is more than its `main` attribute.
    pub(super) uses: BTreeMap<String, (String, usize)>,
    /// The event to send first.
    pub(super) event: Option<events::Event>,
}

/// The functions of all files by name, with their places.
pub(super) struct Functions {
    by_name: HashMap<String, Vec<(String, usize, Signature)>>,
}

impl Functions {
    fn of(files: &[SourceFile], shown: &dyn Fn(&std::path::Path) -> String) -> Self {
        struct Collect {
            file: String,
            by_name: HashMap<String, Vec<(String, usize, Signature)>>,
        }
        impl<'ast> Visit<'ast> for Collect {
            fn visit_item(&mut self, item: &'ast Item) {
                if !is_test_item(item) {
                    visit::visit_item(self, item);
                }
            }
            fn visit_item_fn(&mut self, item: &'ast ItemFn) {
                let line = item.sig.ident.span().start().line;
                let found = (self.file.clone(), line, item.sig.clone());
                self.by_name
                    .entry(item.sig.ident.to_string())
                    .or_default()
                    .push(found);
                visit::visit_item_fn(self, item);
            }
        }
        let mut collect = Collect {
            file: String::new(),
            by_name: HashMap::new(),
        };
        for file in files {
            collect.file = shown(&file.path);
            collect.visit_file(&file.syntax);
        }
        Self {
            by_name: collect.by_name,
        }
    }

    /// The function of a path, if its name is that of one function only: `` `total` (src/main.rs:12) ``.
    pub(super) fn placed(&self, name: &str) -> String {
        match self.by_name.get(name).map(Vec::as_slice) {
            Some([(file, line, _)]) => format!("`{name}` ({file}:{line})"),
            _ => format!("`{name}`"),
        }
    }

    fn signature(&self, name: &str) -> Option<&Signature> {
        let found = self.by_name.get(name)?;
        found.first().map(|(_, _, signature)| signature)
    }
}

/// Looks through the files of a function.
pub(super) fn scan(
    files: &[SourceFile],
    crates: &Crates,
    shown: &dyn Fn(&std::path::Path) -> String,
) -> Found {
    let functions = Functions::of(files, shown);
    let mut found = Found::default();
    for file in files {
        let mut scan = Scan {
            file: shown(&file.path),
            names: Names::of(&file.syntax, crates),
            functions: &functions,
            crates,
            lets: HashMap::new(),
            found: &mut found,
        };
        scan.visit_file(&file.syntax);
    }
    found.steps.sort();
    found.steps.dedup();
    found
}

pub(super) struct Scan<'s> {
    file: String,
    pub(super) names: Names<'s>,
    pub(super) functions: &'s Functions,
    crates: &'s Crates,
    /// The variables of the function around, with their initial values.
    pub(super) lets: HashMap<String, Expr>,
    found: &'s mut Found,
}

/// What `run` serves.
enum Served {
    Function(String),
    Closure,
    Router,
    Other,
}

impl Scan<'_> {
    pub(super) fn step(
        &mut self,
        at: Span,
        kind: Kind,
        found: impl Into<String>,
        todo: impl Into<String>,
    ) {
        let start = at.start();
        self.found.steps.push(Step {
            file: self.file.clone(),
            line: start.line,
            column: start.column + 1,
            kind,
            found: found.into(),
            todo: todo.into(),
        });
    }

    pub(super) fn uses(&self, package: &str) -> bool {
        self.crates.values().any(|one| one == package)
    }

    pub(super) fn suggest(&mut self, event: events::Event) {
        self.found.event.get_or_insert(event);
    }

    fn use_of(&mut self, path: &str, at: Span) {
        let package = path.split("::").next().unwrap_or_default();
        if self.crates.values().any(|one| one == package) {
            let place = (self.file.clone(), at.start().line);
            self.found.uses.entry(package.to_owned()).or_insert(place);
        }
    }

    /// `#[tokio::main]`, also when it is imported or has options.
    fn main(&mut self, item: &ItemFn) {
        for attribute in &item.attrs {
            let path = attribute.path();
            if self.names.is(path, &["tokio::main"]) {
                let todo = "remove it with `fn main`: `#[lambda_handler]` writes `main`, with a current-thread runtime";
                self.step(
                    attribute.span(),
                    Kind::Main,
                    format!("#[{}]", text(path)),
                    todo,
                );
            }
        }
    }

    /// What a call of `run` serves: the function of `service_fn`, or a router.
    fn served(&self, expression: &Expr, depth: usize) -> Served {
        struct Inside<'s, 'f> {
            scan: &'s Scan<'f>,
            depth: usize,
            served: Option<Served>,
        }
        impl<'ast> Visit<'ast> for Inside<'_, '_> {
            fn visit_expr(&mut self, expression: &'ast Expr) {
                if self.served.is_some() {
                    return;
                }
                if self.scan.is_router(expression, 0) {
                    self.served = Some(Served::Router);
                    return;
                }
                match expression {
                    Expr::Call(call) if matches!(&*call.func, Expr::Path(path) if self.scan.names.is(&path.path, SERVICE_FN)) =>
                    {
                        self.served = call.args.first().map(|handler| self.scan.handler(handler));
                    }
                    Expr::Path(path) if self.depth < 4 => {
                        if let Some(value) = path
                            .path
                            .get_ident()
                            .and_then(|name| self.scan.lets.get(&name.to_string()))
                        {
                            let served = self.scan.served(value, self.depth + 1);
                            self.served = Some(served).filter(|one| !matches!(one, Served::Other));
                        }
                    }
                    _ => visit::visit_expr(self, expression),
                }
            }
        }
        let mut inside = Inside {
            scan: self,
            depth,
            served: None,
        };
        inside.visit_expr(expression);
        inside.served.unwrap_or(Served::Other)
    }

    /// The handler that `service_fn` takes: a function, or the function that a closure calls.
    fn handler(&self, handler: &Expr) -> Served {
        struct Calls<'f> {
            functions: &'f Functions,
            found: Option<String>,
        }
        impl<'ast> Visit<'ast> for Calls<'_> {
            fn visit_expr_call(&mut self, call: &'ast ExprCall) {
                if let Expr::Path(path) = &*call.func
                    && let Some(last) = path.path.segments.last()
                    && self
                        .functions
                        .signature(&last.ident.to_string())
                        .is_some_and(|found| found.asyncness.is_some())
                {
                    self.found.get_or_insert(last.ident.to_string());
                }
                visit::visit_expr_call(self, call);
            }
        }
        match handler {
            Expr::Path(path) => {
                let last = path.path.segments.last();
                let name = last.map_or_else(String::new, |last| last.ident.to_string());
                match self.lets.get(&name) {
                    Some(value)
                        if path.path.get_ident().is_some() && !matches!(value, Expr::Path(_)) =>
                    {
                        self.handler(value)
                    }
                    _ => Served::Function(name),
                }
            }
            Expr::Closure(closure) => {
                let mut calls = Calls {
                    functions: self.functions,
                    found: None,
                };
                calls.visit_expr(&closure.body);
                calls.found.map_or(Served::Closure, Served::Function)
            }
            _ => Served::Closure,
        }
    }

    fn run(&mut self, call: &ExprCall) {
        let Expr::Path(path) = &*call.func else {
            return;
        };
        if !self.names.is(&path.path, RUN) {
            return;
        }
        let served = call
            .args
            .first()
            .map_or(Served::Other, |served| self.served(served, 0));
        let name = text(&path.path);
        let (argument, todo) = match served {
            Served::Function(handler) => {
                let todo = format!(
                    "remove it: {OPTIONS} on {}",
                    self.functions.placed(&handler)
                );
                (format!("service_fn({handler})"), todo)
            }
            Served::Closure => {
                let todo = format!("write the closure as an `async fn`: {OPTIONS} on it");
                ("service_fn(|…| …)".to_owned(), todo)
            }
            Served::Router => {
                let todo =
                    format!("remove it: {OPTIONS} and `#[dispatch]` on a module of the handlers");
                ("router".to_owned(), todo)
            }
            Served::Other => (
                "…".to_owned(),
                format!("remove it: {OPTIONS} on the handler"),
            ),
        };
        self.step(call.span(), Kind::Run, format!("{name}({argument})"), todo);
    }

    /// `LambdaEvent<T>`, and the request of `lambda_http`.
    fn parameter(&mut self, of: Option<&str>, ty: &Type, pattern: &Pat) {
        let Type::Path(path) = ty else { return };
        let function = of.map_or_else(|| "the closure".to_owned(), |name| format!("`{name}`"));
        if self.names.is(&path.path, &["lambda_runtime::LambdaEvent"]) {
            let payload = path
                .path
                .segments
                .last()
                .and_then(|last| match &last.arguments {
                    PathArguments::AngleBracketed(arguments) => {
                        arguments.args.iter().find_map(|one| match one {
                            GenericArgument::Type(ty) => Some(ty),
                            _ => None,
                        })
                    }
                    _ => None,
                });
            let Some(payload) = payload else { return };
            let known = match payload {
                Type::Path(path) => events::known(&self.names.of_path(&path.path)),
                _ => None,
            };
            let found = format!("{}: {}", pattern_name(pattern), text(ty));
            let todo = match known {
                Some(source) => {
                    if let Some(event) = source.event {
                        self.suggest(event);
                    }
                    format!("`{}` on {function}: {}", source.attribute, source.parameter)
                }
                None => format!(
                    "two parameters of {function}: `payload: {}`, and `invocation: Invocation` where `event.context` is read",
                    text(payload)
                ),
            };
            self.step(ty.span(), Kind::Parameter, found, todo);
        } else if self.names.is(&path.path, &["lambda_http::Request"]) {
            let found = format!("{}: {}", pattern_name(pattern), text(ty));
            let todo = format!(
                "`#[get(\"/path\")]` or another method on {function}, and what it reads of the request as parameters: `Path`, `Query`, \
                 `Headers`, `Json` or `Body`"
            );
            self.suggest(events::Event::Http("/".to_owned()));
            self.step(ty.span(), Kind::Parameter, found, todo);
        }
    }

    fn parameters(&mut self, signature: &Signature) {
        let name = signature.ident.to_string();
        for input in &signature.inputs {
            if let FnArg::Typed(typed) = input {
                self.parameter(Some(&name), &typed.ty, &typed.pat);
            }
        }
    }

    /// A static that is initialised on first use, or holds state.
    fn lazy_static(&mut self, at: Span, name: &str, ty: &str, is_state: bool) {
        let module = name.to_lowercase();
        let held = ty
            .split_once('<')
            .and_then(|(_, rest)| rest.rsplit_once('>'))
            .map_or(ty, |(held, _)| held)
            .trim();
        let held = if is_state { ty } else { held };
        let mut todo = format!(
            "`#[lazy_module] mod {module} {{ pub fn init() -> {held} {{ … }} }}` (or `async fn init`), and the parameter `{module}: \
             {module}::Lazy` of each handler that uses it"
        );
        if is_state {
            todo.push_str(". `cargo gatewright check` names state that invocations share");
        }
        self.step(at, Kind::Static, format!("static {name}: {ty}"), todo);
    }

    /// `static ref NAME: Type` and `static NAME: Type` in macros that define statics.
    fn statics_of_macro(&mut self, item: &ItemMacro) {
        let is_one = item
            .mac
            .path
            .segments
            .last()
            .is_some_and(|last| last.ident == "lazy_static" || last.ident == "thread_local");
        if !is_one {
            return;
        }
        let mut tokens = item.mac.tokens.clone().into_iter().peekable();
        while let Some(token) = tokens.next() {
            if !matches!(&token, TokenTree::Ident(word) if word == "static") {
                continue;
            }
            if matches!(tokens.peek(), Some(TokenTree::Ident(word)) if word == "ref") {
                tokens.next();
            }
            let Some(TokenTree::Ident(name)) = tokens.next() else {
                continue;
            };
            let ty: Vec<TokenTree> = tokens
                .by_ref()
                .skip(1)
                .take_while(
                    |token| !matches!(token, TokenTree::Punct(sign) if sign.as_char() == '='),
                )
                .collect();
            let ty = compact(
                &ty.into_iter()
                    .collect::<proc_macro2::TokenStream>()
                    .to_string(),
            );
            let at = name.span();
            self.lazy_static(at, &name.to_string(), &ty, true);
        }
    }

    /// The values that a function builds before it calls `run`.
    fn values(&mut self, item: &ItemFn) {
        struct Runs<'s, 'f> {
            scan: &'s Scan<'f>,
            found: bool,
        }
        impl<'ast> Visit<'ast> for Runs<'_, '_> {
            fn visit_expr_call(&mut self, call: &'ast ExprCall) {
                self.found |=
                    matches!(&*call.func, Expr::Path(path) if self.scan.names.is(&path.path, RUN));
                visit::visit_expr_call(self, call);
            }
        }
        for statement in &item.block.stmts {
            let mut runs = Runs {
                scan: self,
                found: false,
            };
            runs.visit_stmt(statement);
            if runs.found {
                return;
            }
            let Stmt::Local(local) = statement else {
                continue;
            };
            let (Some(name), Some(init)) = (variable(&local.pat), &local.init) else {
                continue;
            };
            if !matches!(self.served(&init.expr, 0), Served::Other) || self.is_logging(&init.expr) {
                continue;
            }
            let is_async = text(&*init.expr).contains(".await");
            let ty = built_type(&init.expr).unwrap_or_else(|| "…".to_owned());
            let asyncness = if is_async { "async " } else { "" };
            let todo = format!(
                "`#[lazy_module] mod {name} {{ pub {asyncness}fn init() -> {ty} {{ … }} }}`, and the parameter `{name}: {name}::Lazy` of \
                 each handler that uses it"
            );
            self.step(local.span(), Kind::Value, format!("let {name} = …"), todo);
        }
    }

    fn is_logging(&self, expression: &Expr) -> bool {
        match expression {
            Expr::Call(call) => match &*call.func {
                Expr::Path(path) => {
                    let found = self.names.of_path(&path.path);
                    found.iter().any(|path| {
                        let (first, _) = path.split_once("::").unwrap_or((path, ""));
                        let (_, last) = path.rsplit_once("::").unwrap_or(("", path));
                        let is_set_up = [
                            "init",
                            "try_init",
                            "init_default_subscriber",
                            "set_global_default",
                        ]
                        .contains(&last);
                        is_set_up
                            && (first.contains("tracing")
                                || first.contains("log")
                                || path.contains("::tracing::"))
                    })
                }
                _ => false,
            },
            Expr::MethodCall(call) => {
                let is_set_up = call.method == "init" || call.method == "try_init";
                is_set_up && self.starts_with_logging(&call.receiver)
            }
            Expr::Try(inner) => self.is_logging(&inner.expr),
            _ => false,
        }
    }

    fn starts_with_logging(&self, expression: &Expr) -> bool {
        match expression {
            Expr::MethodCall(call) => self.starts_with_logging(&call.receiver),
            Expr::Call(call) => matches!(&*call.func, Expr::Path(path)
                if ["tracing_subscriber", "env_logger", "tracing"].iter().any(|package| self.names.is_of(&path.path, package))
                    || self.names.of_path(&path.path).iter().any(|path| path.contains("::tracing::"))),
            _ => false,
        }
    }

    fn logging(&mut self, at: Span, expression: &Expr) {
        if self.is_logging(expression) {
            let todo = "remove it: Gatewright writes errors to the log as JSON. To keep it, write `#[lambda_handler(main = false, …)]` and \
                        `fn main() -> std::process::ExitCode { …; gatewright::run(&HANDLER) }`, where `HANDLER` is the handler's name in \
                        capitals";
            let mut found = text(expression);
            if found.chars().count() > 60 {
                found = found.chars().take(59).chain(['…']).collect();
            }
            self.step(at, Kind::Logging, found, todo);
        }
    }

    /// Whether the value is a router of axum.
    pub(super) fn is_router(&self, expression: &Expr, depth: usize) -> bool {
        match expression {
            Expr::MethodCall(call) => self.is_router(&call.receiver, depth),
            Expr::Call(call) => match &*call.func {
                Expr::Path(path) => {
                    self.names.is(
                        &path.path,
                        &["axum::Router::new", "axum::routing::Router::new"],
                    ) || self.returns_router(&path.path)
                }
                _ => false,
            },
            Expr::Path(path) if depth < 4 => {
                let name = path.path.get_ident().map(ToString::to_string);
                name.and_then(|name| self.lets.get(&name))
                    .is_some_and(|value| self.is_router(value, depth + 1))
            }
            Expr::Await(inner) => self.is_router(&inner.base, depth),
            Expr::Try(inner) => self.is_router(&inner.expr, depth),
            _ => false,
        }
    }

    fn returns_router(&self, path: &syn::Path) -> bool {
        let name = path.segments.last().map(|last| last.ident.to_string());
        let signature = name.and_then(|name| self.functions.signature(&name));
        let returned = signature.map(|signature| &signature.output);
        let words = |text: &str, word: &str| {
            text.split(|one: char| !one.is_alphanumeric() && one != '_')
                .any(|one| one == word)
        };
        matches!(returned, Some(ReturnType::Type(_, ty)) if words(&text(&**ty), "Router"))
    }
}

impl<'ast> Visit<'ast> for Scan<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        if !is_test_item(item) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        visit::visit_item_mod(self, item);
    }

    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        let mut lets = HashMap::new();
        for statement in &item.block.stmts {
            if let Stmt::Local(local) = statement
                && let (Some(name), Some(init)) = (variable(&local.pat), &local.init)
            {
                lets.insert(name, (*init.expr).clone());
            }
        }
        let around = std::mem::replace(&mut self.lets, lets);
        self.main(item);
        self.parameters(&item.sig);
        if item
            .block
            .stmts
            .iter()
            .any(|statement| contains_run(self, statement))
        {
            self.values(item);
        }
        for attribute in &item.attrs {
            let path = attribute.path();
            if !self.names.is(path, &["tokio::main"]) {
                self.visit_attribute(attribute);
            }
        }
        self.visit_signature(&item.sig);
        self.visit_block(&item.block);
        self.lets = around;
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.parameters(&item.sig);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_expr_closure(&mut self, closure: &'ast syn::ExprClosure) {
        for input in &closure.inputs {
            if let Pat::Type(typed) = input {
                self.parameter(None, &typed.ty, &typed.pat);
            }
        }
        visit::visit_expr_closure(self, closure);
    }

    fn visit_expr_call(&mut self, call: &'ast ExprCall) {
        self.run(call);
        self.logging(call.span(), &Expr::Call(call.clone()));
        visit::visit_expr_call(self, call);
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        self.logging(call.span(), &Expr::MethodCall(call.clone()));
        router::method_call(self, call);
        visit::visit_expr_method_call(self, call);
    }

    fn visit_item_static(&mut self, item: &'ast ItemStatic) {
        let ty = text(&*item.ty);
        let words: Vec<&str> = ty
            .split(|one: char| !one.is_alphanumeric() && one != '_')
            .collect();
        let is_lazy = LAZY.iter().any(|lazy| words.contains(lazy));
        let is_state = matches!(item.mutability, StaticMutability::Mut(_))
            || STATE.iter().any(|state| words.contains(state))
            || words.iter().any(|word| word.starts_with("Atomic"));
        if is_lazy || is_state {
            let at = item.static_token.span();
            self.lazy_static(at, &item.ident.to_string(), &ty, !is_lazy);
        }
        visit::visit_item_static(self, item);
    }

    fn visit_item_macro(&mut self, item: &'ast ItemMacro) {
        self.statics_of_macro(item);
        visit::visit_item_macro(self, item);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        // Paths in the arguments of macros are not parsed: their first words are.
        let mut before = None;
        for token in call.tokens.clone() {
            if let (Some(TokenTree::Ident(word)), TokenTree::Punct(sign)) = (&before, &token)
                && sign.as_char() == ':'
                && let Some(package) = self.crates.get(&word.to_string())
            {
                let path = format!("{package}::");
                let at = word.span();
                self.use_of(&path, at);
            }
            before = Some(token);
        }
        visit::visit_macro(self, call);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if let Some(whole) = self.names.of_path(path).first().cloned() {
            self.use_of(&whole, path.span());
        }
        visit::visit_path(self, path);
    }
}

fn contains_run(scan: &Scan, statement: &Stmt) -> bool {
    struct Runs<'s, 'f>(&'s Scan<'f>, bool);
    impl<'ast> Visit<'ast> for Runs<'_, '_> {
        fn visit_expr_call(&mut self, call: &'ast ExprCall) {
            self.1 |= matches!(&*call.func, Expr::Path(path) if self.0.names.is(&path.path, RUN));
            visit::visit_expr_call(self, call);
        }
    }
    let mut runs = Runs(scan, false);
    runs.visit_stmt(statement);
    runs.1
}

fn is_test_item(item: &Item) -> bool {
    match item {
        Item::Fn(item) => is_test(&item.attrs),
        Item::Mod(item) => is_test(&item.attrs),
        Item::Impl(item) => is_test(&item.attrs),
        Item::Static(item) => is_test(&item.attrs),
        Item::Use(item) => is_test(&item.attrs),
        _ => false,
    }
}

/// The name of a variable: `x` of `x`, `mut x` and `x: T`.
fn variable(pattern: &Pat) -> Option<String> {
    match pattern {
        Pat::Ident(name) => Some(name.ident.to_string()),
        Pat::Type(typed) => variable(&typed.pat),
        _ => None,
    }
}

fn pattern_name(pattern: &Pat) -> String {
    variable(pattern).unwrap_or_else(|| text(pattern))
}

/// The type of `Type::new(…)`, also behind `?`, `.await` and `&`.
fn built_type(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Call(call) => match &*call.func {
            Expr::Path(path) => {
                let mut segments: Vec<String> = path.path.segments.iter().map(text).collect();
                segments.pop();
                let is_type = segments
                    .last()
                    .is_some_and(|last| last.starts_with(char::is_uppercase));
                is_type.then(|| segments.join("::"))
            }
            _ => None,
        },
        Expr::Try(inner) => built_type(&inner.expr),
        Expr::Await(inner) => built_type(&inner.base),
        Expr::Reference(inner) => built_type(&inner.expr),
        _ => None,
    }
}

/// The source text of a syntax element, on one line.
pub(super) fn text(element: &impl ToTokens) -> String {
    let tokens = element.to_token_stream();
    match tokens.span().source_text() {
        Some(written) => written.split_whitespace().collect::<Vec<_>>().join(" "),
        None => compact(&tokens.to_string()),
    }
}

/// Removes spaces that tokens are printed with.
fn compact(text: &str) -> String {
    let mut compact = text
        .replace(" :: ", "::")
        .replace(":: ", "::")
        .replace(" ::", "::");
    for sign in ["<", ">", "(", ")", ".", ",", ";", "!", "&", "?"] {
        compact = compact.replace(&format!(" {sign}"), sign);
        if ![",", ";", ">"].contains(&sign) {
            compact = compact.replace(&format!("{sign} "), sign);
        }
    }
    compact
}
