//! Macros: their arguments are judged as code if they parse as code, and path by path if not.

use super::Judge;
use super::call_graph::Callee;
use super::context::{ends, names};
use super::templates;
use crate::known;
use crate::rule::Rule;
use crate::scope::{Place, Space};
use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::visit::Visit as _;
use syn::{Block, Expr, Macro, Stmt, Token, Type, Visibility};

/// Macros whose arguments are not code of this crate.
const NOT_CODE: [&str; 17] = [
    "stringify",
    "concat",
    "compile_error",
    "include_str",
    "include_bytes",
    "env",
    "option_env",
    "line",
    "column",
    "file",
    "module_path",
    "cfg",
    "quote",
    "quote_spanned",
    "parse_quote",
    "parse_quote_spanned",
    "asm",
];

const STATE: &str =
    "keep the value in a local variable; store what later invocations need in DynamoDB or S3";

impl Judge {
    /// Judges a macro call.
    pub(super) fn macro_call(&mut self, mac: &Macro) {
        self.with_loop_checks_of_macro(|judge| judge.read_macro_call(mac));
    }

    fn read_macro_call(&mut self, mac: &Macro) {
        self.record_macro_call(&mac.path, |judge| judge.visit_path(&mac.path));
        let Some(name) = mac
            .path
            .segments
            .last()
            .map(|last| last.ident.unraw().to_string())
        else {
            return;
        };
        let own = if mac.path.segments.len() == 1 {
            self.cx.scopes.own_macro(self.cx.at, &name)
        } else {
            None
        };
        if own.is_some() {
            self.calls.edge(&Callee::Method(format!("{name}!")));
            self.note_macro_loop(&name, &mac.tokens, ends(&mac.path));
        }
        match own {
            Some(own) if own.quotes => return,
            Some(own) if own.joins => self.check_passed_crates(&mac.tokens),
            None if name == "include" => return self.included(&mac.tokens, ends(&mac.path)),
            None if NOT_CODE.contains(&name.as_str()) => return,
            None if name == "thread_local" && self.is_macro_of(mac, "std::thread_local") => {
                let headline = "`thread_local!` keeps state between invocations".to_owned();
                self.report(Rule::SharedState, ends(&mac.path), headline, STATE);
                let outer = std::mem::replace(&mut self.findings.in_refused_static, true);
                self.tokens(mac.tokens.clone());
                self.findings.in_refused_static = outer;
                return;
            }
            None if name == "lazy_static" => {
                if let Ok(statics) = LazyStatics::parse.parse2(mac.tokens.clone()) {
                    for (name, ty, _) in &statics.0 {
                        self.cx.scopes.bind_static(self.cx.at, name, ty);
                    }
                    for (name, ty, init) in &statics.0 {
                        self.as_statement(|judge| judge.one_static(name, ty, init));
                    }
                    return;
                }
            }
            _ => {}
        }
        self.tokens(mac.tokens.clone());
    }

    /// Judges the bodies of a `macro_rules!`, with its variables as unknown names.
    pub(super) fn macro_definition(&mut self, name: &Ident, mac: &Macro) {
        let defined = self.macro_loops.defined.replace(name.unraw().to_string());
        self.within(
            vec![Callee::Method(format!("{}!", name.unraw()))],
            false,
            |judge| {
                judge.macro_bodies(mac);
            },
        );
        self.macro_loops.defined = defined;
    }

    fn macro_bodies(&mut self, mac: &Macro) {
        let mut trees = mac.tokens.clone().into_iter();
        while let Some(tree) = trees.next() {
            let is_arrow = matches!(&tree, TokenTree::Punct(punct) if punct.as_char() == '>');
            if is_arrow && let Some(TokenTree::Group(body)) = trees.next() {
                let outer = std::mem::take(&mut self.cx.locals);
                self.with_loop_checks_of_macro(|judge| {
                    judge.tokens(templates::fill(body.stream()));
                });
                self.cx.locals = outer;
            }
        }
    }

    fn is_macro_of(&self, mac: &Macro, path: &str) -> bool {
        mac.path.segments.len() == 1 || self.cx.place_of(&mac.path).as_deref() == Some(path)
    }

    /// Judges tokens as expressions, as statements, or path by path.
    pub(super) fn tokens(&mut self, tokens: TokenStream) {
        if tokens.is_empty() {
            return;
        }
        if let Ok(exprs) = Punctuated::<Expr, Token![,]>::parse_terminated.parse2(tokens.clone()) {
            exprs.iter().for_each(|expr| self.visit_expr(expr));
        } else if let Ok(repeat) = Repeat::parse.parse2(tokens.clone()) {
            repeat.0.iter().for_each(|expr| self.visit_expr(expr));
        } else if let Ok(stmts) = Block::parse_within.parse2(tokens.clone())
            && !has_verbatim(&stmts)
        {
            self.statements(&stmts);
        } else {
            self.raw_tokens(tokens);
        }
    }

