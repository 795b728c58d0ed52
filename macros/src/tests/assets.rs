use super::{expanded, headlines};
use crate::dispatch::attribute;
use insta::assert_snapshot;
use quote::quote;

#[test]
fn files_are_a_table_with_two_routes() {
    assert_snapshot!(expanded(
        attribute,
        quote!(
            assets(
                "/app",
                "src/tests/assets",
                fallback = "index.html",
                max_age = "1h"
            ),
            authorizer(iam)
        ),
        quote! {
            mod shop {
                #[get("/orders")]
                #[middleware(timing)]
                pub async fn orders() -> String {
                    String::new()
                }
            }
        },
    ));
}

#[test]
fn folder_without_an_index_has_one_route() {
    assert_snapshot!(expanded(
        attribute,
        quote!(assets("/", "src/tests/assets/css"), interfaces(orders)),
        quote! {
            mod shop {}
        },
    ));
}

#[test]
fn wrong_fallback_names_the_nearest_file() {
    assert_eq!(
        headlines(
            attribute,
            quote!(assets("/app", "src/tests/assets", fallback = "index.htm")),
            quote! {
                mod shop {}
            },
        ),
        ["the folder `src/tests/assets` has no file `index.htm`"]
    );
}
