//! `#[dispatch]` on a module: builds a table of its handlers at compile time.

mod args;
mod authorizer;
mod expand;
mod handlers;
mod mappings;
mod model;
mod parse;
mod triggers;
mod values;

use proc_macro2::TokenStream;

use crate::expansion::expansion;

/// Expands the attribute.
pub(crate) fn attribute(args: TokenStream, item: TokenStream) -> TokenStream {
    expansion(args, item, parse::parse, expand::expand)
}
