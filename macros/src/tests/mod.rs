//! Expansions as readable code, and messages as text: what each attribute makes of its input, without a compiler run.
//!
//! What rustc makes of them, with spans, is in `ui-tests`.

mod discipline;
mod dispatch;
mod exempt;
mod guarded;
mod helpers;
mod idempotent;
mod lambda_handler;
mod lazy_module;
mod options;
mod path_params;
mod problem;
mod sources;

use proc_macro2::TokenStream;

/// The entry point of an attribute.
type Attribute = fn(TokenStream, TokenStream) -> TokenStream;

/// The expansion, formatted. Errors are the `compile_error!` invocations at its end.
fn expanded(attribute: Attribute, args: TokenStream, item: TokenStream) -> String {
    let tokens = attribute(args, item);
    let file = syn::parse2(tokens).expect("an expansion is a list of items");
    prettyplease::unparse(&file)
}

/// The texts of the errors, in order.
fn messages(attribute: Attribute, args: TokenStream, item: TokenStream) -> Vec<String> {
    let file: syn::File =
        syn::parse2(attribute(args, item)).expect("an expansion is a list of items");
    file.items
        .iter()
        .filter_map(|item| match item {
            syn::Item::Macro(item)
                if item.mac.path.is_ident("compile_error")
                    || item.mac.path.segments.last()?.ident == "compile_error" =>
            {
                Some(
                    item.mac
                        .parse_body::<syn::LitStr>()
                        .expect("a message")
                        .value(),
                )
            }
            _ => None,
        })
        .collect()
}

/// The first lines of the errors.
fn headlines(attribute: Attribute, args: TokenStream, item: TokenStream) -> Vec<String> {
    messages(attribute, args, item)
        .iter()
        .map(|message| message.lines().next().unwrap_or_default().to_owned())
        .collect()
}
