//! The item, as it was.

use proc_macro2::TokenStream;
use quote::ToTokens;

use super::model::Exempted;
use crate::item;

/// The item; with the exemption as the last of its attributes, if it is still to be read.
pub(super) fn expand(exempted: &Exempted) -> TokenStream {
    match exempted {
        Exempted::Alone(item) => item.to_token_stream(),
        Exempted::Judged(item, exemption) => {
            let mut item = item.clone();
            if let Some(attrs) = item::attributes_mut(&mut item) {
                attrs.push(exemption.clone());
            }
            item.into_token_stream()
        }
    }
}
