use insta::assert_snapshot;
use proc_macro2::TokenStream;
use quote::quote;

use super::{expanded, messages};
use crate::problem::derive;

fn attribute(_: TokenStream, item: TokenStream) -> TokenStream {
    derive(item)
}

fn messages_for(item: TokenStream) -> String {
    messages(attribute, TokenStream::new(), item).join("\n\n")
}

#[test]
fn enum_has_a_document_for_each_variant() {
    assert_snapshot!(expanded(
        attribute,
        TokenStream::new(),
        quote! {
            enum ShopError {
                #[problem(status = 404)]
                Unknown(#[problem(extend = "sku")] Sku, u8),
                #[problem(status = CONFLICT, type = "https://example.com/sold-out", title = "Sold out")]
                SoldOut { #[problem(extend)] left: u32, reason: String },
                #[problem(status = StatusCode::SERVICE_UNAVAILABLE)]
                Closed,
                #[problem(transparent)]
                Other(Inner),
            }
        },
    ));
}

#[test]
fn struct_has_one_document_and_its_generics() {
    assert_snapshot!(expanded(
        attribute,
        TokenStream::new(),
        quote! {
            #[problem(status = 422, crate = ::renamed)]
            struct Wrapped<T: Serialize>(#[problem(extend = "inner")] T) where T: Debug;
        },
    ));
}

#[test]
fn invalid_variants_are_left_out_and_reported() {
    assert_snapshot!(expanded(
        attribute,
        TokenStream::new(),
        quote! {
            enum ShopError {
                UnknownSku(Sku),
                #[problem(status = 409)]
                SoldOut,
            }
        },
    ));
}

#[test]
fn every_mistake_is_reported() {
    assert_snapshot!(messages_for(quote! {
        #[problem(status = 404)]
        enum ShopError {
            UnknownSku(Sku),
            #[problem(status = 200)]
            Fine,
            #[problem(status = "404")]
            Quoted,
            #[problem(status = NOT_FUND)]
            Misspelt,
            #[problem(status = CREATED)]
            NoFailure,
            #[problem(code = 404)]
            OtherName,
            #[problem(status = 404, title = 5, type = "")]
            NoTexts,
            #[problem(transparent)]
            Two(A, B),
            #[problem(transparent, status = 404)]
            Both(A),
            #[problem(status = 404)]
            Nameless(#[problem(extend)] A),
            #[problem(status = 404)]
            Reserved { #[problem(extend)] detail: A, #[problem(extend = "status")] b: B },
            #[problem(status = 404)]
            Unlike(#[problem(skip)] A, #[problem] B, #[problem(extend = 5)] C),
            #[problem(status = 404, crate = ::x)]
            Crate,
            #[problem]
            Bare,
        }
    }));
}

#[test]
fn headers_are_texts_and_fields() {
    assert_snapshot!(expanded(
        attribute,
        TokenStream::new(),
        quote! {
            enum Refused {
                #[problem(status = 401, header = "WWW-Authenticate: Bearer")]
                Anonymous,
                #[problem(status = 429, header = ["x-a: 1", ("x-b", 2), ("x-c", "a: b")])]
                Busy {
                    #[problem(header = "retry-after")]
                    seconds: u32,
                    #[problem(extend, header = "x-limit")]
                    limit: String,
                },
            }
        },
    ));
}

#[test]
fn union_is_refused() {
    assert_snapshot!(messages_for(quote!(union Either { a: u8, b: i8 })));
}
