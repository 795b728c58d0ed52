//! What the code of a function says: the options of `#[lambda_handler]`, guards that are off, and I/O that waits one after the other.

use proc_macro2::{TokenStream, TokenTree};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{Attribute, Expr, Local, Pat, Stmt};

/// A place in a source file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) file: PathBuf,
    pub(super) line: usize,
}

/// What the files of a function say.
#[derive(Debug, Default)]
pub(super) struct Code {
    /// `#[lambda_handler]`, with the names of its options.
    pub(super) attribute: Option<(Spot, BTreeSet<String>)>,
    /// Each `#[guard(off)]`, with the name of its function.
    pub(super) unguarded: Vec<(Spot, String)>,
    /// Waits that could be concurrent, each with what it is.
    pub(super) one_by_one: Vec<(Spot, String)>,
    /// Functions whose body awaits, with their last line.
    waits: Vec<(Spot, usize)>,
}

/// Reads the files. A file that does not parse says nothing.
pub(super) fn read(files: &[PathBuf]) -> Code {
    let mut code = Code::default();
    for file in files {
        let Ok(text) = std::fs::read_to_string(file) else {
            continue;
        };
        code.add(file, &text);
    }
    code
}

impl Code {
    /// Whether the function around a line awaits.
    pub(super) fn awaits_at(&self, file: &Path, line: usize) -> bool {
        self.waits
            .iter()
            .any(|(spot, last)| spot.file == file && (spot.line..=*last).contains(&line))
    }

    fn add(&mut self, file: &Path, text: &str) {
        if let Ok(syntax) = syn::parse_file(text) {
            let mut reader = Reader { file, code: self };
            reader.visit_file(&syntax);
        }
    }
}

struct Reader<'c> {
    file: &'c Path,
    code: &'c mut Code,
}

