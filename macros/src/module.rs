//! Inline modules.

use proc_macro2::{Group, TokenStream};
use quote::{ToTokens, TokenStreamExt};
use syn::ItemMod;

/// The module with `items` after the user's own, which stay as they are.
pub(crate) fn with_appended(module: &ItemMod, items: &[TokenStream]) -> TokenStream {
    let mut tokens: Vec<_> = module.to_token_stream().into_iter().collect();
    if let Some(proc_macro2::TokenTree::Group(body)) = tokens.pop() {
        tokens.push(body_with(&body, items).into());
    }
    tokens.into_iter().collect()
}

/// The body of a module with `items` at its end.
pub(crate) fn body_with(body: &Group, items: &[TokenStream]) -> Group {
    let mut content = body.stream();
    content.append_all(items);
    let mut group = Group::new(body.delimiter(), content);
    group.set_span(body.span());
    group
}
