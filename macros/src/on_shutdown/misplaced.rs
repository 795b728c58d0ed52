//! The attribute where nothing reads it.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{Item, ItemFn};

use super::FORM;
use crate::item;
use crate::report::Message;

/// The expansion of an attribute that is expanded by itself.
pub(crate) fn misplaced(_: &TokenStream, tokens: &TokenStream) -> TokenStream {
    let message = match syn::parse2::<ItemFn>(tokens.clone()) {
        Ok(_) => Message::new("`#[on_shutdown]` stands outside of a `#[dispatch]` module")
            .help(format!(
                "put it into the module, beside the handlers:\n#[lambda_handler]\n#[dispatch]\nmod shop {{\n    {}\n}}",
                FORM.replace('\n', "\n    ")
            ))
            .note("a function that is a whole Lambda function by itself becomes a module with one handler"),
        Err(_) => {
            let what =
                syn::parse2::<Item>(tokens.clone()).map_or("this", |item| item::described(&item));
            Message::new(format!("`#[on_shutdown]` belongs on a function, not on {what}"))
                .help(FORM)
        }
    };
    let error = message.at_span(Span::call_site()).into_compile_error();
    quote!(#tokens #error)
}
