//! The one way from an attribute's tokens to its expansion.

use proc_macro2::TokenStream;
use quote::quote;

use crate::report::Errors;

/// What an attribute's parser found the item to be.
pub(crate) enum Parsed<Model> {
    /// Something to expand. Errors may have been reported beside it: the parts that are wrong are then left out of the
    /// model, and the names that other code refers to are still there, so that one mistake is one message.
    Model(Model),
    /// Nothing that the attribute can stand on; these tokens are what is left of it.
    Refused(TokenStream),
}

/// Parses, expands what is right, and appends every error.
pub(crate) fn expansion<Model>(
    args: TokenStream,
    item: TokenStream,
    parse: fn(TokenStream, TokenStream, &mut Errors) -> Parsed<Model>,
    expand: fn(&Model) -> TokenStream,
) -> TokenStream {
    let mut errors = Errors::default();
    let tokens = match parse(args, item, &mut errors) {
        Parsed::Model(model) => expand(&model),
        Parsed::Refused(tokens) => tokens,
    };
    quote!(#tokens #errors)
}
