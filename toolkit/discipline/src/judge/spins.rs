//! Loops that wait without awaiting, and iterators that never end.
//!
//! A loop spins if nothing in it can change its condition: the body does nothing, and the condition only reads.

use super::Judge;
use super::context::Context;
use super::loops::{LoopChecks, panics};
use super::uses::is_kept_in;
use super::variables::Holds;
use crate::known::Meaning;
use crate::rule::Rule;
use proc_macro2::{Ident, Span};
use syn::visit::{self, Visit};
use syn::{BinOp, Block, Expr, ExprCall, ExprForLoop, ExprMethodCall, Stmt};

/// Methods without arguments that only read.
const READS: [&str; 22] = [
    "get",
    "load",
    "elapsed",
    "as_millis",
    "as_secs",
    "as_micros",
    "as_nanos",
    "as_secs_f64",
    "is_finished",
    "is_closed",
    "is_empty",
    "is_some",
    "is_none",
    "is_ok",
    "is_err",
    "is_zero",
    "len",
    "borrow",
    "exists",
    "is_file",
    "clone",
    "unwrap",
];
/// Functions that do nothing.
const IDLE: [&str; 1] = ["std::hint::black_box"];

const SLEEP: &str = "write `tokio::time::sleep(duration).await`; if the wait is short and exact, write \
                     `#[exempt(blocking, reason = \"…\")]`";
const EVENT: &str =
    "`.await` the event: `receiver.recv().await`, or change in the loop what its condition reads";
const POLLS: &str = "make the function `async` and write `future.await`";
const ENDS: &str = "bound it with `take(n)` or `take_while(…)`; if it ends otherwise, write \
                    `#[exempt(timeout, reason = \"…\")]`";

/// Iterator methods that end an iterator, or that stop early.
const STOPS: [&str; 8] = [
    "take",
    "take_while",
    "map_while",
    "zip",
    "scan",
    "chunks",
    "by_ref",
    "take_until",
];
/// Iterator methods that ask for every item.
const CONSUMES: [&str; 17] = [
    "for_each",
    "count",
    "sum",
    "product",
    "last",
    "fold",
    "collect",
    "max",
    "min",
    "max_by_key",
    "min_by_key",
    "max_by",
    "min_by",
    "reduce",
    "partition",
    "unzip",
    "extend",
];

impl Judge {
    /// Judges `while condition {}`.
    pub(super) fn check_spin(&mut self, keyword: Span, cond: &Expr, body: &Block) {
        let clock = self.cx.reads_clock(cond);
        if self.cx.only_reads(cond) && self.cx.is_idle(&body.stmts, cond) {
            self.report_spin(keyword, clock);
        }
    }

    /// Judges `loop { if condition { break; } }`.
    pub(super) fn check_spinning_loop(&mut self, keyword: Span, body: &Block) {
        let (exits, idle): (Vec<&Stmt>, Vec<&Stmt>) = body
            .stmts
            .iter()
            .partition(|stmt| condition(stmt).is_some());
        let [exit] = exits.as_slice() else { return };
        let Some(cond) = condition(exit) else { return };
        let clock = self.cx.reads_clock(cond);
        if self.cx.only_reads(cond)
            && idle
                .iter()
                .all(|stmt| self.cx.is_idle_statement(stmt, cond))
        {
            self.report_spin(keyword, clock);
        }
    }

    fn report_spin(&mut self, keyword: Span, reads_clock: bool) {
        let at = (keyword, keyword);
        if reads_clock {
            let headline =
                "this loop spins until time has passed, and blocks the thread".to_owned();
            return self.report(Rule::Blocking, at, headline, SLEEP);
        }
        let headline = "this loop spins: nothing in it changes its condition".to_owned();
        // A check at the loop head interrupts it, but it blocks the thread until then.
        let rule = match self.loop_checks {
            LoopChecks::Checked => Rule::Blocking,
            _ => Rule::Timeout,
        };
        self.report(rule, at, headline, EVENT);
    }

