//! The value of an `Interface`: the entries of some handlers with the tables that find them.

use proc_macro2::TokenStream;
use quote::quote;

use crate::handler::{Handler, constant, element};
use crate::krate::Krate;

/// The name of the constant in which a `#[dispatch]` module publishes what it answers.
pub(crate) const INTERFACE: &str = "INTERFACE";

/// A block that evaluates to the interface. The entries are a slice, whose length the compiler counts: a handler may have a `cfg`.
pub(crate) fn value<'a>(
    handlers: impl IntoIterator<Item = &'a Handler>,
    krate: &Krate,
) -> TokenStream {
    let private = krate.private();
    let (constants, elements): (Vec<_>, Vec<_>) = handlers
        .into_iter()
        .map(|handler| (constant(handler, krate), element(handler)))
        .unzip();
    quote! {
        {
            #(#constants)*
            static ENTRIES: &[#private::Entry] = &[#(#elements)*];
            const SIZE: #private::Size = #private::Size::of(ENTRIES);
            static TABLES: #private::Tables<{ SIZE.operations }, { SIZE.nodes }, { SIZE.edges }> = #private::Tables::build(ENTRIES);
            #krate::Interface::new(ENTRIES, TABLES.view())
        }
    }
}
