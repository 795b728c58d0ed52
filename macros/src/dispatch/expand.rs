//! The user's module, with `INTERFACE` at its end.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

use super::model::Dispatch;
use crate::interface;
use crate::names::generated;

/// The module with its table.
pub(super) fn expand(dispatch: &Dispatch) -> TokenStream {
    if !dispatch.publishes {
        return dispatch.module.to_token_stream();
    }
    crate::module::with_appended(
        &dispatch.module,
        &[published(dispatch), unambiguous(dispatch)],
    )
}

fn published(dispatch: &Dispatch) -> TokenStream {
    let krate = &dispatch.krate;
    let name = proc_macro2::Ident::new(interface::INTERFACE, Span::call_site());
    let value = interface::value(&dispatch.handlers, krate);
    quote! {
        /// What this module answers, as the compiler recorded it.
        pub const #name: #krate::Interface = #value;
    }
}

/// Conflicts that tokens do not show: names made by the compiler, and handlers with a `cfg`.
fn unambiguous(dispatch: &Dispatch) -> TokenStream {
    let span = generated(dispatch.module.ident.span());
    let check = quote_spanned!(span=> INTERFACE.assert_unambiguous());
    quote!(const _: () = #check;)
}
