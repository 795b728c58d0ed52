//! The path from an attribute's tokens to its expansion, which every attribute takes.

use proc_macro2::TokenStream;
use quote::quote;

use crate::report::Errors;

/// The result of an attribute's parser.
pub(crate) enum Parsed<Model> {
    /// Something to expand. Errors may have been reported as well. The invalid parts are then missing from the model, but the
    /// names that other code refers to are still generated, so that one mistake gives one error.
    Model(Model),
    /// An item that the attribute does not apply to; these tokens are emitted in its place.
    Refused(TokenStream),
}

/// Parses the item, expands the valid parts, and appends every error.
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
