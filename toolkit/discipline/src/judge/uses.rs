//! How later statements use a variable that holds the handles of tasks: whether they await it, pass it on, or only look at it.

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::parse::Parser as _;
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Expr, ExprMethodCall, Local, Macro, Member, Pat, Stmt, Token};

use super::variables::{bound_by, untyped};

/// Methods that put a value into a collection.
const FILLS: [&str; 10] = [
    "push",
    "push_back",
    "push_front",
    "insert",
    "extend",
    "replace",
    "get_or_insert",
    "set",
    "reserve",
    "clear",
];

/// Methods that look at a handle or at a collection of handles, and await nothing.
const QUERIES: [&str; 13] = [
    "len",
    "is_empty",
    "capacity",
    "is_some",
    "is_none",
    "is_finished",
    "id",
    "contains_key",
    "truncate",
    "shrink_to_fit",
    "keys",
    // Of a tracker of tasks.
    "spawn",
    "close",
];

/// Macros that print their arguments.
const PRINTING: [&str; 12] = [
    "print", "println", "eprint", "eprintln", "format", "write", "writeln", "trace", "debug",
    "info", "warn", "error",
];

/// The ends of a chain of iterator methods that pass nothing on.
const ENDS: [&str; 6] = ["count", "for_each", "all", "any", "last", "position"];

/// Whether a method puts its arguments into its receiver.
pub(super) fn fills(method: &Ident) -> bool {
    FILLS.iter().any(|name| method == name)
}

/// Whether a method neither awaits the handles in its receiver nor passes them on.
pub(super) fn only_looks(method: &Ident) -> bool {
    fills(method) || QUERIES.iter().any(|name| method == name)
}

/// Whether a statement uses `name` for anything but dropping it or looking at it. With `field`, only uses of that field count,
/// and of the whole value.
pub(super) fn is_kept(name: &Ident, field: Option<&str>, rest: &[Stmt]) -> bool {
    let mut uses = Uses::new(name, field);
    for stmt in rest {
        uses.visit_stmt(stmt);
    }
    uses.kept
}

/// Whether an expression uses `name`.
pub(super) fn is_kept_in(name: &Ident, body: &Expr) -> bool {
    let mut uses = Uses::new(name, None);
    uses.visit_expr(body);
    uses.kept
}

struct Uses<'n> {
    name: &'n Ident,
    field: Option<&'n str>,
    kept: bool,
}

impl<'n> Uses<'n> {
    fn new(name: &'n Ident, field: Option<&'n str>) -> Self {
        Self {
            name,
            field,
            kept: false,
        }
    }

