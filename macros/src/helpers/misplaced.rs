//! A helper attribute that is expanded on its own: above `#[lambda_handler]`, which is fine, or where no other attribute reads it.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{Item, ItemFn};

use super::Helper;
use crate::report::Message;
use crate::{around, attributes, idempotent, item};

/// The expansion of the helper attribute `name`.
pub(crate) fn misplaced(name: &str, args: TokenStream, tokens: &TokenStream) -> TokenStream {
    let helper = Helper::named(name);
    match syn::parse2::<ItemFn>(tokens.clone()) {
        Ok(function) if attributes::has(&function.attrs, "lambda_handler") => {
            below_lambda_handler(helper, args, function)
        }
        Ok(mut function) => {
            let error = outside(helper, &function).into_compile_error();
            // It would say the same of itself.
            idempotent::taken_off(&mut function.attrs);
            around::taken_off(&mut function.attrs);
            quote!(#function #error)
        }
        Err(_) => {
            let error = on_no_function(helper, tokens).into_compile_error();
            quote!(#tokens #error)
        }
    }
}

/// Hands the attribute on to `#[lambda_handler]`, which reads it from below and takes it off: its name is never resolved again.
fn below_lambda_handler(helper: &Helper, args: TokenStream, mut function: ItemFn) -> TokenStream {
    function.attrs.push(attributes::rebuilt(helper.name, args));
    function.into_token_stream()
}

fn outside(helper: &Helper, function: &ItemFn) -> syn::Error {
    let name = helper.name;
    let message = Message::new(format!(
        "`#[{name}]` must be on a function of a `#[dispatch]` module"
    ));
    let message = match function.sig.receiver() {
        Some(_) => message.help(format!(
            "make it a function without `self`, in a module:\n#[dispatch]\nmod shop {{\n    {}\n}}",
            helper.expected("answer").replace('\n', "\n    "),
        )),
        None => message.help(format!(
            "move the function into a module, or write `#[lambda_handler]` above it:\n#[lambda_handler]\n#[dispatch]\nmod shop {{\n    {}\n}}",
            helper.expected(&function.sig.ident.to_string()).replace('\n', "\n    "),
        )),
    };
    message
        .note("the table has the functions directly in the module, not those in a nested module or an `impl`")
        .at_span(Span::call_site())
}

fn on_no_function(helper: &Helper, tokens: &TokenStream) -> syn::Error {
    let what = syn::parse2::<Item>(tokens.clone()).map_or("this", |item| item::described(&item));
    Message::new(format!(
        "`#[{}]` must be on an `async fn`, not on {what}",
        helper.name
    ))
    .help(helper.expected("answer"))
    .at_span(Span::call_site())
}
