//! Interruptible loops: `#[guarded]` on a function, the same for handlers, and `#[guard(off)]`.

mod arithmetic;
mod guard_off;
mod loops;
mod parse;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ItemFn;

pub(crate) use self::guard_off::attribute as guard_attribute;
use crate::attributes;
use crate::crate_path::CratePath;
use crate::expansion::expansion;
use crate::report::Errors;

/// Expands the attribute.
pub(crate) fn attribute(args: TokenStream, item: TokenStream) -> TokenStream {
    expansion(args, item, parse::parse, ItemFn::to_token_stream)
}

/// Instruments a handler, which needs no `#[guarded]`.
pub(crate) fn guard_handler(function: &mut ItemFn, krate: &CratePath, errors: &mut Errors) {
    function
        .attrs
        .retain(|attribute| !attributes::is_named(attribute, "guarded"));
    let is_off = guard_off::take(&mut function.attrs, errors);
    loops::instrument(&mut function.block, is_off, krate, errors);
}
