//! Endless loops that the timeout guard cannot interrupt.
//!
//! In handlers and in functions with `#[guarded]`, a check at the loop head interrupts a loop. Elsewhere, a loop that neither
//! exits nor awaits runs until Lambda kills the execution environment.

use super::Judge;
use super::templates::is_variable;
use crate::attributes::{is_handler, is_named};
use crate::ids::FileId;
use crate::rule::Rule;
use proc_macro2::{Span, TokenStream, TokenTree};
use std::collections::HashSet;
use syn::visit::{self, Visit};
use syn::{
    Attribute, Block, Expr, ExprAsync, ExprAwait, ExprBlock, ExprBreak, ExprCall, ExprClosure,
    ExprContinue, ExprForLoop, ExprLoop, ExprMacro, ExprPath, ExprReturn, ExprTry, ExprWhile,
    ExprYield, Ident, Item, Label, Lifetime, Lit, Macro, StmtMacro,
};

/// Whether the loops that are walked have checks at their heads.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum LoopChecks {
    /// They are evaluated at compile time, or run before the first invocation.
    #[default]
    OutsideOfInvocations,
    Checked,
    /// The function has no attribute that adds checks.
    Unchecked,
    /// `#[guard(off)]` removes them.
    Off,
    /// Attributes do not see the loops in a macro's tokens.
    InMacro,
    /// The initialiser of a lazy static runs in the first invocation that needs the value.
    InInitialiser,
}

impl LoopChecks {
    /// The checks of a function's loops.
    fn of(attrs: &[Attribute], is_handler_of_ours: bool) -> Self {
        if attrs.iter().any(|attr| is_named(attr, "guard")) {
            Self::Off
        } else if is_handler_of_ours
            || attrs
                .iter()
                .any(|attr| is_handler(attr) || is_named(attr, "guarded"))
        {
            Self::Checked
        } else {
            Self::Unchecked
        }
    }
}

impl Judge {
    /// Walks a function's body.
    pub(super) fn with_loop_checks_of(
        &mut self,
        attrs: &[Attribute],
        is_handler: bool,
        walk: impl FnOnce(&mut Self),
    ) {
        self.with_loop_checks(LoopChecks::of(attrs, is_handler), walk);
    }

    /// Walks the tokens of a macro. Outside functions they run before the first invocation.
    pub(super) fn with_loop_checks_of_macro(&mut self, walk: impl FnOnce(&mut Self)) {
        self.with_loop_checks(LoopChecks::InMacro, walk);
    }

    /// Walks the initialiser of a static. Unless the static is lazy, the compiler evaluates it.
    pub(super) fn with_loop_checks_of_static(
        &mut self,
        is_lazy: bool,
        walk: impl FnOnce(&mut Self),
    ) {
        let checks = if is_lazy {
            LoopChecks::InInitialiser
        } else {
            LoopChecks::OutsideOfInvocations
        };
        self.with_loop_checks(checks, walk);
    }

    fn with_loop_checks(&mut self, checks: LoopChecks, walk: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.loop_checks, checks);
        walk(self);
        self.loop_checks = outer;
    }

    /// Walks `loop { … }`.
    pub(super) fn check_endless_loop(
        &mut self,
        attrs: &[Attribute],
        label: Option<&Label>,
        keyword: Span,
        body: &Block,
        walk: impl FnOnce(&mut Self),
    ) {
        let is_off = attrs.iter().any(|attr| is_named(attr, "guard"));
        let checks = if is_off {
            LoopChecks::Off
        } else {
            self.loop_checks
        };
        let exit = exit_of(label, body);
        if exit == Exit::Variable && checks == LoopChecks::InMacro {
            self.endless_macro();
        }
        if let Some((why, help)) = refusal(checks)
            && exit == Exit::None
        {
            self.report(
                Rule::Timeout,
                (keyword, keyword),
                format!("this loop never exits, and the timeout guard cannot interrupt it: {why}"),
                format!(
                    "{help} with `deadline.check()?` or `break`; if it ends otherwise, write \
                     `#[exempt(timeout, reason = \"…\")]`"
                ),
            );
        }
        self.with_loop_checks(checks, walk);
    }
}

/// The reason why the guard cannot interrupt the loop, and the beginning of the help.
fn refusal(checks: LoopChecks) -> Option<(&'static str, &'static str)> {
    match checks {
        LoopChecks::OutsideOfInvocations | LoopChecks::Checked => None,
        LoopChecks::Unchecked => Some((
            "the function is not `#[guarded]`",
            "mark the function `#[guarded]`, or leave the loop",
        )),
        LoopChecks::Off => Some((
            "`#[guard(off)]` disables its check",
            "remove `#[guard(off)]`, or leave the loop",
        )),
        LoopChecks::InMacro => Some((
            "attributes do not see loops inside a macro",
            "move the loop into a function marked `#[guarded]`, or leave it",
        )),
        LoopChecks::InInitialiser => Some((
            "the initialiser of a static is not `#[guarded]`",
            "move the loop into a function marked `#[guarded]`, or leave it",
        )),
    }
}

