//! The idempotency check of a handler, as constants.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::model::{Idempotent, Key};
use crate::names::{self, generated};
use crate::spans::{self, Place};

/// The handler `plain` behind a check of its key. `arguments` extracts its parameters, whose kinds are `kinds`, and `store` is the constant
/// with the store.
pub(crate) fn handler(
    idempotent: &Idempotent,
    function: &Ident,
    plain: &TokenStream,
    arguments: &Ident,
    kinds: &TokenStream,
    store: &Ident,
    private: &TokenStream,
) -> TokenStream {
    let key = key(idempotent, arguments, kinds, private);
    let function = names::plain(function);
    let ttl = idempotent.ttl;
    let run_again = idempotent.runs_again.then(|| quote!(.run_again()));
    quote! {
        {
            const PLAIN: &dyn #private::Handler = &#plain;
            #key
            const HANDLER: &dyn #private::Handler = &#private::idempotent(
                PLAIN,
                ::core::concat!(::core::module_path!(), "::", #function),
                KEY,
                #store.module,
                #ttl,
            )#run_again;
            HANDLER
        }
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
pub(crate) fn store(idempotent: &Idempotent, name: &Ident, private: &TokenStream) -> TokenStream {
    let path = &idempotent.store;
    let place = Place::of(path);
    let start = place.start(quote!(#private::storing::<));
    let handle = Ident::new("Lazy", Span::call_site().located_at(place.last()));
    let end = place.end(quote!(>()));
    quote!(const #name: #private::Storing = #start #path::#handle #end;)
}

/// The options, for the manifest. `store` is the constant with the store.
pub(crate) fn described(
    idempotent: &Idempotent,
    store: &Ident,
    private: &TokenStream,
) -> TokenStream {
    let ttl = idempotent.ttl;
    quote! {
        ::core::option::Option::Some(&#private::Idempotency {
            store: #store.described,
            ttl_ms: #ttl,
        })
    }
}
