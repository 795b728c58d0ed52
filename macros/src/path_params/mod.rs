//! `#[derive(PathParams)]`

mod expand;
mod model;
mod parse;
mod renames;

use proc_macro2::TokenStream;

use crate::expansion::expansion;

pub(crate) fn derive(item: TokenStream) -> TokenStream {
    expansion(TokenStream::new(), item, parse::parse, expand::expand)
}