    /// Judges a loop that polls a future until it is ready: `future.poll(&mut context)`, where the function made `context`.
    pub(super) fn check_polling(&mut self, keyword: Span, walk: impl FnOnce(&mut Polls<'_>)) {
        let mut polls = Polls {
            context: &self.cx,
            found: false,
        };
        walk(&mut polls);
        if polls.found {
            let headline =
                "this loop polls a future until it is ready, and blocks the thread".to_owned();
            self.report(Rule::Threading, (keyword, keyword), headline, POLLS);
        }
    }

    /// Judges a method that asks an iterator without an end for every item.
    pub(super) fn check_endless_iterator(&mut self, call: &ExprMethodCall) {
        let consumes = CONSUMES.iter().any(|name| call.method == name);
        if !consumes || !self.cx.is_endless(&call.receiver) || diverges(call) {
            return;
        }
        let at = (call.method.span(), call.method.span());
        let headline = format!("`{}` never returns: the iterator has no end", call.method);
        self.report(Rule::Timeout, at, headline, ENDS);
    }

    /// Judges `for n in 0.. {}`.
    pub(super) fn check_endless_for(&mut self, each: &ExprForLoop) {
        // Numbers without an end overflow, which is an end of its own.
        if !matches!(&*each.expr, Expr::Range(_)) && self.cx.is_endless(&each.expr) {
            let keyword = each.for_token.span;
            self.check_endless_loop(
                &each.attrs,
                each.label.as_ref(),
                keyword,
                &each.body,
                |_| {},
            );
        }
    }
}

/// Looks for `poll(&mut context)` with a context that the function made.
pub(super) struct Polls<'c> {
    context: &'c Context,
    found: bool,
}

