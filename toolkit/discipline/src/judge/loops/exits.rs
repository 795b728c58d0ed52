//! The ways out of a loop: `break`, `return`, `?`, a panic, and `.await`, where the guard can act.
//!
//! What cannot be read may be a way out: a macro of unknown meaning, a variable of the macro that the loop stands in.

use super::super::templates::is_variable;
use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{
    Block, Expr, ExprAsync, ExprAwait, ExprBlock, ExprBreak, ExprCall, ExprClosure, ExprContinue,
    ExprForLoop, ExprLoop, ExprMacro, ExprPath, ExprReturn, ExprTry, ExprWhile, ExprYield, Ident,
    Item, Label, Lifetime, Macro, StmtMacro,
};

/// Macros that come back, whatever their arguments are; those are looked into.
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

/// Functions that do not come back.
const DIVERGING: [&str; 6] = [
    "abort",
    "exit",
    "panic_any",
    "resume_unwind",
    "unreachable_unchecked",
    "pending",
];

/// Whether the loop can be left.
pub(super) fn has_exit(label: Option<&Label>, body: &Block) -> bool {
    let mut exits = Exits {
        own: label.map(|label| label.name.ident.clone()),
        inner: Vec::new(),
        depth: 0,
        found: false,
    };
    exits.visit_block(body);
    exits.found
}

struct Exits {
    /// The label of the loop.
    own: Option<Ident>,
    /// The labels of what is inside of it.
    inner: Vec<Ident>,
    /// How many loops inside of it are around this place.
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
                    self.found |= is_variable(&ident)
                        || ["break", "return", "await"]
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
        self.found |= match &node.label {
            Some(label) => self.leads_out(label),
            None => self.depth == 0,
        };
        visit::visit_expr_break(self, node);
    }

    fn visit_expr_continue(&mut self, node: &'ast ExprContinue) {
        self.found |= node
            .label
            .as_ref()
            .is_some_and(|label| self.leads_out(label) && Some(&label.ident) != self.own.as_ref());
    }

    fn visit_expr_return(&mut self, _: &'ast ExprReturn) {
        self.found = true;
    }

    fn visit_expr_try(&mut self, _: &'ast ExprTry) {
        self.found = true;
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
        self.found |= node.path.get_ident().is_some_and(is_variable);
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

    // What these hold leaves them, not the loop.
    fn visit_expr_closure(&mut self, _: &'ast ExprClosure) {}
    fn visit_expr_async(&mut self, _: &'ast ExprAsync) {}
    fn visit_item(&mut self, _: &'ast Item) {}
}