impl Reader<'_> {
    fn spot(&self, at: proc_macro2::Span) -> Spot {
        Spot {
            file: self.file.to_owned(),
            line: at.start().line,
        }
    }

    fn attributes(&mut self, attributes: &[Attribute], name: &str) {
        for attribute in attributes {
            if is(attribute, "lambda_handler") {
                let tokens = match &attribute.meta {
                    syn::Meta::List(list) => list.tokens.clone(),
                    _ => TokenStream::new(),
                };
                let found = (self.spot(attribute.span()), options(tokens));
                self.code.attribute.get_or_insert(found);
            }
            let is_off = is(attribute, "guard")
                && attribute
                    .parse_args::<syn::Ident>()
                    .is_ok_and(|word| word == "off");
            if is_off {
                let spot = self.spot(attribute.span());
                self.code.unguarded.push((spot, name.to_owned()));
            }
        }
    }

    /// `whole` is the function with its attributes.
    fn function(&mut self, whole: proc_macro2::Span, block: &syn::Block) {
        let mut awaits = Awaits(false);
        awaits.visit_block(block);
        if awaits.0 {
            let found = (self.spot(whole), whole.end().line);
            self.code.waits.push(found);
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if !is_test(&module.attrs) {
            self.attributes(&module.attrs, &module.ident.to_string());
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        if !is_test(&function.attrs) {
            self.attributes(&function.attrs, &function.sig.ident.to_string());
            self.function(function.span(), &function.block);
            visit::visit_item_fn(self, function);
        }
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        if !is_test(&function.attrs) {
            self.function(function.span(), &function.block);
            visit::visit_impl_item_fn(self, function);
        }
    }

    /// Two values in a row that are awaited, and the second does not need the first.
    fn visit_block(&mut self, block: &'ast syn::Block) {
        for pair in block.stmts.windows(2) {
            let [Stmt::Local(first), Stmt::Local(second)] = pair else {
                continue;
            };
            let (Some(before), Some(after)) = (awaited(first), awaited(second)) else {
                continue;
            };
            let mut bound = Names::default();
            bound.visit_pat(&first.pat);
            let mut used = Names::default();
            used.visit_expr(after);
            let is_one_source = is_stream(before) || is_stream(after);
            if bound.0.is_disjoint(&used.0) && !is_one_source {
                let what = format!(
                    "{} is awaited after {}, and does not need it",
                    names(&second.pat),
                    names(&first.pat)
                );
                let spot = self.spot(second.span());
                self.code.one_by_one.push((spot, what));
            }
        }
        visit::visit_block(self, block);
    }

    /// A loop over items that awaits something for each of them, and never leaves early.
    fn visit_expr_for_loop(&mut self, all: &'ast syn::ExprForLoop) {
        let mut items = Names::default();
        items.visit_pat(&all.pat);
        let mut body = ForItem {
            items: &items.0,
            waits: false,
            leaves: false,
        };
        body.visit_block(&all.body);
        if body.waits && !body.leaves {
            let spot = self.spot(all.span());
            let what = format!(
                "the loop over {} awaits for one item after the other",
                names(&all.pat)
            );
            self.code.one_by_one.push((spot, what));
        }
        visit::visit_expr_for_loop(self, all);
    }
}

/// The expression that a `let` awaits: `let a = call().await?;`.
fn awaited(local: &Local) -> Option<&Expr> {
    let init = local.init.as_ref()?;
    if init.diverge.is_some() {
        return None;
    }
    let mut value = &*init.expr;
    loop {
        value = match value {
            Expr::Try(inner) => &inner.expr,
            Expr::Paren(inner) => &inner.expr,
            Expr::Await(inner) => {
                let is_call = matches!(&*inner.base, Expr::Call(_) | Expr::MethodCall(_));
                return is_call.then_some(&*inner.base);
            }
            _ => return None,
        };
    }
}

/// Whether a call takes the next part of a source that has one order: `body.chunk()`, `rows.next()`.
fn is_stream(call: &Expr) -> bool {
    const NEXT: [&str; 7] = [
        "next", "chunk", "recv", "read", "lock", "acquire", "changed",
    ];
    matches!(call, Expr::MethodCall(call) if NEXT.iter().any(|name| call.method == name))
}

/// The names of variables in patterns and expressions.
#[derive(Default)]
struct Names(BTreeSet<String>);

impl<'ast> Visit<'ast> for Names {
    fn visit_pat_ident(&mut self, pat: &'ast syn::PatIdent) {
        self.0.insert(pat.ident.to_string());
        visit::visit_pat_ident(self, pat);
    }

    fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
        if let Some(name) = path.path.get_ident() {
            self.0.insert(name.to_string());
        }
    }

    // Macros may name anything.
    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        let mut next = vec![call.tokens.clone()];
        while let Some(tokens) = next.pop() {
            for token in tokens {
                match token {
                    TokenTree::Ident(name) => {
                        self.0.insert(name.to_string());
                    }
                    TokenTree::Group(group) => next.push(group.stream()),
                    // `format!("{name}")`.
                    TokenTree::Literal(text) => self.0.extend(
                        text.to_string()
                            .split(|c: char| !(c.is_alphanumeric() || c == '_'))
                            .map(str::to_owned),
                    ),
                    TokenTree::Punct(_) => {}
                }
            }
        }
    }
}

/// Whether something is awaited, outside closures and async blocks.
struct Awaits(bool);

impl<'ast> Visit<'ast> for Awaits {
    fn visit_expr_await(&mut self, _: &'ast syn::ExprAwait) {
        self.0 = true;
    }
}

/// The body of a loop over items.
struct ForItem<'n> {
    items: &'n BTreeSet<String>,
    waits: bool,
    leaves: bool,
}

impl<'ast> Visit<'ast> for ForItem<'_> {
    fn visit_expr_await(&mut self, awaited: &'ast syn::ExprAwait) {
        let mut used = Names::default();
        used.visit_expr(&awaited.base);
        // The handle of a task that runs already is awaited at no cost.
        let is_call = matches!(&*awaited.base, Expr::Call(_) | Expr::MethodCall(_));
        self.waits |= is_call && !is_stream(&awaited.base) && !used.0.is_disjoint(self.items);
        visit::visit_expr_await(self, awaited);
    }

    fn visit_expr_break(&mut self, _: &'ast syn::ExprBreak) {
        self.leaves = true;
    }

    fn visit_expr_return(&mut self, _: &'ast syn::ExprReturn) {
        self.leaves = true;
    }

    // A closure or an async block does not wait here.
    fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}

    fn visit_expr_async(&mut self, _: &'ast syn::ExprAsync) {}
}

fn names(pat: &Pat) -> String {
    let mut names = Names::default();
    names.visit_pat(pat);
    match names.0.len() {
        0 => "a value".to_owned(),
        _ => {
            let names: Vec<String> = names.0.iter().map(|name| format!("`{name}`")).collect();
            names.join(", ")
        }
    }
}

