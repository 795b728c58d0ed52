//! `#[derive(PathParams)]`

mod parse;
mod serde_names;

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::Generics;

use crate::crate_path::CratePath;
use crate::expansion::expansion;

/// Expands the derive.
pub(crate) fn derive(item: TokenStream) -> TokenStream {
    expansion(TokenStream::new(), item, parse::parse, expand)
}

/// A struct that holds path parameters.
#[derive(Debug)]
struct Model {
    krate: CratePath,
    name: Ident,
    generics: Generics,
    takes: Takes,
}

/// The path parameters of the struct.
#[derive(Debug)]
enum Takes {
    /// A number of parameters, in the template's order.
    Count(usize),
    /// Parameters of these names.
    Names(Vec<String>),
    /// The struct is invalid, which was reported. It is not compared with a template.
    Unknown,
}

fn expand(model: &Model) -> TokenStream {
    let Model {
        krate,
        name,
        generics,
        takes,
    } = model;
    let private = krate.private();
    let (generics, arguments, bounds) = generics.split_for_impl();
    let shape = match takes {
        Takes::Count(count) => quote!(Count(#count)),
        Takes::Names(names) => quote!(Names(&[#(#names),*])),
        Takes::Unknown => quote!(Unknown),
    };
    quote! {
        #[automatically_derived]
        impl #generics #krate::PathParams for #name #arguments #bounds {
            const SHAPE: #private::PathShape = #private::PathShape::#shape;
        }
    }
}