/// Loops in the macros of the crate.
#[derive(Default)]
pub(super) struct MacroLoops {
    /// The macro whose body is walked.
    pub(super) defined: Option<String>,
    /// Macros with a loop that only a variable of the macro can leave.
    endless: HashSet<String>,
    /// Calls of macros with arguments that have no way out.
    calls: Vec<(String, (Span, Span), FileId)>,
}

impl Judge {
    /// Records that only a variable of the walked macro can leave its loop.
    fn endless_macro(&mut self) {
        if let Some(name) = &self.macro_loops.defined {
            self.macro_loops.endless.insert(name.clone());
        }
    }

    /// Records a call of the user's own macro, if no argument has a way out of a loop.
    pub(super) fn note_macro_loop(&mut self, name: &str, tokens: &TokenStream, at: (Span, Span)) {
        let mut exits = Exits::default();
        exits.tokens(tokens.clone());
        if exits.found
            || has_unknown_macro(tokens)
            || self.findings.muted
            || self.loop_checks == LoopChecks::OutsideOfInvocations
        {
            return;
        }
        self.macro_loops
            .calls
            .push((name.to_owned(), at, self.cx.file));
    }

    /// Reports the calls of macros that make an endless loop of their arguments.
    pub(super) fn report_macro_loops(&mut self) {
        for (name, at, file) in std::mem::take(&mut self.macro_loops.calls) {
            if self.macro_loops.endless.contains(&name) && !self.findings.is_exempt(Rule::Timeout) {
                self.cx.file = file;
                self.findings.enter_statement();
                let headline = format!("`{name}!` makes a loop of its arguments that never exits");
                let help =
                    "move the loop into a function marked `#[guarded]`, or leave it with `break`";
                self.report(Rule::Timeout, at, headline, help);
            }
        }
    }
}

/// Whether tokens call a macro that may not return.
fn has_unknown_macro(tokens: &TokenStream) -> bool {
    let trees: Vec<TokenTree> = tokens.clone().into_iter().collect();
    trees.iter().enumerate().any(|(at, tree)| match tree {
        TokenTree::Group(group) => has_unknown_macro(&group.stream()),
        TokenTree::Ident(name) => {
            let called = matches!(trees.get(at + 1), Some(TokenTree::Punct(bang)) if bang.as_char() == '!')
                && matches!(trees.get(at + 2), Some(TokenTree::Group(_)));
            let returns = RETURNING.iter().any(|macro_name| name == macro_name);
            called && !returns || DIVERGING.iter().any(|function| name == function)
        }
        _ => false,
    })
}

/// Whether the condition of a `while` is `true`.
pub(super) fn is_true(cond: &Expr) -> bool {
    match cond {
        Expr::Lit(literal) => matches!(&literal.lit, Lit::Bool(value) if value.value),
        Expr::Paren(inner) => is_true(&inner.expr),
        Expr::Group(inner) => is_true(&inner.expr),
        _ => false,
    }
}

/// Macros that return. Their arguments are looked into.
const RETURNING: [&str; 19] = [
    "dbg",
    "debug",
    "eprint",
    "eprintln",
    "error",
    "event",
    "format",
    "format_args",
    "info",
    "matches",
    "print",
    "println",
    "span",
    "trace",
    "vec",
    "warn",
    "write",
    "writeln",
    "concat",
];

/// Functions that do not return.
const DIVERGING: [&str; 6] = [
    "abort",
    "exit",
    "panic_any",
    "resume_unwind",
    "unreachable_unchecked",
    "pending",
];

/// Whether the loop has a way out: `break`, `return`, `?`, a panic, or `.await`, where the guard can act.
///
/// Code that cannot be read may be a way out: an unknown macro, or a variable of the macro that contains the loop.
fn exit_of(label: Option<&Label>, body: &Block) -> Exit {
    let mut exits = Exits {
        own: label.map(|label| label.name.ident.clone()),
        ..Exits::default()
    };
    exits.visit_block(body);
    if exits.found {
        Exit::Certain
    } else if exits.variable {
        Exit::Variable
    } else {
        Exit::None
    }
}

/// Whether the body of a closure panics or ends the process.
pub(super) fn panics(body: &Expr) -> bool {
    let mut exits = Exits {
        of_closure: true,
        ..Exits::default()
    };
    exits.visit_expr(body);
    exits.found
}

