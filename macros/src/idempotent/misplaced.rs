//! `#[idempotent]` expanded by itself: either it stands above `#[lambda_handler]`, which is fine, or where nothing reads it.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{Item, ItemFn};

use super::parse::on_no_function;
use super::{FORM, Found, NAME};
use crate::report::Message;
use crate::{attributes, helpers, item};

/// The expansion of the attribute where no other attribute has taken it off.
pub(crate) fn misplaced(args: TokenStream, tokens: &TokenStream) -> TokenStream {
    match syn::parse2::<ItemFn>(tokens.clone()) {
        Ok(mut function) if attributes::has(&function.attrs, "lambda_handler") => {
            function.attrs.push(attributes::rebuilt(NAME, args));
            function.into_token_stream()
        }
        // The attribute below says the same of itself.
        Ok(function) if helpers::stands_on(&function.attrs) => function.into_token_stream(),
        Ok(function) => {
            let error = outside(&function).into_compile_error();
            quote!(#tokens #error)
        }
        Err(_) => {
            let what =
                syn::parse2::<Item>(tokens.clone()).map_or("this", |item| item::described(&item));
            let error = on_no_function(what)
                .at_span(Span::call_site())
                .into_compile_error();
            quote!(#tokens #error)
        }
    }
}

fn outside(function: &ItemFn) -> syn::Error {
    let name = &function.sig.ident;
    Message::new(format!(
        "`#[{NAME}]` stands outside of a `#[dispatch]` module"
    ))
    .help(format!(
        "put the function into a module, and say what it answers:\n#[lambda_handler]\n#[dispatch]\nmod shop {{\n    #[post(\"/orders\")]\n    {FORM}\n    pub async fn {name}(Json(order): Json<NewOrder>) -> Result<Json<Order>, ApiError>\n}}"
    ))
    .note("the key is read from an event, and only a handler has one")
    .at_span(Span::call_site())
}

/// The attribute on a function of a `#[dispatch]` module that answers nothing.
pub(crate) fn without_handler(found: &Found, function: &ItemFn) -> syn::Error {
    let name = &function.sig.ident;
    Message::new(format!(
        "`{name}` answers nothing, so `#[{NAME}]` has no event to take a key from"
    ))
    .help(format!("#[post(\"/orders\")]\n{FORM}\npub async fn {name}(Json(order): Json<NewOrder>) -> Result<Json<Order>, ApiError>"))
    .note("a function without an attribute such as `#[post]`, `#[operation]` or `#[sqs]` is a helper")
    .at_span(found.span)
}