/// Whether the last segment of an attribute's path is this name.
fn is(attribute: &Attribute, name: &str) -> bool {
    let last = attribute.path().segments.last();
    last.is_some_and(|segment| segment.ident == name)
}

/// The names of an attribute's options: `timeout`, `memory`.
fn options(tokens: TokenStream) -> BTreeSet<String> {
    let mut options = BTreeSet::new();
    let mut is_start = true;
    for token in tokens {
        match token {
            TokenTree::Ident(name) if is_start => {
                options.insert(name.to_string());
                is_start = false;
            }
            TokenTree::Punct(punct) if punct.as_char() == ',' => is_start = true,
            _ => {}
        }
    }
    options
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        is(attribute, "test")
            || is(attribute, "cfg")
                && matches!(&attribute.meta, syn::Meta::List(list) if list.tokens.to_string() == "test")
    })
}

#[cfg(test)]
mod tests {
    use super::Code;
    use std::path::Path;

    fn of(text: &str) -> Code {
        let mut code = Code::default();
        code.add(Path::new("src/main.rs"), text);
        code
    }

    fn one_by_one(body: &str) -> Vec<(usize, String)> {
        let code = of(&format!("async fn handle(client: Client) {{\n{body}\n}}\n"));
        code.one_by_one
            .into_iter()
            .map(|(spot, what)| (spot.line, what))
            .collect()
    }

    #[test]
    fn options_of_the_attribute_are_found() {
        let code = of(
            "\n#[gatewright::lambda_handler(timeout = \"5s\", metrics = \"Shop\", logging_config(a = 1, b = 2), record)]\nmod shop {\n    #[guard(off)]\n    pub async fn slow() {}\n}\n",
        );
        let (spot, options) = code.attribute.expect("the attribute");
        assert_eq!(spot.line, 2);
        let names: Vec<&str> = options.iter().map(String::as_str).collect();
        assert_eq!(names, ["logging_config", "metrics", "record", "timeout"]);
        assert_eq!(code.unguarded.len(), 1);
        assert_eq!(
            (code.unguarded[0].0.line, code.unguarded[0].1.as_str()),
            (4, "slow")
        );
    }

    #[test]
    fn independent_values_one_after_the_other_are_found() {
        let found =
            one_by_one("let user = client.user(1).await?;\nlet orders = client.orders(1).await?;");
        assert_eq!(
            found,
            [(
                3,
                "`orders` is awaited after `user`, and does not need it".to_owned()
            )]
        );
    }

    #[test]
    fn dependent_values_and_effects_are_fine() {
        for body in [
            "let user = client.user(1).await?;\nlet orders = client.orders(user.id).await?;",
            "let user = client.user(1).await?;\nlet orders = client.get(&format!(\"{user}\")).await?;",
            "client.put(1).await?;\nclient.put(2).await?;",
            "let user = client.user(1).await?;\nlet name = \"x\";",
            "let user = client.user(1);\nlet orders = client.orders(1);\nlet (user, orders) = join(user, orders).await;",
            "let first = rows.next().await;\nlet second = rows.next().await;",
            "let first = task.await;\nlet second = other.await;",
        ] {
            assert_eq!(one_by_one(body), [], "{body}");
        }
    }

    #[test]
    fn loop_that_awaits_for_each_item_is_found() {
        let found = one_by_one("for order in orders {\n    client.ship(&order).await?;\n}");
        assert_eq!(
            found,
            [(
                2,
                "the loop over `order` awaits for one item after the other".to_owned()
            )]
        );
        for body in [
            "for order in orders {\n    if client.ship(&order).await? { break; }\n}",
            "for task in tasks {\n    task.await?;\n}",
            "for order in orders {\n    tasks.push(async move { client.ship(&order).await });\n}",
            "while let Some(page) = pages.next().await { all.push(page); }",
            "for _ in 0..3 {\n    client.poll().await?;\n}",
        ] {
            assert_eq!(one_by_one(body), [], "{body}");
        }
    }

    #[test]
    fn tests_are_not_read() {
        let code =
            of("#[cfg(test)]\nmod tests {\n    async fn f() { for x in xs { g(x).await; } }\n}\n");
        assert_eq!(code.one_by_one, []);
        assert!(code.waits.is_empty());
    }
}
