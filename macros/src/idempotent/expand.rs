//! The idempotency check of a handler, as constants.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::model::{Idempotent, Key};
use crate::names::{self, generated};
use crate::spans::{self, Place};

/// The handler `plain` behind a check of its key, after the constants that it refers to. `arguments` extracts its parameters, whose
/// kinds are `kinds`.
pub(crate) fn handler(
    idempotent: &Idempotent,
    function: &Ident,
    plain: &TokenStream,
    arguments: &Ident,
    kinds: &TokenStream,
    private: &TokenStream,
) -> (TokenStream, TokenStream) {
    let key = key(idempotent, arguments, kinds, private);
    let store = store(idempotent, private);
    let function = names::plain(function);
    let ttl = idempotent.ttl;
    let constants = quote! {
        const PLAIN: &dyn #private::Handler = &#plain;
        #key
        #store
        const HANDLER: &dyn #private::Handler = &#private::idempotent(
            PLAIN,
            ::core::concat!(::core::module_path!(), "::", #function),
            KEY,
            STORE,
            #ttl,
        );
    };
    (constants, quote!(HANDLER))
}

/// The settings for the manifest, as a field of the handler's origin. `STORE` is among the handler's constants.
pub(crate) fn described(idempotent: &Idempotent, private: &TokenStream) -> TokenStream {
    let ttl = idempotent.ttl;
    quote! {
        idempotency: ::core::option::Option::Some(#private::Idempotency {
            store: STORE.module(),
            ttl_ms: #ttl,
        }),
    }
}

/// The key's source. The field is accessed on the payload's own type, at the literal's place, so rustc reports a field that does not
/// exist.
fn key(
    idempotent: &Idempotent,
    arguments: &Ident,
    kinds: &TokenStream,
    private: &TokenStream,
) -> TokenStream {
    match &idempotent.key {
        Key::Header(_, name) => quote! {
            const KEY: &dyn #private::KeySource = &#private::header_key(#name);
        },
        Key::Field(written, names) => {
            let attribute = generated(idempotent.attribute);
            let place = spans::call(attribute, quote!(#private::payload_place), kinds.clone());
            let payload = Ident::new("payload", Span::mixed_site());
            let at = generated(idempotent.key.span());
            let field = quote_spanned!(at=> &#private::Within(#payload).payload() #(.#names)*);
            let text = spans::call(at, quote!(#private::key_text), field);
            quote! {
                const PLACE: usize = #place;
                const KEY: &dyn #private::KeySource = {
                    #[allow(unused_imports)]
                    use #private::AnyWithin as _;
                    &#private::payload_key::<PLACE, _>(#written, #arguments, |#payload| #text)
                };
            }
        }
    }
}

/// The store's module. Only the path's own tokens have the user's span, so a module without a store is underlined.
fn store(idempotent: &Idempotent, private: &TokenStream) -> TokenStream {
    let path = &idempotent.store;
    let place = Place::of(path);
    let start = place.start(quote!(#private::store_module::<));
    let handle = Ident::new("Lazy", Span::call_site().located_at(place.last()));
    let end = place.end(quote!(>()));
    quote!(const STORE: #private::StoreModule = #start #path::#handle #end;)
}
