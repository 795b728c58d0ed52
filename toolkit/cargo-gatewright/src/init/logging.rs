//! The set-up of `tracing` and `log`.

use super::scan::Scan;
use super::step::Kind;
use super::text::text;
use proc_macro2::Span;
use syn::Expr;

/// Crates whose functions set up logging. So do those with a name that ends with `_logger`.
const LOGGERS: &[&str] = &[
    "fern",
    "log",
    "log4rs",
    "stderrlog",
    "tracing",
    "tracing_subscriber",
];

const SET_UP: &[&str] = &[
    "init",
    "init_default_subscriber",
    "set_global_default",
    "set_logger",
    "try_init",
];

impl Scan<'_> {
    pub(super) fn is_logging(&self, expression: &Expr) -> bool {
        match expression {
            Expr::Call(call) => match &*call.func {
                Expr::Path(path) => {
                    let found = self.names.of_path(&path.path);
                    found.iter().any(|path| {
                        let (first, _) = path.split_once("::").unwrap_or((path, ""));
                        let (_, last) = path.rsplit_once("::").unwrap_or(("", path));
                        SET_UP.contains(&last)
                            && (LOGGERS.contains(&first)
                                || first.ends_with("_logger")
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

    pub(super) fn logging(&mut self, at: Span, expression: &Expr) {
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
}