    /// Judges the paths in tokens that are not Rust, and the tokens in their groups.
    fn raw_tokens(&mut self, tokens: TokenStream) {
        let trees: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while at < trees.len() {
            match &trees[at] {
                TokenTree::Group(group) => {
                    // `#[…]` is not code.
                    if !(group.delimiter() == Delimiter::Bracket
                        && at > 0
                        && is_punct(&trees[at - 1], '#'))
                    {
                        self.tokens(group.stream());
                    }
                    at += 1;
                }
                TokenTree::Ident(ident) if ident == "static" => {
                    self.raw_static(&trees[at + 1..]);
                    at += 1;
                }
                TokenTree::Ident(first) => {
                    let absolute =
                        at >= 2 && is_punct(&trees[at - 1], ':') && is_punct(&trees[at - 2], ':');
                    let field = at >= 1 && is_punct(&trees[at - 1], '.');
                    if field {
                        self.handles.name_is_read(first);
                    }
                    let mut path = vec![first];
                    at += 1;
                    while let [
                        TokenTree::Punct(one),
                        TokenTree::Punct(two),
                        TokenTree::Ident(next),
                        ..,
                    ] = &trees[at..]
                        && (one.as_char(), two.as_char()) == (':', ':')
                    {
                        path.push(next);
                        at += 3;
                    }
                    if let [
                        TokenTree::Punct(one),
                        TokenTree::Punct(_),
                        TokenTree::Group(pasted),
                        ..,
                    ] = &trees[at..]
                        && one.as_char() == ':'
                        && pasted.delimiter() == Delimiter::Bracket
                    {
                        self.check_pasted(&path, absolute);
                    }
                    let called = matches!(trees.get(at), Some(TokenTree::Group(_)))
                        || matches!(trees.get(at), Some(tree) if is_punct(tree, '!'));
                    // A single word in a foreign syntax is only a path if it is called.
                    if !field && (path.len() > 1 || called) {
                        let space = if path.len() > 1 {
                            Space::Types
                        } else {
                            Space::Values
                        };
                        self.path(&path, absolute && path.len() > 1, space);
                    }
                }
                _ => at += 1,
            }
        }
    }

    /// Judges a path whose end a macro assembles: `std::thread::[<sp awn>]`.
    fn check_pasted(&mut self, path: &[&Ident], absolute: bool) {
        let Place::Foreign { path: place, .. } =
            self.cx
                .scopes
                .resolve(self.cx.at, &names(path), absolute, Space::Types)
        else {
            return;
        };
        if let Some(rule) = known::refused_below(&place).and_then(known::KnownPath::rule) {
            let headline = format!(
                "a macro assembles a path below `{}`, so it cannot be checked",
                names(path).join("::")
            );
            let ends = (path[0].span(), path[path.len() - 1].span());
            self.report(rule, ends, headline, "write the full path");
        }
    }

    /// Judges `static mut NAME` in tokens that do not parse.
    fn raw_static(&mut self, after: &[TokenTree]) {
        if let [TokenTree::Ident(mutable), TokenTree::Ident(name), colon, ..] = after
            && mutable == "mut"
            && is_punct(colon, ':')
        {
            let headline = format!(
                "`static mut {}` is written by one invocation and read by the next",
                templates::display(name)
            );
            self.report(
                Rule::SharedState,
                (name.span(), name.span()),
                headline,
                STATE,
            );
        }
    }

    /// Judges crate names that are passed to a macro that builds paths from its arguments.
    fn check_passed_crates(&mut self, tokens: &TokenStream) {
        let trees: Vec<TokenTree> = tokens.clone().into_iter().collect();
        for (at, tree) in trees.iter().enumerate() {
            match tree {
                TokenTree::Group(group) => self.check_passed_crates(&group.stream()),
                TokenTree::Ident(ident)
                    if !trees.get(at + 1).is_some_and(|next| is_punct(next, ':')) =>
                {
                    if self.cx.locals.has(ident) {
                        continue;
                    }
                    let path = names(&[ident]);
                    let Place::Foreign { path, .. } =
                        self.cx
                            .scopes
                            .resolve(self.cx.at, &path, false, Space::Types)
                    else {
                        continue;
                    };
                    if let Some(rule) = known::refused_below(&path).and_then(known::KnownPath::rule)
                    {
                        self.report(
                            rule,
                            (ident.span(), ident.span()),
                            format!("`{ident}` is passed to a macro that builds a path from it, so the path cannot be checked"),
                            "write the full path in the macro's arguments or in its body",
                        );
                    }
                }
                _ => {}
            }
        }
    }
}

fn is_punct(tree: &TokenTree, wanted: char) -> bool {
    matches!(tree, TokenTree::Punct(punct) if punct.as_char() == wanted)
}

/// syn keeps some tokens uninterpreted: those are judged path by path.
fn has_verbatim(stmts: &[Stmt]) -> bool {
    stmts.iter().any(|stmt| {
        matches!(
            stmt,
            Stmt::Item(syn::Item::Verbatim(_)) | Stmt::Expr(Expr::Verbatim(_), _)
        )
    })
}

/// `value; count`, as in `vec![…]`.
struct Repeat([Expr; 2]);

impl Parse for Repeat {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        // `let` begins a statement.
        if input.peek(Token![let]) {
            return Err(input.error("expected an expression"));
        }
        let value = input.parse()?;
        input.parse::<Token![;]>()?;
        Ok(Self([value, input.parse()?]))
    }
}

/// `static ref NAME: Type = value;`, any number of times.
struct LazyStatics(Vec<(Ident, Type, Expr)>);

impl Parse for LazyStatics {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut statics = Vec::new();
        while !input.is_empty() {
            input.call(syn::Attribute::parse_outer)?;
            input.parse::<Visibility>()?;
            input.parse::<Token![static]>()?;
            input.parse::<Token![ref]>()?;
            let name = input.parse()?;
            input.parse::<Token![:]>()?;
            let ty = input.parse()?;
            input.parse::<Token![=]>()?;
            let init = input.parse()?;
            input.parse::<Token![;]>()?;
            statics.push((name, ty, init));
        }
        Ok(Self(statics))
    }
}
