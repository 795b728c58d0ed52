//! The user's module, with `Lazy` and `get` at its end.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use quote::{format_ident, quote};
use syn::Type;
use syn::spanned::Spanned;

use super::model::{Call, LazyModule, Value};
use crate::names::generated;
use crate::spans::{self, Place};

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
        no_hidden_result(lazy),
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
    let locals: Vec<Ident> = (0..call.needs.len())
        .map(|index| format_ident!("need_{index}", span = generated(call.span)))
        .collect();
    let fetches = call
        .needs
        .iter()
        .zip(&locals)
        .map(|(ty, local)| fetch(ty, local));
    let wait = call.is_async.then(|| quote!(.await));
    let made = made(lazy, &call.returns, &quote!(init(#(#locals),*) #wait));
    let need = (!call.needs.is_empty()).then(|| need(lazy));
    quote! {
        #need
        ::std::boxed::Box::pin(async move {
            #(#fetches)*
            #made
        })
    }
}

/// What the future of `init` ends with.
fn made(lazy: &LazyModule, returns: &Type, value: &TokenStream) -> TokenStream {
    let (krate, private) = (&lazy.krate, lazy.krate.private());
    let place = Place::of(returns);
    match lazy.init.value {
        Value::Returned(_) => quote!(::core::result::Result::Ok(#value)),
        Value::InResult(_) => {
            let start = place.start(quote!(<#private::Returns<));
            let made = place.start(quote!(>>::SHAPE.initialised));
            let name = quote!(<Lazy as #krate::LazyModule>::NAME);
            quote!(#start #returns #made(#name, #value))
        }
    }
}

/// The bound on a need's type stands in `need` and nowhere else: the future that it returns has none, so that a type that is
/// no handle is one error.
fn fetch(ty: &Type, local: &Ident) -> TokenStream {
    let place = Place::of(ty);
    let (start, end) = (place.start(quote!(need::<)), place.end(quote!(>())));
    quote!(let #local = #start #ty #end.await?;)
}

/// `get` of another module, with a future of a named type.
fn need(lazy: &LazyModule) -> TokenStream {
    let (krate, private) = (&lazy.krate, lazy.krate.private());
    quote! {
        fn need<L: #krate::LazyModule>() -> #private::InitFuture<L> {
            ::std::boxed::Box::pin(#private::get::<L>())
        }
    }
}

/// A `Result` under another name would be the value, and its error never seen. An inherent constant goes before a trait's.
fn no_hidden_result(lazy: &LazyModule) -> TokenStream {
    let (Value::Returned(returns), Some(_)) = (&lazy.init.value, &lazy.init.call) else {
        return TokenStream::new();
    };
    let message = "the return type of `init` is a `Result` under another name\nhelp: write it out: `Result<T, E>`, or an alias that is called `Result`\nnote: the macro makes the handle's type from the tokens, and has to find the value's type in them";
    let panic = spans::call(generated(returns.span()), quote!(refuse), quote!());
    quote! {
        #[allow(dead_code)]
        const _: () = {
            struct Returned<R>(::core::marker::PhantomData<R>);

            impl<T, E> Returned<::core::result::Result<T, E>> {
                const IS_RESULT: bool = true;
            }

            trait AnyReturned {
                const IS_RESULT: bool = false;
            }

            impl<R> AnyReturned for Returned<R> {}

            #[track_caller]
            const fn refuse() {
                ::core::panic!("{}", #message)
            }

            if <Returned<#returns>>::IS_RESULT {
                #panic
            }
        };
    }
}

/// A need that is no handle is reported by `get`; unfolded, it would be reported again. A cycle of modules that all spell
/// their needs by aliases is not seen.
fn no_cycle(lazy: &LazyModule) -> TokenStream {
    let private = lazy.krate.private();
    let needs = lazy.init.call.as_ref().map_or(&[][..], |call| &call.needs);
    if !needs.iter().all(is_spelt_lazy) {
        return TokenStream::new();
    }
    let span = generated(lazy.module.ident.span());
    let check = spans::at(span, quote!(#private::assert_no_cycle::<Lazy>()));
    quote!(const _: () = #check;)
}

fn is_spelt_lazy(ty: &Type) -> bool {
    match ty {
        Type::Path(path) => path
            .path
            .segments
            .last()
            .is_some_and(|last| last.ident == "Lazy"),
        Type::Group(group) => is_spelt_lazy(&group.elem),
        _ => false,
    }
}
