//! `impl PathParams for OrderLine`.

use proc_macro2::TokenStream;
use quote::quote;

use super::model::{Model, Takes};

pub(super) fn expand(model: &Model) -> TokenStream {
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
