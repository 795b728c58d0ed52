//! Loops that can be interrupted: `#[guarded]` on a function, the same in handlers, and `#[guard(off)]`.

mod args;
mod expand;
mod linting;
mod loops;
mod model;
mod off;
mod parse;
mod plain;

use proc_macro2::TokenStream;
use syn::ItemFn;

pub(crate) use self::off::attribute as guard_attribute;
use crate::attributes;
use crate::expansion::expansion;
use crate::krate::Krate;
use crate::report::Errors;

/// The expansion of the attribute.
pub(crate) fn attribute(args: TokenStream, item: TokenStream) -> TokenStream {
    expansion(args, item, parse::parse, expand::expand)
}

/// A handler is guarded without saying so.
pub(crate) fn guard_handler(function: &mut ItemFn, krate: &Krate, errors: &mut Errors) {
    function
        .attrs
        .retain(|attribute| !attributes::is_named(attribute, "guarded"));
    let is_off = off::take(&mut function.attrs, errors);
    loops::instrument(&mut function.block, is_off, krate, errors);
}
