//! `#[lambda_handler]` on a function or a `#[dispatch]` module: a Lambda function, with its `main`.

mod args;
mod expand;
mod model;
mod module;
mod parse;
mod settings;

use proc_macro2::TokenStream;

use crate::expansion::expansion;

/// The expansion of the attribute.
pub(crate) fn attribute(args: TokenStream, item: TokenStream) -> TokenStream {
    expansion(args, item, parse::parse, expand::expand)
}
