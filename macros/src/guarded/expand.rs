//! The function.

use proc_macro2::TokenStream;
use quote::ToTokens;

use super::model::Guarded;

pub(super) fn expand(guarded: &Guarded) -> TokenStream {
    guarded.function.to_token_stream()
}
