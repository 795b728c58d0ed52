//! The item, as it was.

use proc_macro2::TokenStream;
use quote::ToTokens;

use super::model::Exempted;
use crate::item;

/// The item; with the exemption as the last of its attributes, if it is still to be read.
pub(super) fn expand(exempted: &Exempted) -> TokenStream {
    let mut item = exempted.item.clone();
    if let Some(attrs) = item::attributes_mut(&mut item) {
        attrs.extend(exempted.handed_down.clone());
    }
    item.into_token_stream()
}
