//! The variables in scope: their values, and which of them an expression reads.

use super::tasks::Started;
use super::types::Known;
use crate::ids::ScopeId;
use proc_macro2::{Ident, TokenStream, TokenTree};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use syn::visit::{self, Visit};
use syn::{Expr, ExprPath, Macro, Pat, PatIdent, Type};

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
    /// A collection or an `Option` that began empty: a task in it is dropped unless a later statement reads it.
    Container,
    /// The parameter of a function with this index, which is not counted from the receiver.
    Parameter(usize),
    /// A method of a write-once cell, taken as a value.
    CellMethod(String),
    /// The options of a file that is written.
    WritingOptions,
    /// A `std::task::Context`.
    PollContext,
    /// The hook of panics that was set before.
    PanicHook,
    /// A write-once cell in a local variable.
    OwnCell,
    /// A reference to a static write-once cell.
    SharedCell,
}

/// A type as the code writes it, and the scope in which its names are bound.
pub(super) type Typed = (Rc<Type>, ScopeId);

/// A variable.
struct Variable {
    name: Ident,
    holds: Holds,
    ty: Option<Typed>,
    /// The tasks in its value.
    tasks: Vec<Started>,
}

/// The variables, innermost last.
#[derive(Default)]
pub(super) struct Locals {
    names: Vec<Variable>,
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
        for Variable { name, .. } in self.names.drain(mark..).rev() {
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

    fn push(&mut self, name: Ident, holds: Holds, ty: Option<Typed>) {
        let indices = self.by_name.entry(name.to_string()).or_default();
        indices.push(self.names.len());
        self.names.push(Variable {
            name,
            holds,
            ty,
            tasks: Vec::new(),
        });
    }

    pub(super) fn holds(&self, name: &Ident) -> Holds {
        self.find(name)
            .map_or(Holds::Something, |bound| bound.holds.clone())
    }

    /// The declared type of a variable.
    pub(super) fn type_of(&self, name: &Ident) -> Option<&Typed> {
        self.find(name)?.ty.as_ref()
    }

    fn find(&self, name: &Ident) -> Option<&Variable> {
        Some(&self.names[self.last(name)?])
    }

    /// The index of a variable: those of the enclosing blocks have smaller ones.
    pub(super) fn index(&self, name: &Ident) -> Option<usize> {
        self.last(name)
    }

    /// Changes what is known about the value of a variable.
    pub(super) fn set(&mut self, name: &Ident, holds: Holds) {
        if let Some(at) = self.last(name) {
            self.names[at].holds = holds;
        }
    }

    /// Binds all names of a pattern.
    pub(super) fn bind(&mut self, pat: &Pat, holds: &Holds) {
        for name in bound_by(pat) {
            self.push(name, holds.clone(), None);
        }
    }

    /// Binds a single name with its type.
    pub(super) fn bind_typed(&mut self, name: Ident, holds: Holds, ty: Option<Typed>) {
        self.push(name, holds, ty);
    }

    /// States the tasks in the value of the variable that was bound last.
    pub(super) fn bind_tasks(&mut self, tasks: Vec<Started>) {
        if let Some(bound) = self.names.last_mut() {
            bound.tasks = tasks;
        }
    }

    /// The tasks in the value of a variable.
    pub(super) fn tasks(&self, name: &Ident) -> Vec<Started> {
        self.find(name)
            .map_or_else(Vec::new, |bound| bound.tasks.clone())
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
    /// The first of the variables that `expr` reads.
    pub(super) fn captured(&self, expr: &Expr) -> Option<String> {
        self.captured_but(expr, None)
    }

    /// The first of the variables that `expr` reads, except those that hold `ignored`.
    pub(super) fn captured_but(&self, expr: &Expr, ignored: Option<&Holds>) -> Option<String> {
        let mut all = self.all_captured(expr).into_iter();
        all.find(|name| ignored != Some(&self.holds(name)))
            .map(|name| name.to_string())
    }

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

/// A pattern without its type.
pub(super) fn untyped(pat: &Pat) -> &Pat {
    match pat {
        Pat::Type(pat) => untyped(&pat.pat),
        pat => pat,
    }
}
