//! The check at the head of each loop.
//!
//! ```text
//! loop { … }           loop { tick(); … }
//! while x { … }        while x { tick(); … }
//! for x in y { … }     for x in y { tick(); … }
//! ```
//! A `for` loop that is only [arithmetic](super::arithmetic) would lose its vectorisation that way. It runs in chunks, with a check between
//! them:
//! ```text
//! match chunked_loop(y) { mut it => while it.has_next_chunk() { for x in it.chunk() { … } } }
//! ```
//! Both forms leave the user's body, pattern and label in place, so that `break`, `continue`, `?`, `return` and `.await` keep their
//! meaning.

use std::env;

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::visit_mut::{self, VisitMut};
use syn::{
    AttrStyle, Attribute, Block, Expr, ExprClosure, ExprConst, ExprForLoop, ExprLoop, ExprRepeat,
    ExprWhile, GenericArgument, Item, Pat, Stmt, Token, Type,
};

use super::{arithmetic, guard_off};
use crate::crate_path::CratePath;
use crate::names::generated;
use crate::report::Errors;
use crate::spans::{self, Place};

/// Adds a check to every loop of a function's body, and removes `#[guard(off)]`.
pub(super) fn instrument(block: &mut Block, is_off: bool, krate: &CratePath, errors: &mut Errors) {
    Loops {
        private: krate.private(),
        is_off: is_off || is_clippy(),
        in_closure: false,
        errors,
    }
    .visit_block_mut(block);
}

struct Loops<'e> {
    private: TokenStream,
    /// Whether the visitor is inside a loop with `#[guard(off)]`.
    is_off: bool,
    in_closure: bool,
    errors: &'e mut Errors,
}

impl Loops<'_> {
    /// Visits a loop with these attributes.
    fn in_loop<T>(&mut self, attrs: &mut Vec<Attribute>, visit: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.is_off;
        self.is_off |= guard_off::take(attrs, self.errors);
        let visited = visit(self);
        self.is_off = outer;
        visited
    }

    /// Inserts `tick();` at the head of the body, with the span of the loop's keyword.
    fn check(&self, body: &mut Block, keyword: Span) {
        if self.is_off {
            return;
        }
        let private = &self.private;
        let span = generated(keyword);
        let tick = quote_spanned!(span=> #private::tick());
        body.stmts
            .insert(0, Stmt::Expr(Expr::Verbatim(tick), Some(Token![;](span))));
    }

    /// The replacement of a `for` loop that runs in chunks. Inside a closure there is none: the types of its parameters may be known
    /// only after its body, and the length of a chunk is chosen by type.
    fn chunked(&self, node: &ExprForLoop) -> Option<TokenStream> {
        if self.is_off || self.in_closure || !arithmetic::is_arithmetic(node) {
            return None;
        }
        let private = &self.private;
        let span = generated(node.for_token.span);
        let it = Ident::new("it", span);
        // Everything that needs an iterator has the same span, so that a value that is not one gives one error.
        let place = Place::of(&node.expr).first();
        let chunked = spans::call(
            place,
            quote!(#private::chunked_loop),
            node.expr.to_token_stream(),
        );
        let chunk = quote_spanned! {span=>
            #[allow(unused_imports)]
            use #private::{AnyIterator as _, NoIterator as _};
            (&mut #it).chunk()
        };
        let mut chunk = Group::new(Delimiter::Brace, chunk);
        chunk.set_span(place);
        let inner = ExprForLoop {
            expr: Box::new(Expr::Verbatim(chunk.into_token_stream())),
            ..node.clone()
        };
        Some(quote_spanned! {span=>
            match #chunked {
                mut #it => while #it.has_next_chunk() {
                    #inner
                }
            }
        })
    }
}

impl VisitMut for Loops<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        let Expr::ForLoop(node) = expr else {
            return visit_mut::visit_expr_mut(self, expr);
        };
        // Outer attributes only: inner ones (`#![allow(…)]`) have to stay in the body.
        let mut attrs: Vec<_> = node
            .attrs
            .extract_if(.., |attribute| attribute.style == AttrStyle::Outer)
            .collect();
        let chunked = self.in_loop(&mut attrs, |this| {
            visit_mut::visit_expr_for_loop_mut(this, node);
            let chunked = this.chunked(node);
            if chunked.is_none() {
                this.check(&mut node.body, node.for_token.span);
            }
            chunked
        });
        match chunked {
            Some(chunked) => *expr = Expr::Verbatim(quote!(#(#attrs)* #chunked)),
            None => {
                attrs.append(&mut node.attrs);
                node.attrs = attrs;
            }
        }
    }

    fn visit_expr_loop_mut(&mut self, node: &mut ExprLoop) {
        let mut attrs = std::mem::take(&mut node.attrs);
        self.in_loop(&mut attrs, |this| {
            visit_mut::visit_expr_loop_mut(this, node);
            this.check(&mut node.body, node.loop_token.span);
        });
        node.attrs = attrs;
    }

    fn visit_expr_while_mut(&mut self, node: &mut ExprWhile) {
        let mut attrs = std::mem::take(&mut node.attrs);
        self.in_loop(&mut attrs, |this| {
            visit_mut::visit_expr_while_mut(this, node);
            this.check(&mut node.body, node.while_token.span);
        });
        node.attrs = attrs;
    }

    fn visit_attributes_mut(&mut self, attrs: &mut Vec<Attribute>) {
        guard_off::report_misplaced(attrs, self.errors);
    }

    fn visit_expr_closure_mut(&mut self, node: &mut ExprClosure) {
        if node.constness.is_none() {
            let outer = std::mem::replace(&mut self.in_closure, true);
            visit_mut::visit_expr_closure_mut(self, node);
            self.in_closure = outer;
        }
    }

    fn visit_pat_mut(&mut self, node: &mut Pat) {
        if let Pat::Guard(node) = node {
            self.visit_expr_mut(&mut node.guard);
        }
    }

    // Constants, in types and patterns too: they are evaluated at compile time.
    fn visit_expr_const_mut(&mut self, _: &mut ExprConst) {}
    fn visit_type_mut(&mut self, _: &mut Type) {}
    fn visit_generic_argument_mut(&mut self, _: &mut GenericArgument) {}
    fn visit_expr_repeat_mut(&mut self, node: &mut ExprRepeat) {
        self.visit_expr_mut(&mut node.expr);
    }

    // A nested item has its own attributes.
    fn visit_item_mut(&mut self, _: &mut Item) {}
}

/// Whether clippy compiles the crate. Style lints are about the loop as the user wrote it, and clippy builds nothing that runs, so
/// it gets the loop without checks.
fn is_clippy() -> bool {
    env::current_exe().is_ok_and(|exe| exe.file_stem().is_some_and(|name| name == "clippy-driver"))
}
