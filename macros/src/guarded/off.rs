//! `#[guard(off)]`, on a loop or a function.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{Attribute, ItemFn};

use crate::attributes;
use crate::discipline::JUDGING;
use crate::report::{Errors, Message};

/// Whether this attribute is ours.
pub(super) fn is(attribute: &Attribute) -> bool {
    attributes::is_named(attribute, "guard")
}

/// Takes it away, and says whether there was one. One that says something else than `off` is reported.
pub(super) fn take(attrs: &mut Vec<Attribute>, errors: &mut Errors) -> bool {
    let mut is_off = false;
    attrs.retain(|attribute| {
        if is(attribute) {
            is_off = true;
            if !attribute
                .parse_args::<syn::Ident>()
                .is_ok_and(|argument| argument == "off")
            {
                errors.push(other_than_off().at(&attribute.meta));
            }
        }
        !is(attribute)
    });
    is_off
}

/// The attribute where no loop begins.
pub(super) fn report_misplaced(attrs: &mut Vec<Attribute>, errors: &mut Errors) {
    attrs.retain(|attribute| {
        if is(attribute) {
            errors.push(
                Message::new("`#[guard(off)]` belongs on a loop or a function")
                    .help("#[guard(off)]\nfor byte in &page { … }")
                    .at(&attribute.meta),
            );
        }
        !is(attribute)
    });
}

/// The expansion of the attribute when no other attribute has read it: it stands above the one that reads it, or there is none.
pub(crate) fn attribute(args: TokenStream, tokens: &TokenStream) -> TokenStream {
    match syn::parse2::<ItemFn>(tokens.clone()) {
        Ok(mut function) if is_read_below(&function) => {
            function.attrs.push(attributes::rebuilt("guard", args));
            function.into_token_stream()
        }
        _ => {
            let error = Message::new("there is nothing here that `#[guard(off)]` could switch off")
                .help("remove it")
                .note("only the loops of handlers and of functions marked `#[guarded]` are interrupted when the guard is due")
                .at_span(Span::call_site())
                .into_compile_error();
            quote!(#tokens #error)
        }
    }
}

fn is_read_below(function: &ItemFn) -> bool {
    let attrs = &function.attrs;
    attributes::has(attrs, "guarded") || JUDGING.iter().any(|name| attributes::has(attrs, name))
}

fn other_than_off() -> Message {
    Message::new("`#[guard(…)]` says only `off`")
        .help("#[guard(off)]")
        .note("how long before the deadline the guard answers is said once: `#[lambda_handler(guard = \"500ms\")]`")
}