    fn is_it(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Path(path) => path.path.is_ident(self.name),
            Expr::Reference(inner) => self.is_it(&inner.expr),
            Expr::Paren(inner) => self.is_it(&inner.expr),
            _ => false,
        }
    }

    /// Whether an expression is the variable or a part of it: `tasks[0]`, `job.task`.
    fn is_part(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Field(part) => self.is_part(&part.base),
            Expr::Index(part) => self.is_part(&part.expr),
            Expr::Reference(inner) => self.is_part(&inner.expr),
            Expr::Paren(inner) => self.is_part(&inner.expr),
            other => self.is_it(other),
        }
    }

    /// Whether an expression iterates over the variable: `tasks`, `&tasks`, `tasks.iter()`.
    fn iterates(&self, expr: &Expr) -> bool {
        match expr {
            Expr::MethodCall(call) => {
                matches!(
                    call.method.to_string().as_str(),
                    "iter" | "iter_mut" | "into_iter" | "drain" | "values" | "into_values"
                ) && self.is_it(&call.receiver)
            }
            other => self.is_it(other),
        }
    }

    /// `tasks.iter().filter(|task| task.is_finished()).count()`
    fn only_counts(&self, call: &ExprMethodCall) -> bool {
        if !ENDS.iter().any(|name| call.method == name) {
            return false;
        }
        let mut step = call;
        loop {
            let ignored = step.args.iter().all(|arg| match arg {
                Expr::Closure(closure) => closure
                    .inputs
                    .iter()
                    .flat_map(bound_by)
                    .all(|name| !is_kept_in(&name, &closure.body)),
                Expr::Path(path) => path
                    .path
                    .segments
                    .last()
                    .is_some_and(|last| last.ident == "drop"),
                _ => false,
            });
            if !ignored {
                return false;
            }
            match &*step.receiver {
                receiver if self.iterates(receiver) => return true,
                Expr::MethodCall(inner) => step = inner,
                _ => return false,
            }
        }
    }

    fn tokens(&mut self, tokens: TokenStream) {
        let trees: Vec<TokenTree> = tokens.into_iter().collect();
        for (at, tree) in trees.iter().enumerate() {
            match tree {
                TokenTree::Ident(ident) if ident == self.name => {
                    let looks = matches!(&trees[at + 1..],
                        [TokenTree::Punct(dot), TokenTree::Ident(method), TokenTree::Group(_), ..]
                            if dot.as_char() == '.' && only_looks(method));
                    self.kept |= !looks;
                }
                TokenTree::Group(group) => self.tokens(group.stream()),
                TokenTree::Literal(literal) => {
                    self.kept |= literal.to_string().contains(&format!("{{{}", self.name));
                }
                _ => {}
            }
        }
    }
}

impl<'e> Visit<'e> for Uses<'_> {
    fn visit_expr(&mut self, expr: &'e Expr) {
        match expr {
            Expr::Call(call) if call.args.len() == 1 && self.is_it(&call.args[0]) => {
                let drops = matches!(&*call.func, Expr::Path(callee)
                    if callee.path.segments.last().is_some_and(|last| last.ident == "drop" || last.ident == "forget"));
                self.kept |= !drops;
            }
            Expr::MethodCall(call) if only_looks(&call.method) && self.is_part(&call.receiver) => {
                call.args.iter().for_each(|arg| self.visit_expr(arg));
            }
            Expr::MethodCall(call) if self.only_counts(call) => {}
            Expr::Field(part) if self.field.is_some() && self.is_it(&part.base) => {
                let name = match &part.member {
                    Member::Named(name) => name.to_string(),
                    Member::Unnamed(index) => index.index.to_string(),
                };
                self.kept |= self.field == Some(&name);
            }
            Expr::ForLoop(each) if self.iterates(&each.expr) => {
                let names = bound_by(&each.pat);
                self.kept |= names
                    .iter()
                    .any(|name| is_kept(name, None, &each.body.stmts));
                self.visit_block(&each.body);
            }
            Expr::Path(path) => self.kept |= path.path.is_ident(self.name),
            Expr::Assign(assign)
                if matches!(&*assign.left, Expr::Infer(_)) && self.is_it(&assign.right) => {}
            Expr::Assign(assign) if self.is_part(&assign.left) => self.visit_expr(&assign.right),
            _ => visit::visit_expr(self, expr),
        }
    }

    fn visit_local(&mut self, local: &'e Local) {
        let dropped = matches!(untyped(&local.pat), Pat::Wild(_))
            && local
                .init
                .as_ref()
                .is_some_and(|init| self.is_it(&init.expr));
        if !dropped {
            visit::visit_local(self, local);
        }
    }

    fn visit_macro(&mut self, mac: &'e Macro) {
        let prints = mac
            .path
            .segments
            .last()
            .is_some_and(|last| PRINTING.iter().any(|name| last.ident == name));
        let args = Punctuated::<Expr, Token![,]>::parse_terminated.parse2(mac.tokens.clone());
        match args {
            Ok(args) if prints => {
                for arg in &args {
                    if !self.is_it(arg) {
                        self.visit_expr(arg);
                    }
                }
            }
            _ => self.tokens(mac.tokens.clone()),
        }
    }
}
