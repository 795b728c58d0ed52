//! `#[dispatch]` on a module: a table of what its functions answer.

mod args;
mod duplicates;
mod envelope;
mod expand;
mod interfaces;
mod layer;
mod model;
mod namer;
mod parse;
mod prefix;
mod settings;
mod triggers;

use proc_macro2::TokenStream;

use crate::expansion::expansion;

/// The expansion of the attribute.
pub(crate) fn attribute(args: TokenStream, item: TokenStream) -> TokenStream {
    expansion(args, item, parse::parse, expand::expand)
}