/// A way out of a loop.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Exit {
    None,
    /// A variable of the macro that contains the loop.
    Variable,
    Certain,
}

#[derive(Default)]
struct Exits {
    /// Whether only a panic counts: `return`, `?` and `break` leave the closure.
    of_closure: bool,
    /// Whether a variable of a macro may be a way out.
    variable: bool,
    /// The label of the loop.
    own: Option<Ident>,
    /// The labels of the loops and blocks inside it.
    inner: Vec<Ident>,
    /// How many loops inside it enclose this place.
    depth: usize,
    found: bool,
}

impl Exits {
    fn inside(&mut self, label: Option<&Label>, is_loop: bool, walk: impl FnOnce(&mut Self)) {
        let outer = self.inner.len();
        self.inner
            .extend(label.map(|label| label.name.ident.clone()));
        self.depth += usize::from(is_loop);
        walk(self);
        self.depth -= usize::from(is_loop);
        self.inner.truncate(outer);
    }

    fn leads_out(&self, label: &Lifetime) -> bool {
        !self.inner.contains(&label.ident)
    }

    fn tokens(&mut self, tokens: TokenStream) {
        for tree in tokens {
            match tree {
                TokenTree::Group(group) => self.tokens(group.stream()),
                TokenTree::Ident(ident) => {
                    self.variable |= is_variable(&ident);
                    self.found |= ["break", "return", "await"]
                        .iter()
                        .any(|word| ident == word);
                }
                TokenTree::Punct(punct) => self.found |= punct.as_char() == '?',
                TokenTree::Literal(_) => {}
            }
        }
    }
}

impl<'ast> Visit<'ast> for Exits {
    fn visit_expr_break(&mut self, node: &'ast ExprBreak) {
        let leaves = match &node.label {
            Some(label) => self.leads_out(label),
            None => self.depth == 0,
        };
        self.found |= leaves && !self.of_closure;
        visit::visit_expr_break(self, node);
    }

    fn visit_expr_continue(&mut self, node: &'ast ExprContinue) {
        self.found |= node
            .label
            .as_ref()
            .is_some_and(|label| self.leads_out(label) && Some(&label.ident) != self.own.as_ref());
    }

    fn visit_expr_return(&mut self, _: &'ast ExprReturn) {
        self.found |= !self.of_closure;
    }

    fn visit_expr_try(&mut self, node: &'ast ExprTry) {
        self.found |= !self.of_closure;
        visit::visit_expr_try(self, node);
    }

    fn visit_expr_await(&mut self, _: &'ast ExprAwait) {
        self.found = true;
    }

    fn visit_expr_yield(&mut self, _: &'ast ExprYield) {
        self.found = true;
    }

    fn visit_expr_call(&mut self, node: &'ast ExprCall) {
        self.found |= match &*node.func {
            Expr::Path(ExprPath { path, .. }) => path
                .segments
                .last()
                .is_some_and(|last| DIVERGING.iter().any(|name| last.ident == name)),
            _ => false,
        };
        visit::visit_expr_call(self, node);
    }

    fn visit_expr_path(&mut self, node: &'ast ExprPath) {
        self.variable |= node.path.get_ident().is_some_and(is_variable);
    }

    fn visit_expr_macro(&mut self, node: &'ast ExprMacro) {
        self.visit_macro(&node.mac);
    }

    fn visit_stmt_macro(&mut self, node: &'ast StmtMacro) {
        self.visit_macro(&node.mac);
    }

    fn visit_macro(&mut self, node: &'ast Macro) {
        let returns = node
            .path
            .segments
            .last()
            .is_some_and(|last| RETURNING.iter().any(|name| last.ident == name));
        self.found |= !returns;
        self.tokens(node.tokens.clone());
    }

    fn visit_expr_loop(&mut self, node: &'ast ExprLoop) {
        self.inside(node.label.as_ref(), true, |this| {
            visit::visit_expr_loop(this, node);
        });
    }

    fn visit_expr_while(&mut self, node: &'ast ExprWhile) {
        self.inside(node.label.as_ref(), true, |this| {
            visit::visit_expr_while(this, node);
        });
    }

    fn visit_expr_for_loop(&mut self, node: &'ast ExprForLoop) {
        self.inside(node.label.as_ref(), true, |this| {
            visit::visit_expr_for_loop(this, node);
        });
    }

    fn visit_expr_block(&mut self, node: &'ast ExprBlock) {
        self.inside(node.label.as_ref(), false, |this| {
            visit::visit_expr_block(this, node);
        });
    }

    // A way out in these does not leave the loop.
    fn visit_expr_closure(&mut self, _: &'ast ExprClosure) {}
    fn visit_expr_async(&mut self, _: &'ast ExprAsync) {}
    fn visit_item(&mut self, _: &'ast Item) {}
}
