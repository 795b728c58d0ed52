//! The user's module, with `Lazy` and `get` at its end.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use quote::{format_ident, quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned;

use super::model::{Call, LazyModule, Value};
use crate::names::generated;

/// The module with its handle.
pub(super) fn expand(lazy: &LazyModule) -> TokenStream {
    if !lazy.publishes {
        return lazy.module.to_token_stream();
    }
    let value = value_type(lazy);
    let items = [
        handle(lazy, &value),
        deref(&value),
        of(lazy, &value),
        debug(lazy),
        get(lazy),
        lazy_module(lazy, &value),
        no_cycle(lazy),
    ];
    crate::module::with_appended(&lazy.module, &items)
}

fn value_type(lazy: &LazyModule) -> TokenStream {
    let private = lazy.krate.private();
    match &lazy.init.value {
        Value::Returned(ty) => ty.to_token_stream(),
        Value::InResult(ty) => quote!(<#ty as #private::InitOutput>::Value),
    }
}

fn handle(lazy: &LazyModule, value: &TokenStream) -> TokenStream {
    let (private, visibility) = (lazy.krate.private(), &lazy.visibility);
    quote! {
        /// A handle of this module's value: cheap to clone, and derefs to it.
        #[derive(Clone)]
        #visibility struct Lazy(#private::Handle<#value>);
    }
}

fn deref(value: &TokenStream) -> TokenStream {
    quote! {
        impl ::core::ops::Deref for Lazy {
            type Target = #value;

            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }
    }
}

fn of(lazy: &LazyModule, value: &TokenStream) -> TokenStream {
    let private = lazy.krate.private();
    quote! {
        #[allow(dead_code)]
        impl Lazy {
            /// A handle of a value made by hand, for tests: `init` does not run.
            pub fn of(value: #value) -> Self {
                Self(#private::Handle::new(value))
            }
        }
    }
}

fn debug(lazy: &LazyModule) -> TokenStream {
    let name = format!("{}::Lazy", crate::names::plain(&lazy.module.ident));
    quote! {
        impl ::core::fmt::Debug for Lazy {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(#name)
            }
        }
    }
}

fn get(lazy: &LazyModule) -> TokenStream {
    let (krate, private, visibility) = (&lazy.krate, lazy.krate.private(), &lazy.visibility);
    quote! {
        /// This module's value. The first to ask starts it; if that fails, the next to ask tries again.
        #[allow(dead_code)]
        #visibility async fn get() -> ::core::result::Result<Lazy, #krate::InitError> {
            #private::get::<Lazy>().await
        }
    }
}

fn lazy_module(lazy: &LazyModule, value: &TokenStream) -> TokenStream {
    let (krate, private) = (&lazy.krate, lazy.krate.private());
    let needs = lazy.init.call.as_ref().map_or(&[][..], |call| &call.needs);
    let init = match &lazy.init.call {
        Some(call) => started(call, lazy),
        None => quote!(::core::unreachable!("the module did not compile")),
    };
    quote! {
        impl #krate::LazyModule for Lazy {
            type Value = #value;
            type Needs = (#(#needs,)*);
            const NAME: &'static str = ::core::module_path!();

            fn cell() -> &'static #private::LazyCell<Self::Value> {
                static CELL: #private::LazyCell<#value> = #private::LazyCell::new();
                &CELL
            }

            fn init() -> #private::InitFuture<Self::Value> {
                #init
            }

            fn from_handle(handle: #private::Handle<Self::Value>) -> Self {
                Self(handle)
            }
        }
    }
}

/// The call of the user's `init`. Its future is boxed here, so that modules that need each other are not an endless type,
/// of which rustc would say the wrong thing (E0733).
fn started(call: &Call, lazy: &LazyModule) -> TokenStream {
    let (krate, private) = (&lazy.krate, lazy.krate.private());
    let locals: Vec<Ident> = (0..call.needs.len())
        .map(|index| format_ident!("need_{index}", span = generated(call.span)))
        .collect();
    let fetches = call
        .needs
        .iter()
        .zip(&locals)
        .map(|(ty, local)| fetch(ty, local, &private));
    let wait = call.is_async.then(|| quote!(.await));
    let returns = &call.returns;
    quote! {
        use #private::AnyReturn as _;
        ::std::boxed::Box::pin(async move {
            #(#fetches)*
            <#private::Returns<#returns>>::SHAPE.initialised(<Lazy as #krate::LazyModule>::NAME, init(#(#locals),*) #wait)
        })
    }
}

/// The bound on a need's type stands in `get`; only the type's own tokens have the user's span.
fn fetch(ty: &Type, local: &Ident, private: &TokenStream) -> TokenStream {
    let call = quote_spanned!(generated(ty.span())=> get::<#ty>);
    quote!(let #local = #private::#call().await?;)
}

fn no_cycle(lazy: &LazyModule) -> TokenStream {
    let private = lazy.krate.private();
    let span = generated(lazy.module.ident.span());
    let check = quote_spanned!(span=> #private::assert_no_cycle::<Lazy>());
    quote!(const _: () = #check;)
}
