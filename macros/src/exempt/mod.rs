//! `#[exempt(rule, reason = "…")]`: read where the item is judged; by itself it only checks what it says.

mod expand;
mod model;
mod parse;

use proc_macro2::TokenStream;

use crate::expansion::expansion;

/// The expansion of the attribute.
pub(crate) fn attribute(args: TokenStream, item: TokenStream) -> TokenStream {
    expansion(args, item, parse::parse, expand::expand)
}
