//! `#[lazy_module]` on a module, or on a struct of environment variables: a value that starts when a request first needs it.

mod args;
mod environment;
mod expand;
mod hidden_need;
mod init;
mod model;
mod parse;
mod settings;

use proc_macro2::TokenStream;

use crate::expansion::expansion;

/// The expansion of the attribute.
pub(crate) fn attribute(args: TokenStream, item: TokenStream) -> TokenStream {
    expansion(args, item, parse::parse, expand::expand)
}
