//! Checks at each parameter that a middleware provides its extension. In handlers of merged modules, only the table shows the parameter:
//! their tokens belong to other attributes.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::parse::Parser as _;
use syn::punctuated::Punctuated;
use syn::{FnArg, Token, Type};

use crate::names;
use crate::spans::Place;

/// Calls of `MANIFEST.assert_extension(…)` for each parameter `Extension<T>` of the functions in `tokens`, at the parameter's type. A function
/// that is not a handler has no entry in the table, and passes.
pub(super) fn checks(tokens: TokenStream, manifest: &Ident) -> TokenStream {
    let mut checks = TokenStream::new();
    let mut tokens = tokens.into_iter();
    while let Some(token) = tokens.next() {
        if !matches!(&token, TokenTree::Ident(keyword) if keyword == "fn") {
            continue;
        }
        let Some(TokenTree::Ident(function)) = tokens.next() else {
            continue;
        };
        let parameters = tokens.by_ref().find_map(|token| match token {
            TokenTree::Group(group) => Some(group),
            _ => None,
        });
        if let Some(parameters) = parameters
            && parameters.delimiter() == Delimiter::Parenthesis
        {
            checks.extend(of_function(&function, &parameters, manifest));
        }
    }
    checks
}

fn of_function(function: &Ident, parameters: &Group, manifest: &Ident) -> TokenStream {
    // Most functions are not parsed: `#[dispatch]` does it again.
    let is_named = |token| matches!(token, TokenTree::Ident(name) if name == "Extension");
    if !parameters.stream().into_iter().any(is_named) {
        return TokenStream::new();
    }
    let parser = Punctuated::<FnArg, Token![,]>::parse_terminated;
    let Ok(parameters) = parser.parse2(parameters.stream()) else {
        return TokenStream::new();
    };
    let name = names::plain(function);
    let line = quote_spanned!(function.span()=> ::core::line!());
    let checks = parameters.iter().enumerate().filter_map(|(index, one)| {
        let FnArg::Typed(parameter) = one else {
            return None;
        };
        let ty = &*parameter.ty;
        if !is_extension(ty) {
            return None;
        }
        let place = Place::of(ty);
        let call = place.start(quote!(#manifest.assert_extension));
        let given = quote!(::core::module_path!(), #name, #line, #index);
        let mut given = Group::new(Delimiter::Parenthesis, given);
        given.set_span(place.last());
        Some(quote!(#call #given;))
    });
    checks.collect()
}

fn is_extension(ty: &Type) -> bool {
    let Type::Path(path) = ty else {
        return false;
    };
    let last = path.path.segments.last();
    last.is_some_and(|last| last.ident == "Extension")
}
