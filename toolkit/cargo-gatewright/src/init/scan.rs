//! Finds what `init` cannot change: the code of `lambda_runtime`, `lambda_http` and axum.

use super::events;
use super::functions::Functions;
use super::names::{Crates, Names};
use super::router;
use super::served::contains_run;
use super::sources::{SourceFile, is_test};
use super::step::{Kind, Step};
use super::text::{text, variable};
use proc_macro2::{Span, TokenTree};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{Expr, ExprCall, ExprMethodCall, Item, ItemFn, ItemMacro, ItemStatic, Pat, Stmt};

/// What was found.
#[derive(Default)]
pub(super) struct Found {
    pub(super) steps: Vec<Step>,
    /// The first use of each package that is more than its `main` attribute.
    pub(super) uses: BTreeMap<String, (String, usize)>,
    /// The event to send first.
    pub(super) event: Option<events::Event>,
}

/// Looks through the files of a function.
pub(super) fn scan(
    files: &[SourceFile],
    crates: &Crates,
    shown: &dyn Fn(&Path) -> String,
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
}

impl<'ast> Visit<'ast> for Scan<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        if !is_test_item(item) {
            visit::visit_item(self, item);
        }
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
        self.static_item(item);
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

pub(super) fn is_test_item(item: &Item) -> bool {
    match item {
        Item::Fn(item) => is_test(&item.attrs),
        Item::Mod(item) => is_test(&item.attrs),
        Item::Impl(item) => is_test(&item.attrs),
        Item::Static(item) => is_test(&item.attrs),
        Item::Use(item) => is_test(&item.attrs),
        _ => false,
    }
}
