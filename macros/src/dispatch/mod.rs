//! `#[dispatch]` on a module: a table of what its functions answer.

mod args;
mod duplicates;
mod expand;
mod model;
mod namer;
mod parse;

use proc_macro2::TokenStream;

use crate::expansion::expansion;

/// The expansion of the attribute.
pub(crate) fn attribute(args: TokenStream, item: TokenStream) -> TokenStream {
    expansion(args, item, parse::parse, expand::expand)
}
