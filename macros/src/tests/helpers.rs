use super::{expanded, headlines, messages};
use crate::helpers::{HELPERS, misplaced};
use insta::assert_snapshot;
use proc_macro2::TokenStream;
use quote::quote;

fn get(args: TokenStream, item: TokenStream) -> TokenStream {
    misplaced("get", args, &{ item })
}

#[test]
fn attribute_moves_below_lambda_handler() {
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
fn attribute_alone_is_reported_and_function_unchanged() {
    assert_snapshot!(expanded(
        get,
        quote!("/orders"),
        quote!(
            pub async fn orders() {}
        )
    ));
}

#[test]
fn method_is_refused() {
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
fn other_items_are_refused() {
    assert_eq!(
        headlines(
            get,
            quote!("/orders"),
            quote!(
                struct Orders;
            )
        ),
        ["`#[get]` must be on an `async fn`, not on a struct"]
    );
}

#[test]
fn table_names_each_attribute_once_with_a_valid_form() {
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
