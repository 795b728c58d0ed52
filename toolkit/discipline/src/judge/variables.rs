//! The variables in scope: their values, and which of them an expression reads.

use super::types::Known;
use proc_macro2::{Ident, TokenStream, TokenTree};
use std::collections::{HashMap, HashSet};
use syn::visit::{self, Visit};
use syn::{Expr, ExprPath, Local, Macro, Pat, PatIdent, Stmt};

/// The known facts about the value of a variable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Holds {
    /// Nothing that matters.
    #[default]
    Something,
    /// A task's handle. It is dropped unless a later statement uses it.
    Task,
    /// A value that was refused: its methods are part of the same mistake.
    Refused,
    /// `tokio::runtime::Handle`
    RuntimeHandle,
    /// A function or closure that starts a task and returns its handle; the name of the function that starts it.
    Starter(String),
    /// A path that is the same in every invocation.
    Path(String),
    /// A write-once cell in a local variable.
    OwnCell,
    /// A reference to a static write-once cell.
    SharedCell,
}

/// The variables, innermost last.
#[derive(Default)]
pub(super) struct Locals {
    names: Vec<(Ident, Holds)>,
    /// The indices of each name in `names`: a function may have thousands of variables.
    by_name: HashMap<String, Vec<usize>>,
    /// The types of some variables, by their index in `names`.
    types: Vec<(usize, Known)>,
    /// The variables that hold the same value in every invocation, by their index in `names`.
    constants: Vec<usize>,
}

impl Locals {
    /// Begins a block; pass the result to [`Self::leave`].
    pub(super) fn enter(&self) -> usize {
        self.names.len()
    }

    pub(super) fn leave(&mut self, mark: usize) {
        for (name, _) in self.names.drain(mark..).rev() {
            if let Some(indices) = self.by_name.get_mut(&name.to_string()) {
                indices.pop();
            }
        }
        let constants = self.constants.partition_point(|at| *at < mark);
        self.constants.truncate(constants);
        while self.types.last().is_some_and(|(at, _)| *at >= mark) {
            self.types.pop();
        }
    }

    pub(super) fn has(&self, name: &Ident) -> bool {
        self.last(name).is_some()
    }

    /// The index of the variable of this name that is visible.
    fn last(&self, name: &Ident) -> Option<usize> {
        self.by_name.get(&name.to_string())?.last().copied()
    }

    fn push(&mut self, name: Ident, holds: Holds) {
        let indices = self.by_name.entry(name.to_string()).or_default();
        indices.push(self.names.len());
        self.names.push((name, holds));
    }

    pub(super) fn holds(&self, name: &Ident) -> Holds {
        self.last(name)
            .map_or(Holds::Something, |at| self.names[at].1.clone())
    }

    /// Binds all names of a pattern.
    pub(super) fn bind(&mut self, pat: &Pat, holds: &Holds) {
        for name in bound_by(pat) {
            self.push(name, holds.clone());
        }
    }

    /// States the type of the variable that was bound last under this name.
    pub(super) fn know(&mut self, name: &Ident, known: Known) {
        if let Some(at) = self.last(name) {
            self.types.push((at, known));
        }
    }

    /// States that the variables from this index on hold the same value in every invocation.
    pub(super) fn hold_constants(&mut self, from: usize) {
        self.constants.extend(from..self.names.len());
    }

    /// Whether the variable of this name is the one that was bound first.
    pub(super) fn is_outermost(&self, name: &Ident) -> bool {
        let indices = self.by_name.get(&name.to_string());
        indices.is_some_and(|indices| indices.len() == 1)
    }

