//! `#[guard(off)]`, on a loop or a function.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{Attribute, ItemFn};

use crate::attributes;
use crate::discipline::CHECKING;
use crate::report::{Errors, Message};

/// Whether the attribute is `#[guard(…)]`.
pub(super) fn is(attribute: &Attribute) -> bool {
    attributes::is_named(attribute, "guard")
}

/// Removes the attribute and returns whether there was one. Arguments other than `off` are reported.
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

/// Reports the attribute on an expression that is not a loop.
pub(super) fn report_misplaced(attrs: &mut Vec<Attribute>, errors: &mut Errors) {
    attrs.retain(|attribute| {
        if is(attribute) {
            errors.push(
                Message::new("`#[guard(off)]` must be on a loop or a function")
                    .help("#[guard(off)]\nfor byte in &page { … }")
                    .at(&attribute.meta),
            );
        }
        !is(attribute)
    });
}

/// Expands the attribute if no other attribute has read it: it is above the one that reads it, or there is none.
pub(crate) fn attribute(args: TokenStream, tokens: &TokenStream) -> TokenStream {
    match syn::parse2::<ItemFn>(tokens.clone()) {
        Ok(mut function) if is_read_below(&function) => {
            function.attrs.push(attributes::rebuilt("guard", args));
            function.into_token_stream()
        }
        _ => {
            let error = Message::new("`#[guard(off)]` has no effect here")
                .help("remove it")
                .note("only loops of handlers and of functions with `#[guarded]` are interrupted before the deadline")
                .at_span(Span::call_site())
                .into_compile_error();
            quote!(#tokens #error)
        }
    }
}

fn is_read_below(function: &ItemFn) -> bool {
    let attrs = &function.attrs;
    attributes::has(attrs, "guarded") || CHECKING.iter().any(|name| attributes::has(attrs, name))
}

fn other_than_off() -> Message {
    Message::new("`#[guard(…)]` takes `off` and nothing else")
        .help("#[guard(off)]")
        .note("the time before the deadline at which the guard answers is set for the whole function: `#[lambda_handler(guard = \"500ms\")]`")
}
