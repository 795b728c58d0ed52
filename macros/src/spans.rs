//! Gives generated tokens the spans of the user's tokens, so that rustc's errors point at the user's code.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};

use crate::names::generated;

/// The first and last span of the user's tokens. Spans cannot be joined on stable, but rustc joins those of the first and the last
/// token of an expression itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    first: Span,
    last: Span,
}

impl Place {
    /// The place of these tokens.
    pub(crate) fn of(tokens: impl ToTokens) -> Self {
        let tokens = tokens.into_token_stream();
        let first = tokens
            .clone()
            .into_iter()
            .next()
            .map_or_else(Span::call_site, |token| token.span());
        let last = tokens
            .into_iter()
            .last()
            .map_or(first, |token| match token {
                TokenTree::Group(group) => group.span_close(),
                token => token.span(),
            });
        Self { first, last }
    }

    /// The span of the user's first token, with the user's hygiene.
    pub(crate) fn first(self) -> Span {
        self.first
    }

    /// Places generated tokens at the user's first token.
    pub(crate) fn start(self, tokens: TokenStream) -> TokenStream {
        at(generated(self.first), tokens)
    }

    /// The span of the user's last token, with the hygiene of generated code.
    pub(crate) fn last(self) -> Span {
        generated(self.last)
    }

    /// Places generated tokens at the user's last token.
    pub(crate) fn end(self, tokens: TokenStream) -> TokenStream {
        at(generated(self.last), tokens)
    }
}

/// `function(arguments)` with this span, while the arguments keep theirs.
pub(crate) fn call(span: Span, function: TokenStream, arguments: TokenStream) -> TokenStream {
    let mut parentheses = Group::new(Delimiter::Parenthesis, arguments);
    parentheses.set_span(span);
    let function = at(span, function);
    quote!(#function #parentheses)
}

/// Sets the span of all tokens, including those in groups.
pub(crate) fn at(span: Span, tokens: TokenStream) -> TokenStream {
    tokens
        .into_iter()
        .map(|token| match token {
            TokenTree::Group(group) => {
                let mut group = Group::new(group.delimiter(), at(span, group.stream()));
                group.set_span(span);
                TokenTree::Group(group)
            }
            mut token => {
                token.set_span(span);
                token
            }
        })
        .collect()
}
