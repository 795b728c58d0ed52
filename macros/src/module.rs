//! Inline modules.

use proc_macro2::{Group, TokenStream};
use quote::{ToTokens, TokenStreamExt};
use syn::ItemMod;

/// The module with `items` after the user's own, which stay as they are.
pub(crate) fn with_appended(module: &ItemMod, items: &[TokenStream]) -> TokenStream {
    let mut tokens: Vec<_> = module.to_token_stream().into_iter().collect();
    if let Some(proc_macro2::TokenTree::Group(body)) = tokens.pop() {
        let mut content = body.stream();
        content.append_all(items);
        let mut group = Group::new(body.delimiter(), content);
        group.set_span(body.span());
        tokens.push(group.into());
    }
    tokens.into_iter().collect()
}
