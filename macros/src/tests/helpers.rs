use super::{expanded, headlines, messages};
use crate::helpers::{HELPERS, misplaced};
use insta::assert_snapshot;
use proc_macro2::TokenStream;
use quote::quote;

fn get(args: TokenStream, item: TokenStream) -> TokenStream {
    misplaced("get", args, &{ item })
}

#[test]
fn above_lambda_handler_it_is_handed_down() {
    assert_snapshot!(expanded(
        get,
        quote!("/orders/{id}"),
        quote! {
            #[gatewright::lambda_handler(timeout = "1s")]
            #[cfg(unix)]
            async fn get_order() {}
        },
    ));
}

#[test]
fn alone_it_says_where_it_belongs_and_leaves_the_function_as_it_is() {
    assert_snapshot!(expanded(
        get,
        quote!("/orders"),
        quote!(
            pub async fn orders() {}
        )
    ));
}

#[test]
fn on_a_method_it_asks_for_a_function() {
    assert_snapshot!(
        messages(
            get,
            quote!("/orders"),
            quote!(
                async fn orders(&self) {}
            )
        )[0]
    );
}

#[test]
fn on_no_function_it_says_so() {
    assert_eq!(
        headlines(
            get,
            quote!("/orders"),
            quote!(
                struct Orders;
            )
        ),
        ["`#[get]` belongs on an `async fn`, not on a struct"]
    );
}

#[test]
fn the_table_names_each_attribute_once_and_shows_its_form() {
    for (index, helper) in HELPERS.iter().enumerate() {
        assert!(
            helper.form.starts_with(&format!("#[{}", helper.name)),
            "{}",
            helper.form
        );
        assert!(
            HELPERS[..index]
                .iter()
                .all(|other| other.name != helper.name),
            "{}",
            helper.name
        );
        let form: syn::ItemFn =
            syn::parse_str(&format!("{} async fn f() {{}}", helper.form)).expect(helper.form);
        helper.read(&form.attrs[0]).expect(helper.form);
    }
}
