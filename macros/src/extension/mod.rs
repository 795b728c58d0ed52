//! `#[derive(Extension)]`: gives a type an identity that constants can compare.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Attribute, DeriveInput};

use crate::crate_path::CratePath;
use crate::expansion::{Parsed, expansion};
use crate::names;
use crate::options::{self, Known, Options};
use crate::report::{Errors, Message};

/// Expands the derive.
pub(crate) fn derive(item: TokenStream) -> TokenStream {
    expansion(TokenStream::new(), item, parse, expand)
}

/// A type that middleware can provide.
#[derive(Debug)]
struct Model {
    krate: CratePath,
    name: Ident,
}

#[derive(darling::FromMeta)]
struct Args {
    #[darling(rename = "crate")]
    krate: Option<darling::Result<CratePath>>,
}

impl Options for Args {
    const ATTRIBUTE: &'static str = "extension";
    const KNOWN: &'static [Known] = &[Known::new("crate", "crate = ::gatewright", &["krate"])];
}

fn parse(_: TokenStream, item: TokenStream, errors: &mut Errors) -> Parsed<Model> {
    let Some(input) = errors.take(syn::parse2::<DeriveInput>(item)) else {
        return Parsed::Refused(TokenStream::new());
    };
    let name = input.ident;
    if !input.generics.params.is_empty() {
        errors.push(
            Message::new(format!("`{name}` cannot be an extension, because it is generic"))
                .help(format!(
                    "provide a struct around one of its instances: `#[derive(Clone, Extension)] struct Current{name}({name}<…>);`"
                ))
                .note("constants compare extensions by their place in the source, which all instances of a generic type share")
                .at(&input.generics),
        );
        return Parsed::Refused(TokenStream::new());
    }
    Parsed::Model(Model {
        krate: krate(&input.attrs, errors),
        name,
    })
}

fn krate(attributes: &[Attribute], errors: &mut Errors) -> CratePath {
    let mut tokens = TokenStream::new();
    for attribute in attributes {
        if attribute.path().is_ident("extension")
            && let Some(list) = errors.take(attribute.meta.require_list())
        {
            let list = &list.tokens;
            tokens.extend(quote!(#list,));
        }
    }
    let args: Args = options::read(tokens, errors);
    let krate = args.krate.and_then(|krate| errors.take(krate));
    krate.unwrap_or_default()
}

fn expand(model: &Model) -> TokenStream {
    let Model { krate, name } = model;
    let private = krate.private();
    let text = names::plain(name);
    let file = quote_spanned!(name.span()=> ::core::file!());
    let line = quote_spanned!(name.span()=> ::core::line!());
    let column = quote_spanned!(name.span()=> ::core::column!());
    quote! {
        #[automatically_derived]
        impl #krate::Provided for #name {
            const ID: #private::ExtensionId = #private::ExtensionId {
                name: #text,
                module: ::core::module_path!(),
                file: #file,
                line: #line,
                column: #column,
            };
        }
    }
}
