//! `metric!`: adds a value to a metric, whose names and unit are checked at compile time.

mod expand;
mod model;
mod names;
mod parse;

use proc_macro2::TokenStream;

use crate::report::Errors;

pub(crate) use self::names::fault;

/// Expands the macro.
pub(crate) fn expand(input: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let metric = parse::parse(input, &mut errors);
    expand::expand(&metric, &errors)
}
