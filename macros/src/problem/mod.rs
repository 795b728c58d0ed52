//! `#[derive(Problem)]`

mod args;
mod expand;
mod model;
mod parse;

use proc_macro2::TokenStream;

use crate::expansion::expansion;

pub(crate) fn derive(item: TokenStream) -> TokenStream {
    expansion(TokenStream::new(), item, parse::parse, expand::expand)
}
