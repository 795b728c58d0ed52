//! `#[lambda_handler]` on a function or a `#[dispatch]` module: makes it a Lambda function with a `main`.

mod args;
mod constraints;
mod deployment;
mod expand;
mod extensions;
mod main;
mod model;
mod parse;

use proc_macro2::TokenStream;

use crate::expansion::expansion;

/// Expands the attribute.
pub(crate) fn attribute(args: TokenStream, item: TokenStream) -> TokenStream {
    expansion(args, item, parse::parse, expand::expand)
}
