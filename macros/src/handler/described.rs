//! Constants with what the types of a route describe, which only the manifest reads.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Type;

/// The parts of a request that parameters of these types are read from.
pub(super) fn parts(types: &[Type], private: &TokenStream) -> TokenStream {
    let parts = types.iter().map(|ty| {
        quote! {
            #private::Part {
                role: <#private::OfParameter<#ty>>::ROLE,
                schema: <#private::OfParameter<#ty>>::SCHEMA,
                extension: <#private::OfParameter<#ty>>::EXTENSION,
                refusals: <#private::OfParameter<#ty>>::REFUSALS,
            }
        }
    });
    quote! {
        {
            #[allow(unused_imports)]
            use #private::AnyParameter as _;
            &[#(#parts),*]
        }
    }
}

/// The responses of a return type.
pub(super) fn responses(ty: &TokenStream, private: &TokenStream) -> TokenStream {
    quote! {
        {
            #[allow(unused_imports)]
            use #private::{AnyError as _, AnyReply as _};
            &#private::Responses {
                is_result: <#private::OfError<#ty>>::IS_RESULT,
                plain: (<#private::OfReply<#ty, _>>::SHAPE, <#private::OfReply<#ty, _>>::SCHEMA),
                ok: (<#private::OfOk<#ty, _>>::SHAPE, <#private::OfOk<#ty, _>>::SCHEMA),
                is_problem: <#private::OfError<#ty>>::IS_PROBLEM,
                cases: <#private::OfError<#ty>>::CASES,
            }
        }
    }
}
