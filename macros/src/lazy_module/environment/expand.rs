//! The struct, how it is read, and its module.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use super::model::{Default, Environment, Variable};
use crate::lazy_module;
use crate::names::generated;
use crate::spans::Place;

/// The struct with its module.
pub(in crate::lazy_module) fn expand(environment: &Environment) -> TokenStream {
    let item = &environment.item;
    let reading = reading(environment);
    let module = lazy_module::expand::with_handle(&environment.module);
    quote!(#item #reading #module)
}

fn reading(environment: &Environment) -> TokenStream {
    let krate = &environment.module.settings.krate;
    let private = krate.private();
    let item = &environment.item;
    let (name, cfgs) = (&item.ident, crate::attributes::cfgs(&item.attrs));
    // Out of sight of the users' defaults.
    let variables = Ident::new("variables", Span::mixed_site());
    let takes = environment
        .variables
        .iter()
        .map(|variable| take(variable, &variables, &private));
    let values = environment
        .variables
        .iter()
        .map(|variable| value(variable, &variables));
    let fields = environment.variables.iter().map(|variable| {
        let (cfgs, field, local) = (&variable.cfgs, &variable.field, local(variable));
        quote!(#(#cfgs)* #field: #local,)
    });
    quote! {
        #(#cfgs)*
        const _: () = {
            impl #krate::FromEnvironment for #name {
                fn from_variables(
                    get: &dyn ::core::ops::Fn(&str) -> ::core::option::Option<::std::string::String>,
                ) -> ::core::result::Result<Self, #krate::EnvironmentError> {
                    let mut #variables = #private::Variables::of(get);
                    #(#takes)*
                    #(#values)*
                    ::core::result::Result::Ok(Self { #(#fields)* })
                }
            }
        };
    }
}

/// Each is taken before the first fault is looked at, so that all of them are reported.
fn take(variable: &Variable, variables: &Ident, private: &TokenStream) -> TokenStream {
    let (cfgs, ty, name, local) = (
        &variable.cfgs,
        &variable.ty,
        &variable.name,
        local(variable),
    );
    let place = Place::of(ty);
    let (method, default) = match &variable.default {
        Default::Nothing => (quote!(take), quote!()),
        Default::Text(text) => (quote!(take_or_text), quote!(#text)),
        Default::Value(value) => (quote!(take_or), quote!(|| #value)),
    };
    let start = place.start(quote!(#private::Variables::#method::<));
    let end = place.end(quote!(, _>));
    quote!(#(#cfgs)* let #local = #start #ty #end(&mut #variables, #name, #default);)
}

fn value(variable: &Variable, variables: &Ident) -> TokenStream {
    let (cfgs, local) = (&variable.cfgs, local(variable));
    quote! {
        #(#cfgs)*
        let ::core::option::Option::Some(#local) = #local else {
            return ::core::result::Result::Err(#variables.error());
        };
    }
}

fn local(variable: &Variable) -> Ident {
    format_ident!(
        "field_{}",
        variable.field,
        span = generated(variable.field.span())
    )
}
