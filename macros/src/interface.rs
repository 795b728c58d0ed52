//! The value of an `Interface`: the entries of some handlers with the tables that find them.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::{LitStr, Path};

use crate::handler::{Handler, Lines, lines};
use crate::krate::Krate;

/// The name of the constant in which a `#[dispatch]` module publishes what it answers.
pub(crate) const INTERFACE: &str = "INTERFACE";

/// A block that evaluates to the interface. The entries are a slice, whose length the compiler counts: a handler may have a `cfg`.
pub(crate) fn value<'a>(
    handlers: impl IntoIterator<Item = &'a Handler>,
    krate: &Krate,
) -> TokenStream {
    let private = krate.private();
    let Lines {
        constants,
        elements,
    } = lines(handlers, krate);
    quote! {
        {
            #constants
            static ENTRIES: &[#private::Entry] = &[#elements];
            static TARGETS: [#private::Target; ENTRIES.len()] = #private::Target::of(ENTRIES);
            const SIZE: #private::Size = #private::Size::of(ENTRIES);
            static TABLES: #private::Tables<{ SIZE.operations }, { SIZE.nodes }, { SIZE.edges }> = #private::Tables::build(ENTRIES);
            #krate::Interface::new(ENTRIES, &TARGETS, TABLES.view())
        }
    }
}

/// A block that evaluates to the interface of the handlers and of other modules together.
///
/// The paths of those are looked up in a block that sees what the module's parent sees, where the attribute stands, whether
/// or not the module says `use super::*`.
pub(crate) fn merged<'a>(
    handlers: impl IntoIterator<Item = &'a Handler>,
    prefix: Option<&LitStr>,
    paths: &[Path],
    krate: &Krate,
) -> TokenStream {
    let private = krate.private();
    let Lines {
        constants,
        elements,
    } = lines(handlers, krate);
    let prefix = match prefix {
        Some(prefix) => quote!(#prefix),
        None => quote!(""),
    };
    // A module without the constant is then underlined, where the user named it.
    let paths = paths.iter().map(|path| {
        let place = path
            .segments
            .last()
            .map_or_else(Span::call_site, |last| last.ident.span());
        let name = Ident::new(INTERFACE, Span::call_site().located_at(place));
        quote!(#path::#name)
    });
    quote! {
        {
            #constants
            const OWN: &[#private::Entry] = &[#elements];
            const INTERFACES: &[#krate::Interface] = {
                #[allow(unused_imports)]
                use super::*;
                &[#(#paths),*]
            };
            const MERGE: #private::Merge = #private::Merge::new(#prefix, OWN, INTERFACES);
            static TEXT: [u8; MERGE.text_len()] = MERGE.text();
            static ENTRIES: [#private::Entry; MERGE.count()] = MERGE.merged(&TEXT);
            static TARGETS: [#private::Target; MERGE.count()] = #private::Target::of(&ENTRIES);
            const SIZE: #private::Size = #private::Size::of(&ENTRIES);
            static TABLES: #private::Tables<{ SIZE.operations }, { SIZE.nodes }, { SIZE.edges }> = #private::Tables::build_merged(&ENTRIES, &MERGE);
            #krate::Interface::new(&ENTRIES, &TARGETS, TABLES.view()).inheriting(&MERGE)
        }
    }
}
