//! `impl IntoProblem for ShopError`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::model::{Answer, Case, Model};
use crate::names;
use syn::LitStr;

pub(super) fn expand(model: &Model) -> TokenStream {
    let Model {
        krate,
        name,
        generics,
        cases,
        is_partial,
    } = model;
    let (generics, arguments, bounds) = generics.split_for_impl();
    let documents = documents(model);
    let private = krate.private();
    let detail = detail(name, cases, &private);
    let arms = cases.iter().map(|case| arm(case, model));
    // Errors have been reported; the rest of the program compiles as if there were none.
    let rest = is_partial.then(|| quote!(_ => ::core::unreachable!(),));
    let allow = is_partial.then(|| quote!(#[allow(unreachable_patterns)]));
    quote! {
        #[automatically_derived]
        #allow
        impl #generics #krate::IntoProblem for #name #arguments #bounds {
            const CASES: ::core::option::Option<&'static [#private::ProblemCase]> =
                ::core::option::Option::Some(<Self as #private::Problems>::CASES);
            fn into_problem(self) -> #krate::Problem {
                #detail
                match self {
                    #(#arms)*
                    #rest
                }
            }
        }
        #[automatically_derived]
        impl #generics #private::Problems for #name #arguments #bounds {
            const CASES: &'static [#private::ProblemCase] = #documents;
        }
    }
}

/// The documents as data, which only the manifest reads.
fn documents(model: &Model) -> TokenStream {
    let (krate, private) = (&model.krate, model.krate.private());
    let cases = model.cases.iter().map(|case| match &case.answer {
        Answer::Transparent(_, ty) => quote! {
            #private::ProblemCase::Inner(
                <#private::OfError<::core::result::Result<(), #ty>>>::CASES,
            )
        },
        Answer::Document {
            status,
            kind,
            title,
            members,
            headers: _,
            header_fields: _,
        } => {
            let (status, docs) = (status.0, &case.docs);
            let (kind, title) = (optional(kind.as_ref()), optional(title.as_ref()));
            let names = members.iter().map(|(_, name, _)| name);
            let types = members.iter().map(|(_, _, ty)| ty);
            quote! {
                #private::ProblemCase::Own {
                    status: #status,
                    kind: #kind,
                    title: #title,
                    docs: #docs,
                    members: &[#((#names, <#private::OfParameter<#krate::Json<#types>>>::SCHEMA)),*],
                }
            }
        }
    });
    quote! {
        {
            #[allow(unused_imports)]
            use #private::{AnyError as _, AnyParameter as _};
            &[#(#cases),*]
        }
    }
}

fn optional(text: Option<&LitStr>) -> TokenStream {
    match text {
        Some(text) => quote!(::core::option::Option::Some(#text)),
        None => quote!(::core::option::Option::None),
    }
}

/// Formats the detail before fields are moved out. A type without `Display` is reported at its name.
fn detail(name: &Ident, cases: &[Case], private: &TokenStream) -> Option<TokenStream> {
    let is_needed = cases
        .iter()
        .any(|case| matches!(case.answer, Answer::Document { .. }));
    let detail = local("detail");
    is_needed.then(|| {
        let text_of = quote_spanned!(names::generated(name.span())=> #private::detail::<Self>);
        quote!(let #detail = #text_of(&self);)
    })
}

fn arm(case: &Case, model: &Model) -> TokenStream {
    let (krate, private) = (&model.krate, model.krate.private());
    let path = match &case.variant {
        Some(variant) => quote!(Self::#variant),
        None => quote!(Self),
    };
    match &case.answer {
        Answer::Transparent(field, _) => {
            let inner = local_at("inner", field.ty);
            let field = &field.field;
            quote!(#path { #field: #inner } => #krate::IntoProblem::into_problem(#inner),)
        }
        Answer::Document {
            status,
            kind,
            title,
            members,
            headers,
            header_fields,
        } => {
            let detail = local("detail");
            let status = status.0;
            let error_type = names::plain(&model.name);
            let kind = kind.as_ref().map(|kind| quote!(.kind(#kind)));
            let title = title.as_ref().map(|title| quote!(.title(#title)));
            let places = members.iter().enumerate();
            let bindings: Vec<Ident> = places
                .map(|(index, (place, _, _))| local_at(&format!("member_{index}"), place.ty))
                .collect();
            let fields = members.iter().map(|(place, _, _)| &place.field);
            let names = members.iter().map(|(_, name, _)| name);
            // A field that is a member too is borrowed there, and has that binding.
            let mut only_headers = Vec::new();
            let header_values = header_fields
                .iter()
                .enumerate()
                .map(|(index, (place, name))| {
                    let member = members
                        .iter()
                        .position(|(member, _, _)| member.field == place.field);
                    let binding = match member {
                        Some(member) => bindings[member].clone(),
                        None => {
                            let binding = local_at(&format!("header_{index}"), place.ty);
                            let field = &place.field;
                            only_headers.push(quote!(#field: #binding,));
                            binding
                        }
                    };
                    quote!(.header(#name, #binding))
                });
            let header_values: Vec<_> = header_values.collect();
            let members = members
                .iter()
                .zip(&bindings)
                .map(|((place, _, _), binding)| {
                    let is_header = header_fields
                        .iter()
                        .any(|(header, _)| header.field == place.field);
                    if is_header {
                        quote!(&#binding)
                    } else {
                        quote!(#binding)
                    }
                });
            let headers = headers
                .iter()
                .map(|(name, value)| quote!(.header(#name, #value)));
            quote! {
                #path { #(#fields: #bindings,)* #(#only_headers)* .. } => {
                    #private::problem(#status, #error_type, #detail)#kind #title #(.with(#names, #members))*
                        #(#headers)* #(#header_values)*
                }
            }
        }
    }
}

fn local(name: &str) -> Ident {
    format_ident!("{name}", span = Span::mixed_site())
}

/// A local with the span of the user's tokens, so that a missing trait is reported there.
fn local_at(name: &str, user: Span) -> Ident {
    format_ident!("{name}", span = names::generated(user))
}
