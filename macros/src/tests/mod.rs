//! The expansion of each attribute as readable code, and its messages as text, without a compiler run.
//!
//! The crate `ui-tests` compiles them with rustc, and shows the spans of messages.

mod around;
mod assets;
mod discipline;
mod dispatch;
mod exempt;
mod guarded;
mod helpers;
mod idempotent;
mod lambda_handler;
mod lazy_module;
mod metric;
mod options;
mod path_params;
mod problem;
mod recording;
mod source_options;
mod sources;

use proc_macro2::TokenStream;

/// The entry point of an attribute.
type Attribute = fn(TokenStream, TokenStream) -> TokenStream;

/// The formatted expansion. Errors are `compile_error!` invocations at its end.
fn expanded(attribute: Attribute, args: TokenStream, item: TokenStream) -> String {
    let tokens = attribute(args, item);
    let file = syn::parse2(tokens).expect("an expansion is a list of items");
    prettyplease::unparse(&file)
}

/// The text of each error, in order.
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

/// The first line of each error.
fn headlines(attribute: Attribute, args: TokenStream, item: TokenStream) -> Vec<String> {
    messages(attribute, args, item)
        .iter()
        .map(|message| message.lines().next().unwrap_or_default().to_owned())
        .collect()
}
