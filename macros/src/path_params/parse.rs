//! Parses the struct into its model.

use proc_macro2::TokenStream;
use syn::{Attribute, Data, DeriveInput, Fields};

use super::serde_names::{Container, Renames};
use super::{Model, Takes};
use crate::crate_path::CratePath;
use crate::expansion::Parsed;
use crate::options::{self, Known, Options};
use crate::report::{Errors, Message};

#[derive(darling::FromMeta)]
struct Args {
    #[darling(rename = "crate")]
    krate: Option<darling::Result<CratePath>>,
}

impl Options for Args {
    const ATTRIBUTE: &'static str = "path_params";
    const KNOWN: &'static [Known] = &[Known::new("crate", "crate = ::gatewright", &["krate"])];
}

pub(super) fn parse(_: TokenStream, item: TokenStream, errors: &mut Errors) -> Parsed<Model> {
    let Some(input) = errors.take(syn::parse2::<DeriveInput>(item)) else {
        return Parsed::Refused(TokenStream::new());
    };
    let Data::Struct(data) = &input.data else {
        errors.push(
            Message::new(
                "`#[derive(PathParams)]` must be on a struct with a field for each path parameter",
            )
            .help(format!("struct {} {{ id: u32 }}", input.ident))
            .at(&input.ident),
        );
        return Parsed::Refused(TokenStream::new());
    };
    let before = errors.count();
    let takes = takes(&data.fields, &input.attrs, errors);
    let is_right = errors.count() == before;
    Parsed::Model(Model {
        krate: krate(&input.attrs, errors),
        name: input.ident,
        generics: input.generics,
        takes: if is_right { takes } else { Takes::Unknown },
    })
}

fn krate(attributes: &[Attribute], errors: &mut Errors) -> CratePath {
    let mut tokens = TokenStream::new();
    for attribute in attributes {
        if attribute.path().is_ident("path_params")
            && let Some(list) = errors.take(attribute.meta.require_list())
        {
            let list = &list.tokens;
            tokens.extend(quote::quote!(#list,));
        }
    }
    let args: Args = options::read(tokens, errors);
    let krate = args.krate.and_then(|krate| errors.take(krate));
    krate.unwrap_or_default()
}

fn takes(fields: &Fields, attributes: &[Attribute], errors: &mut Errors) -> Takes {
    let container = Container::of(attributes);
    if let Some(token) = container.is_opaque() {
        errors.push(
            Message::new("`PathParams` cannot find the parameter names: this option makes serde ignore the fields")
                .help("remove the option, or use a tuple struct with fields in the template's order")
                .at(token),
        );
    }
    match fields {
        Fields::Unit => {
            errors.push(
                Message::new("`PathParams` needs a struct with fields")
                    .help("remove the `Path` parameter from the handler, or add a field for each path parameter")
                    .at(fields),
            );
            Takes::Unknown
        }
        Fields::Unnamed(fields) => Takes::Count(fields.unnamed.len()),
        Fields::Named(fields) => {
            let mut names = Vec::new();
            for field in &fields.named {
                let (Some(name), renames) = (&field.ident, Renames::of(&field.attrs)) else {
                    continue;
                };
                if let Some(token) = &renames.flatten {
                    errors.push(
                        Message::new(
                            "`PathParams` cannot find the parameter names in a flattened struct",
                        )
                        .help("write its fields here instead")
                        .at(token),
                    );
                }
                if !renames.is_skipped {
                    names.push(container.name_of(name, &renames));
                }
            }
            Takes::Names(names)
        }
    }
}
