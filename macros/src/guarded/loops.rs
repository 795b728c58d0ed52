//! The check at the head of each loop.
//!
//! ```text
//! loop { … }           loop { tick(); … }
//! while x { … }        while x { tick(); … }
//! for x in y { … }     for x in y { tick(); … }
//! ```
//! A `for` with [plain](super::plain) work in it would lose its vectorisation to that, so it runs in strides, with a check between them:
//! ```text
//! match strides(y) { mut it => while it.go_on() { for x in it.stride() { … } } }
//! ```
//! Both leave the user's body, pattern and label where they are, so that `break`, `continue`, `?`, `return` and `.await` mean what
//! they meant.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::visit_mut::{self, VisitMut};
use syn::{
    AttrStyle, Attribute, Block, Expr, ExprClosure, ExprConst, ExprForLoop, ExprLoop, ExprRepeat,
    ExprWhile, GenericArgument, Item, Pat, Stmt, Token, Type,
};

use super::{linting, off, plain};
use crate::krate::Krate;
use crate::names::generated;
use crate::report::Errors;
use crate::spans::{self, Place};

/// Gives every loop of a function's body its check, and takes `#[guard(off)]` away.
pub(super) fn instrument(block: &mut Block, is_off: bool, krate: &Krate, errors: &mut Errors) {
    Loops {
        private: krate.private(),
        is_off: is_off || linting::is_linting(),
        in_closure: false,
        errors,
    }
    .visit_block_mut(block);
}

struct Loops<'e> {
    private: TokenStream,
    /// Below a `#[guard(off)]`.
    is_off: bool,
    in_closure: bool,
    errors: &'e mut Errors,
}

impl Loops<'_> {
    /// Runs `visit` on a loop with these attributes.
    fn in_loop<T>(&mut self, attrs: &mut Vec<Attribute>, visit: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.is_off;
        self.is_off |= off::take(attrs, self.errors);
        let visited = visit(self);
        self.is_off = outer;
        visited
    }

    /// `tick();` before everything else in the body, at the loop's keyword.
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

    /// What stands in the place of a `for` that is to run in strides. What the parameters of a closure are may be known only
    /// after its body, and the length of a stride is chosen by type.
    fn strided(&self, node: &ExprForLoop) -> Option<TokenStream> {
        if self.is_off || self.in_closure || !plain::is_plain(node) {
            return None;
        }
        let private = &self.private;
        let span = generated(node.for_token.span);
        let it = Ident::new("it", span);
        // Of what is no iterator there is one error if all that needs one has the same span.
        let place = Place::of(&node.expr).first();
        let chunked = spans::call(
            place,
            quote!(#private::chunked_loop),
            node.expr.to_token_stream(),
        );
        let stride = quote_spanned! {span=>
            #[allow(unused_imports)]
            use #private::{AnyIterator as _, NoIterator as _};
            (&mut #it).stride()
        };
        let mut stride = Group::new(Delimiter::Brace, stride);
        stride.set_span(place);
        let strided = ExprForLoop {
            expr: Box::new(Expr::Verbatim(stride.into_token_stream())),
            ..node.clone()
        };
        Some(quote_spanned! {span=>
            match #chunked {
                mut #it => while #it.has_next_chunk() {
                    #strided
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
        // Outer ones alone: what stands inside of the body (`#![allow(…)]`) has to stay there.
        let mut attrs: Vec<_> = node
            .attrs
            .extract_if(.., |attribute| attribute.style == AttrStyle::Outer)
            .collect();
        let strided = self.in_loop(&mut attrs, |this| {
            visit_mut::visit_expr_for_loop_mut(this, node);
            let strided = this.strided(node);
            if strided.is_none() {
                this.check(&mut node.body, node.for_token.span);
            }
            strided
        });
        match strided {
            Some(strided) => *expr = Expr::Verbatim(quote!(#(#attrs)* #strided)),
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
        off::report_misplaced(attrs, self.errors);
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

    // What is evaluated while the program is compiled: constants, in types and patterns too.
    fn visit_expr_const_mut(&mut self, _: &mut ExprConst) {}
    fn visit_type_mut(&mut self, _: &mut Type) {}
    fn visit_generic_argument_mut(&mut self, _: &mut GenericArgument) {}
    fn visit_expr_repeat_mut(&mut self, node: &mut ExprRepeat) {
        self.visit_expr_mut(&mut node.expr);
    }

    // An item of its own.
    fn visit_item_mut(&mut self, _: &mut Item) {}
}
