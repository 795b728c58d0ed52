use insta::assert_snapshot;
use proc_macro2::TokenStream;
use quote::quote;

use super::{expanded, messages};
use crate::path_params::derive;

fn attribute(_: TokenStream, item: TokenStream) -> TokenStream {
    derive(item)
}

#[test]
fn struct_takes_names() {
    assert_snapshot!(expanded(
        attribute,
        TokenStream::new(),
        quote! {
            #[serde(rename_all(serialize = "UPPERCASE", deserialize = "camelCase"), deny_unknown_fields)]
            struct Line<T> {
                order_id: T,
                #[serde(default = "one", rename = "line")]
                line_no: u32,
                #[serde(rename(deserialize = "part", serialize = "x"), with = "module")]
                r#type: u8,
                #[serde(skip)]
                checked: bool,
            }
        },
    ));
}

#[test]
fn tuple_struct_takes_a_count() {
    assert_snapshot!(expanded(
        attribute,
        TokenStream::new(),
        quote! {
            #[path_params(crate = ::renamed)]
            struct Pair(u8, String);
        },
    ));
}

#[test]
fn unsupported_structs_are_refused() {
    let items = [
        quote!(
            enum Either {
                A,
                B,
            }
        ),
        quote!(
            struct Nothing;
        ),
        quote!(
            struct Flat {
                #[serde(flatten)]
                all: HashMap<String, String>,
            }
        ),
        quote!(
            #[serde(try_from = "String")]
            struct Opaque {
                a: u8,
            }
        ),
        quote!(
            #[path_params(crates = ::x)]
            struct Misspelt {
                a: u8,
            }
        ),
    ];
    let each = items.map(|item| {
        let messages = messages(attribute, TokenStream::new(), item.clone());
        let shape = derive(item.clone()).to_string().contains("Unknown");
        format!("{item}\n{}\nunknown: {shape}\n", messages.join("\n"))
    });
    assert_snapshot!(each.join("\n"));
}