impl<'e> Visit<'e> for Polls<'_> {
    fn visit_expr_method_call(&mut self, call: &'e ExprMethodCall) {
        let is_own = |arg: &Expr| match arg {
            Expr::Reference(context) => matches!(&*context.expr, Expr::Path(path)
                if path.path.get_ident().is_some_and(|name| self.context.locals.holds(name) == Holds::PollContext)),
            _ => false,
        };
        self.found |= call.method == "poll" && call.args.iter().any(is_own);
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_await(&mut self, _: &'e syn::ExprAwait) {}
}

impl Context {
    /// Whether an expression only reads, so that it has the same value until something else writes.
    fn only_reads(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Path(_) | Expr::Lit(_) => true,
            Expr::Paren(inner) => self.only_reads(&inner.expr),
            Expr::Group(inner) => self.only_reads(&inner.expr),
            Expr::Reference(inner) => self.only_reads(&inner.expr),
            Expr::Cast(inner) => self.only_reads(&inner.expr),
            Expr::Field(inner) => self.only_reads(&inner.base),
            Expr::Index(inner) => self.only_reads(&inner.expr) && self.only_reads(&inner.index),
            Expr::Unary(inner) => self.only_reads(&inner.expr),
            Expr::Binary(both) => self.only_reads(&both.left) && self.only_reads(&both.right),
            Expr::MethodCall(call) => {
                let atomic = call.method == "load";
                let compares =
                    call.method == "duration_since" || call.method == "checked_duration_since";
                let reads = READS.iter().any(|name| call.method == name) && call.args.is_empty();
                (reads || atomic || compares)
                    && !self.scopes.defines_method(&call.method.to_string())
                    && self.only_reads(&call.receiver)
                    && call.args.iter().all(|arg| self.only_reads(arg))
            }
            Expr::Call(call) => {
                let is_duration = || match &*call.func {
                    Expr::Path(callee) => self.place_of(&callee.path).is_some_and(|path| {
                        path.starts_with("std::time::Duration::") || path == "std::path::Path::new"
                    }),
                    _ => false,
                };
                self.is_clock(call) || is_duration()
            }
            _ => false,
        }
    }

    fn is_clock(&self, call: &ExprCall) -> bool {
        matches!(self.callee(&call.func), Some((Meaning::Clock, _)))
    }

    /// Whether an expression reads the clock.
    fn reads_clock(&self, cond: &Expr) -> bool {
        struct Clock<'c>(&'c Context, bool);
        impl<'e> Visit<'e> for Clock<'_> {
            fn visit_expr_call(&mut self, call: &'e ExprCall) {
                self.1 |= self.0.is_clock(call);
                visit::visit_expr_call(self, call);
            }

            fn visit_expr_method_call(&mut self, call: &'e ExprMethodCall) {
                self.1 |= call.method == "elapsed";
                visit::visit_expr_method_call(self, call);
            }
        }
        let mut clock = Clock(self, false);
        clock.visit_expr(cond);
        clock.1
    }

    fn is_idle(&self, stmts: &[Stmt], cond: &Expr) -> bool {
        stmts.iter().all(|stmt| self.is_idle_statement(stmt, cond))
    }

    /// `continue`, `black_box(0)`, and `ticks += 1` if the condition does not read `ticks`.
    fn is_idle_statement(&self, stmt: &Stmt, cond: &Expr) -> bool {
        let expr = match stmt {
            Stmt::Expr(expr, _) => expr,
            Stmt::Item(_) => return true,
            _ => return false,
        };
        match expr {
            Expr::Continue(continued) => continued.label.is_none(),
            Expr::Tuple(tuple) => tuple.elems.is_empty(),
            Expr::Block(block) => self.is_idle(&block.block.stmts, cond),
            Expr::Binary(count) => {
                let adds = matches!(count.op, BinOp::AddAssign(_) | BinOp::SubAssign(_));
                let is_read = |name: &Ident| is_kept_in(name, cond);
                adds && matches!(&*count.right, Expr::Lit(_))
                    && matches!(&*count.left, Expr::Path(counter)
                        if counter.path.get_ident().is_some_and(|name| !is_read(name)))
            }
            Expr::Call(call) => match &*call.func {
                Expr::Path(callee) => self
                    .place_of(&callee.path)
                    .is_some_and(|path| IDLE.contains(&path.as_str())),
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether an iterator has no end: `repeat(x)`, `xs.iter().cycle()`, `0..`, and what adapters make of them.
    fn is_endless(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Paren(inner) => self.is_endless(&inner.expr),
            Expr::Group(inner) => self.is_endless(&inner.expr),
            Expr::Range(range) => range.start.is_some() && range.end.is_none(),
            Expr::Call(call) => match self.callee(&call.func) {
                // `successors(first, |n| Some(n + 1))`
                Some((Meaning::Endless { from_closure: true }, _)) => {
                    matches!(call.args.last(), Some(Expr::Closure(closure)) if is_some(&closure.body))
                }
                Some((Meaning::Endless { .. }, _)) => true,
                _ => false,
            },
            Expr::MethodCall(call) => {
                let name = call.method.to_string();
                if STOPS.contains(&name.as_str()) || self.scopes.defines_method(&name) {
                    return false;
                }
                name == "cycle" && call.args.is_empty()
                    || is_adapter(&name) && self.is_endless(&call.receiver)
            }
            _ => false,
        }
    }
}

/// `Some(…)`
fn is_some(expr: &Expr) -> bool {
    match expr {
        Expr::Call(call) => {
            matches!(&*call.func, Expr::Path(callee) if callee.path.is_ident("Some"))
        }
        Expr::Block(block) => {
            matches!(block.block.stmts.last(), Some(Stmt::Expr(tail, None)) if is_some(tail))
        }
        _ => false,
    }
}

/// Iterator methods whose result ends only if the iterator does.
fn is_adapter(name: &str) -> bool {
    matches!(
        name,
        "map"
            | "filter"
            | "filter_map"
            | "inspect"
            | "enumerate"
            | "skip"
            | "skip_while"
            | "step_by"
            | "chain"
            | "flat_map"
            | "flatten"
            | "cloned"
            | "copied"
            | "fuse"
            | "peekable"
            | "into_iter"
    )
}

/// Whether a closure among the arguments may end the iteration: it panics or exits.
fn diverges(call: &ExprMethodCall) -> bool {
    call.args.iter().any(|arg| match arg {
        Expr::Closure(closure) => panics(&closure.body),
        _ => false,
    })
}

/// The condition of `if condition { break; }`.
fn condition(stmt: &Stmt) -> Option<&Expr> {
    let Stmt::Expr(Expr::If(exit), _) = stmt else {
        return None;
    };
    let leaves = matches!(
        exit.then_branch.stmts.as_slice(),
        [Stmt::Expr(Expr::Break(_) | Expr::Return(_), _)]
    );
    (leaves && exit.else_branch.is_none()).then_some(&*exit.cond)
}
