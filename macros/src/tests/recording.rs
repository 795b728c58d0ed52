use insta::assert_snapshot;
use proc_macro2::TokenStream;
use quote::quote;

use super::{expanded, messages};
use crate::lambda_handler::attribute;

fn hello() -> TokenStream {
    quote!(
        async fn hello(name: String) -> String {
            name
        }
    )
}

#[test]
fn metrics_are_part_of_the_manifest() {
    assert_snapshot!(expanded(
        attribute,
        quote!(metrics = "Shop", record, main = false),
        hello()
    ));
}

#[test]
fn options_of_recording_have_their_forms() {
    for (args, recording) in [
        (quote!(record), "Recording::Record"),
        (
            quote!(metrics),
            "Recording::Metrics(::core::option::Option::None)",
        ),
        (
            quote!(metrics = "Shop/#1"),
            "Metrics(::core::option::Option::Some(\"Shop/#1\"))",
        ),
    ] {
        let expanded = expanded(attribute, args, hello());
        let expanded = expanded.replace(['\n', ' '], "").replace(",)", ")");
        assert!(expanded.contains(recording), "{expanded}");
    }
}

#[test]
fn namespaces_of_another_form_are_refused() {
    let all: Vec<String> = [
        quote!(metrics = ""),
        quote!(metrics = ":Shop"),
        quote!(metrics = "AWS/Shop"),
        quote!(metrics = "Shop & Co"),
        quote!(metrics = 7),
        quote!(metrics("Shop")),
        quote!(record = true),
        quote!(namespace = "Shop"),
    ]
    .into_iter()
    .flat_map(|args| messages(attribute, args, hello()))
    .collect();
    assert_snapshot!(all.join("\n\n"));
}
