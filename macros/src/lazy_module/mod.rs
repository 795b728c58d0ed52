//! `#[lazy_module]` on a module, or on a struct of environment variables: a value that is initialised on first use.

mod args;
mod environment;
mod expand;
mod init;
mod model;
mod parse;

use proc_macro2::TokenStream;

use self::model::Lazy;
use crate::expansion::expansion;

/// Expands the attribute.
pub(crate) fn attribute(args: TokenStream, item: TokenStream) -> TokenStream {
    expansion(args, item, parse::parse, |lazy| match lazy {
        Lazy::Module(module) => expand::expand(module),
        Lazy::Environment(environment) => environment::expand(environment),
    })
}
