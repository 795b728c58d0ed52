//! What `run` serves, and what `main` builds for it.

use super::functions::Functions;
use super::scan::Scan;
use super::step::Kind;
use super::text::{built_type, text, variable};
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{Expr, ExprCall, ItemFn, ReturnType, Stmt};

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
    "lambda_runtime::handler_fn",
    "lambda_runtime::service_fn",
    "lambda_http::service_fn",
    "lambda_runtime::tower::service_fn",
    "lambda_http::tower::service_fn",
    "tower::service_fn",
    "tower::util::service_fn",
];

/// The attribute of the handler.
const OPTIONS: &str = "`#[lambda_handler(timeout = \"…\", memory = …)]`, with the values that the function is deployed with,";

/// What `run` serves.
enum Served {
    Function(String),
    Closure,
    Router,
    Other,
}

impl Scan<'_> {
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

    pub(super) fn run(&mut self, call: &ExprCall) {
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

    /// The values that a function builds before it calls `run`.
    pub(super) fn values(&mut self, item: &ItemFn) {
        for statement in &item.block.stmts {
            if contains_run(self, statement) {
                return;
            }
            let Stmt::Local(local) = statement else {
                continue;
            };
            let (Some(name), Some(init)) = (variable(&local.pat), &local.init) else {
                continue;
            };
            // `_guard` lives for the whole process, and handlers do not use it.
            let is_unused = name.starts_with('_');
            let is_served = !matches!(self.served(&init.expr, 0), Served::Other);
            if is_unused || is_served || self.is_logging(&init.expr) {
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

pub(super) fn contains_run(scan: &Scan, statement: &Stmt) -> bool {
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