    /// The variables that `expr` reads and that may differ between invocations.
    pub(super) fn varying(&self, expr: &Expr) -> Vec<Ident> {
        let mut names = Vec::new();
        for name in self.all_captured(expr) {
            let is_varying = |at| self.constants.binary_search(&at).is_err();
            if self.last(&name).is_some_and(is_varying) && !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// The type of a variable.
    pub(super) fn known(&self, name: &Ident) -> Known {
        let Some(at) = self.last(name) else {
            return Known::Unknown;
        };
        // In the order of the variables; of two entries about one variable, the later counts.
        let end = self.types.partition_point(|(of, _)| *of <= at);
        match self.types[..end].last() {
            Some((of, known)) if *of == at => known.clone(),
            _ => Known::Unknown,
        }
    }

    pub(super) fn bind_name(&mut self, name: Ident) {
        self.push(name, Holds::Something);
    }
}

/// The names that a pattern binds.
pub(super) fn bound_by(pat: &Pat) -> Vec<Ident> {
    #[derive(Default)]
    struct Names(Vec<Ident>);
    impl<'p> Visit<'p> for Names {
        fn visit_pat_ident(&mut self, pat: &'p PatIdent) {
            // A capitalised name in a pattern is a constant or a variant: `None`.
            if !pat.ident.to_string().starts_with(char::is_uppercase) {
                self.0.push(pat.ident.clone());
            }
            visit::visit_pat_ident(self, pat);
        }
    }
    let mut names = Names::default();
    names.visit_pat(pat);
    names.0
}

impl Locals {
    /// The variables that `expr` reads.
    pub(super) fn all_captured(&self, expr: &Expr) -> Vec<Ident> {
        let mut reads = Reads {
            locals: self,
            own: HashSet::new(),
            found: Vec::new(),
        };
        reads.visit_expr(expr);
        reads.found
    }
}

struct Reads<'l> {
    locals: &'l Locals,
    /// Names that are bound inside the expression, and shadow variables around it.
    own: HashSet<Ident>,
    found: Vec<Ident>,
}

impl Reads<'_> {
    fn name(&mut self, name: &Ident) {
        if !self.own.contains(name) && self.locals.has(name) {
            self.found.push(name.clone());
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
        // `let tenant = tenant;` reads the outer variable first.
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

/// Whether a later statement uses `name` for anything but dropping it.
pub(super) fn is_kept(name: &Ident, rest: &[Stmt]) -> bool {
    let mut mentions = Mentions { name, kept: false };
    for stmt in rest {
        mentions.visit_stmt(stmt);
    }
    mentions.kept
}

struct Mentions<'n> {
    name: &'n Ident,
    kept: bool,
}

impl Mentions<'_> {
    fn is_it(&self, expr: &Expr) -> bool {
        matches!(expr, Expr::Path(path) if path.path.is_ident(self.name))
    }

    fn tokens(&mut self, tokens: TokenStream) {
        for tree in tokens {
            match tree {
                TokenTree::Ident(ident) => self.kept |= ident == *self.name,
                TokenTree::Group(group) => self.tokens(group.stream()),
                TokenTree::Literal(literal) => {
                    self.kept |= literal.to_string().contains(&format!("{{{}", self.name));
                }
                TokenTree::Punct(_) => {}
            }
        }
    }
}

impl<'e> Visit<'e> for Mentions<'_> {
    fn visit_expr(&mut self, expr: &'e Expr) {
        match expr {
            Expr::Call(call) if call.args.len() == 1 && self.is_it(&call.args[0]) => {
                let drops = matches!(&*call.func, Expr::Path(callee)
                    if callee.path.segments.last().is_some_and(|last| last.ident == "drop" || last.ident == "forget"));
                self.kept |= !drops;
            }
            Expr::Path(path) => self.kept |= path.path.is_ident(self.name),
            Expr::Assign(assign)
                if matches!(&*assign.left, Expr::Infer(_)) && self.is_it(&assign.right) => {}
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

    fn visit_macro(&mut self, mac: &'e syn::Macro) {
        self.tokens(mac.tokens.clone());
    }
}

/// A pattern without its type.
pub(super) fn untyped(pat: &Pat) -> &Pat {
    match pat {
        Pat::Type(pat) => untyped(&pat.pat),
        pat => pat,
    }
}
