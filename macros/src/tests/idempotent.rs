use super::{expanded, headlines};
use crate::dispatch::attribute;
use crate::{idempotent, lambda_handler};
use insta::assert_snapshot;
use proc_macro2::TokenStream;
use quote::quote;

#[test]
fn handler_is_wrapped_in_its_key_check() {
    assert_snapshot!(expanded(
        attribute,
        quote!(),
        quote! {
            mod shop {
                #[post("/orders")]
                #[idempotent(key = "customer.id", ttl = "24h", store = super::orders_done)]
                pub async fn create_order(catalog: catalog::Lazy, Json(order): Json<NewOrder>) -> Result<Json<Order>, ApiError> {
                    catalog.order(order)
                }

                #[idempotent(store = done, key = "header:Idempotency-Key")]
                #[put("/orders")]
                pub async fn put_order(order: Body) {}

                #[sqs("orders", concurrency = 8)]
                #[idempotent(key = r#type, store = done)]
                #[cfg(feature = "queue")]
                pub async fn fulfil(order: Message<Order>) -> Result<(), Error> {
                    Ok(())
                }
            }
        },
    ));
}

#[test]
fn free_function_can_be_idempotent() {
    assert_snapshot!(expanded(
        lambda_handler::attribute,
        quote!(main = false),
        quote! {
            #[idempotent(key = "id", store = done, outcome_unknown = "run_again")]
            async fn hello(greeting: Greeting) -> Reply {
                Reply
            }
        },
    ));
}

#[test]
fn attribute_moves_below_lambda_handler() {
    let expansion = idempotent::misplaced(
        quote!(key = "id", store = done),
        &quote! {
            #[lambda_handler]
            async fn hello(greeting: Greeting) {}
        },
    );
    let expected = quote! {
        #[lambda_handler]
        #[idempotent(key = "id", store = done)]
        async fn hello(greeting: Greeting) {}
    };
    assert_eq!(expansion.to_string(), expected.to_string());
}

/// The headlines for a handler with these options.
fn of(options: &TokenStream) -> Vec<String> {
    let module = quote! {
        mod shop {
            #[operation]
            #[idempotent(#options)]
            async fn order(order: Order) {}
        }
    };
    headlines(attribute, quote!(), module)
}

#[test]
fn key_is_a_field_path_with_or_without_quotes() {
    for key in [
        quote!("id"),
        quote!("customer.id"),
        quote!("type"),
        quote!(id),
        quote!(customer.id),
        quote!(r#type.id),
    ] {
        assert_eq!(of(&quote!(key = #key, store = done)), [""; 0], "{key}");
    }
    for key in [
        "", ".", "a.", "a b", "a-b", "a[0]", "$.a", "1", "ä", "crate", "self.id",
    ] {
        let headline = "`key` must be the path of a field in the payload, with Rust field names";
        assert_eq!(of(&quote!(key = #key, store = done)), [headline], "{key}");
    }
    for key in [quote!(id()), quote!(pair.0), quote!(a::b), quote!(7)] {
        let found = of(&quote!(key = #key, store = done));
        assert_eq!(found, ["`key` must be text in quotes"], "{key}");
    }
}

#[test]
fn every_invalid_option_is_reported() {
    assert_eq!(
        of(&quote!(key = 7, ttl = 3600, store = "done")),
        [
            "`key` must be text in quotes",
            "`ttl` must be a duration in quotes, with `ms`, `s`, `m`, `h` or `d`",
            "`store` must be the path of a lazy module",
        ]
    );
}
