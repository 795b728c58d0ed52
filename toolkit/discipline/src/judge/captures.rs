//! Which variables around an expression it reads.

use super::Judge;
use super::locals::{Locals, bound_by};
use proc_macro2::{Ident, TokenStream, TokenTree};
use std::collections::HashSet;
use syn::visit::{self, Visit};
use syn::{Expr, ExprPath, Macro, Pat};

impl Judge {
    /// The first variable around `expr` that it reads.
    pub(super) fn captured(&self, expr: &Expr) -> Option<String> {
        let mut reads = Reads {
            locals: &self.locals,
            own: HashSet::new(),
            found: None,
        };
        reads.visit_expr(expr);
        reads.found
    }
}

struct Reads<'l> {
    locals: &'l Locals,
    /// Bound inside the expression, anywhere: a variable of its own that shadows one around it.
    own: HashSet<Ident>,
    found: Option<String>,
}

impl Reads<'_> {
    fn name(&mut self, name: &Ident) {
        if self.found.is_none() && !self.own.contains(name) && self.locals.has(name) {
            self.found = Some(name.to_string());
        }
    }

    fn tokens(&mut self, tokens: TokenStream) {
        let mut after_dot = false;
        for tree in tokens {
            match &tree {
                TokenTree::Ident(name) if !after_dot => self.name(name),
                TokenTree::Group(group) => self.tokens(group.stream()),
                TokenTree::Literal(literal) => self.format(&literal.to_string()),
                _ => {}
            }
            after_dot = matches!(&tree, TokenTree::Punct(punct) if punct.as_char() == '.');
        }
    }

    /// `"tenant {tenant}"` reads `tenant`.
    fn format(&mut self, literal: &str) {
        if !literal.contains('"') {
            return;
        }
        for part in literal.replace("{{", "").split('{').skip(1) {
            let end = part
                .find(|c: char| !c.is_alphanumeric() && c != '_')
                .unwrap_or(part.len());
            if let Ok(name) = syn::parse_str::<Ident>(&part[..end]) {
                self.name(&name);
            }
        }
    }
}

impl<'e> Visit<'e> for Reads<'_> {
    fn visit_pat(&mut self, pat: &'e Pat) {
        self.own.extend(bound_by(pat));
        visit::visit_pat(self, pat);
    }

    fn visit_local(&mut self, local: &'e syn::Local) {
        // `let tenant = tenant;` reads the one outside first.
        if let Some(init) = &local.init {
            self.visit_local_init(init);
        }
        self.visit_pat(&local.pat);
    }

    fn visit_expr_path(&mut self, expr: &'e ExprPath) {
        if let Some(name) = expr.path.get_ident() {
            self.name(name);
        }
        visit::visit_expr_path(self, expr);
    }

    fn visit_macro(&mut self, mac: &'e Macro) {
        self.tokens(mac.tokens.clone());
    }

    fn visit_item(&mut self, _: &'e syn::Item) {}
}
