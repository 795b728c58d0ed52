use super::{expanded, headlines, messages};
use crate::dispatch::attribute;
use crate::{around, extension, lambda_handler};
use insta::assert_snapshot;
use proc_macro2::TokenStream;
use quote::quote;

#[test]
fn middleware_and_cors_are_tables_beside_the_routes() {
    assert_snapshot!(expanded(
        attribute,
        quote!(
            middleware(timing, self::auth, web::limited::<8>),
            cors(
                origins("https://app.example.com"),
                headers("Authorization"),
                expose("x-a", "x-b"),
                credentials,
                max_age = "1h"
            )
        ),
        quote! {
            mod shop {
                #[get("/orders")]
                #[middleware(no_store, super::audit)]
                pub async fn orders(user: Extension<User>) -> String {
                    user.0.0
                }

                #[cfg(feature = "open")]
                #[get("/status")]
                #[cors(origins(env = "ALLOWED_ORIGINS", default = "http://localhost:5173"), methods(GET, PATCH))]
                pub async fn status() {}

                #[operation]
                pub async fn count() {}
            }
        },
    ));
}

#[test]
fn merging_module_surrounds_its_interfaces() {
    assert_snapshot!(expanded(
        attribute,
        quote!(concurrent, interfaces(orders::api), middleware(timing)),
        quote! {
            mod gateway {}
        },
    ));
}

#[test]
fn function_of_one_handler_has_middleware() {
    assert_snapshot!(expanded(
        lambda_handler::attribute,
        quote!(main = false),
        quote! {
            #[get("/hello")]
            #[middleware(timing)]
            async fn hello() -> String {
                String::new()
            }
        },
    ));
}

#[test]
fn extension_is_checked_at_its_parameter() {
    assert_snapshot!(expanded(
        lambda_handler::attribute,
        quote!(main = false),
        quote! {
            #[dispatch]
            mod shop {
                #[get("/orders/{id}")]
                pub async fn order(Path(id): Path<u64>, user: Extension<User>) {}

                pub fn total(prices: &[u64]) -> u64 {
                    prices.iter().sum()
                }
            }
        },
    ));
}

#[test]
fn extension_has_the_place_of_its_type() {
    let derive = |_: TokenStream, item| extension::derive(item);
    assert_snapshot!(expanded(
        derive,
        TokenStream::new(),
        quote! {
            #[extension(crate = crate::renamed)]
            pub struct r#Type(String);
        },
    ));
    assert_eq!(
        headlines(
            derive,
            TokenStream::new(),
            quote!(
                struct Claims<T>(T);
            )
        ),
        ["`Claims` cannot be an extension, because it is generic"],
    );
}

#[test]
fn attribute_moves_below_lambda_handler() {
    for name in ["middleware", "cors"] {
        let item = quote! {
            #[lambda_handler]
            async fn hello(greeting: Greeting) {}
        };
        let moved = around::misplaced(name, quote!(x), &item).to_string();
        let name = proc_macro2::Ident::new(name, proc_macro2::Span::call_site());
        let expected = quote! {
            #[lambda_handler]
            #[#name(x)]
            async fn hello(greeting: Greeting) {}
        };
        assert_eq!(moved, expected.to_string());
    }
}

fn about(args: TokenStream) -> Vec<String> {
    let item = quote! {
        mod shop {
            #[get("/")]
            pub async fn root() {}
        }
    };
    messages(attribute, args, item)
}

#[test]
fn advice_about_origins_is_the_origin_that_was_meant() {
    for (written, meant) in [
        ("https://app.example.com/", "https://app.example.com"),
        ("https://app.example.com/a?b#c", "https://app.example.com"),
        ("app.example.com", "https://app.example.com"),
        ("//app.example.com", "https://app.example.com"),
        ("https://App.Example.com", "https://app.example.com"),
        ("https://app.example.com:443", "https://app.example.com"),
        ("http://localhost:80", "http://localhost"),
    ] {
        let found = about(quote!(cors(origins(#written))));
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(
            found[0].contains(&format!("help: origins(\"{meant}\")\n")),
            "{written}: {found:?}"
        );
        assert_eq!(about(quote!(cors(origins(#meant)))), [""; 0]);
    }
}

#[test]
fn two_mistakes_in_one_policy_are_both_reported() {
    let found = about(quote!(cors(
        origins("a", "b"),
        methods(get),
        max_age = 5,
        headers("x y")
    )));
    assert_eq!(found.len(), 5, "{found:?}");
}
