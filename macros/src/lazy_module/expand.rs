//! The user's module with `Lazy` and `get` appended.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use quote::{format_ident, quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned;

use super::args::Settings;
use super::model::{Call, LazyModule, Value};
use crate::item;
use crate::names::generated;
use crate::spans::{self, Place};
use crate::values::{Restore, Start};

/// The module with its handle.
pub(super) fn expand(lazy: &LazyModule) -> TokenStream {
    if !lazy.publishes {
        return lazy.module.to_token_stream();
    }
    let value = value_type(lazy);
    let items = [
        handle(lazy, &value),
        clone(),
        deref(&value),
        of(lazy, &value),
        debug(lazy),
        get(lazy),
        try_get(lazy),
        lazy_module(lazy, &value),
        no_hidden_result(lazy),
        no_cycle(lazy),
        warning_if_unused(lazy),
    ];
    item::with_appended(&lazy.module, &items)
}

fn value_type(lazy: &LazyModule) -> TokenStream {
    let private = lazy.settings.krate.private();
    match &lazy.init.value {
        Value::Returned(ty) => ty.to_token_stream(),
        Value::InResult(ty) => quote!(<#ty as #private::InitOutput>::Value),
    }
}

fn handle(lazy: &LazyModule, value: &TokenStream) -> TokenStream {
    let (private, visibility) = (lazy.settings.krate.private(), &lazy.visibility);
    quote! {
        /// A handle to this module's value. It is cheap to clone and dereferences to the value.
        #visibility struct Lazy(#private::Handle<#value>);
    }
}

/// Not derived: for a field with an associated type, rust-analyzer's `derive` requires `Clone` of that type.
fn clone() -> TokenStream {
    quote! {
        impl ::core::clone::Clone for Lazy {
            fn clone(&self) -> Self {
                Self(::core::clone::Clone::clone(&self.0))
            }
        }
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
    let private = lazy.settings.krate.private();
    quote! {
        impl Lazy {
            /// Wraps a value in a handle without running `init`, for tests.
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
    let (krate, private, visibility) = (
        &lazy.settings.krate,
        lazy.settings.krate.private(),
        &lazy.visibility,
    );
    quote! {
        /// Returns this module's value, initialising it on first use. A failed initialisation is retried by the next caller.
        #visibility async fn get() -> ::core::result::Result<Lazy, #krate::InitError> {
            #private::get::<Lazy>().await
        }
    }
}

fn try_get(lazy: &LazyModule) -> TokenStream {
    let (private, visibility) = (lazy.settings.krate.private(), &lazy.visibility);
    quote! {
        /// Returns this module's value if it has been initialised.
        #visibility fn try_get() -> ::core::option::Option<Lazy> {
            #private::try_get::<Lazy>()
        }
    }
}

fn lazy_module(lazy: &LazyModule, value: &TokenStream) -> TokenStream {
    let (krate, private) = (&lazy.settings.krate, lazy.settings.krate.private());
    let needs = lazy.init.call.as_ref().map_or(&[][..], |call| &call.needs);
    let names: Vec<Ident> = (0..needs.len())
        .map(|index| format_ident!("NEED_{index}"))
        .collect();
    let init = match &lazy.init.call {
        Some(call) => future(call, &names, lazy),
        None => quote!(::core::unreachable!("the module did not compile")),
    };
    let constants = needs
        .iter()
        .zip(&names)
        .map(|(ty, name)| need(ty, name, &private));
    let settings = settings(&lazy.settings);
    let name = name_in_warning(lazy);
    let known_needs = (!names.is_empty()).then(|| {
        quote! {
            fn needs() -> &'static [&'static dyn #private::AnyModule] {
                &[#(#names.module),*]
            }
        }
    });
    let variables = lazy.reads.as_ref().map(|reads| {
        quote! {
            fn variables() -> &'static [#private::EnvironmentVariable] {
                <#reads as #krate::FromEnvironment>::variables()
            }
        }
    });
    let implementation = quote! {
        impl #krate::LazyModule for Lazy {
            type Value = #value;
            type Needs = (#(#needs,)*);
            const NAME: &'static str = #name;
            #settings

            #known_needs

            #variables

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
    };
    if names.is_empty() {
        return implementation;
    }
    quote! {
        const _: () = {
            #(#constants)*
            #implementation
        };
    }
}

/// The options that differ from their defaults, as the runtime crate takes them.
fn settings(settings: &Settings) -> Option<TokenStream> {
    let Settings {
        start,
        ttl,
        budget,
        restore,
        krate,
    } = settings;
    let start = (*start == Start::Init).then(|| quote!(.in_init()));
    let ttl = ttl.map(|ms| quote!(.with_ttl(#ms)));
    let budget = budget.map(|ms| quote!(.with_budget(#ms)));
    let restore = (*restore == Restore::Reset).then(|| quote!(.reset_before_snapshot()));
    let given: TokenStream = [start, ttl, budget, restore]
        .into_iter()
        .flatten()
        .collect();
    let private = krate.private();
    (!given.is_empty()).then(|| {
        quote! {
            const SETTINGS: #private::LazySettings = #private::LazySettings::DEFAULT #given;
        }
    })
}

/// `const NEED_0: Need<…> = need::<…>();` The bound on the type is stated by `need` alone, so a type that is not a handle gives one
/// error, which underlines it.
fn need(ty: &Type, name: &Ident, private: &TokenStream) -> TokenStream {
    let place = Place::of(ty);
    let (start, end) = (
        place.start(quote!(#private::need::<)),
        place.end(quote!(>())),
    );
    quote!(const #name: #private::Need<#ty> = #start #ty #end;)
}

/// The future of the user's `init`. It is boxed here, so that modules that need each other do not form an infinite type, for which
/// rustc's error would mislead (E0733).
fn future(call: &Call, needs: &[Ident], lazy: &LazyModule) -> TokenStream {
    let locals: Vec<Ident> = (0..needs.len())
        .map(|index| format_ident!("need_{index}", span = generated(call.span)))
        .collect();
    let wait = call.is_async.then(|| quote!(.await));
    let output = output(lazy, &call.returns, &quote!(init(#(#locals),*) #wait));
    quote! {
        ::std::boxed::Box::pin(async move {
            #(let #locals = (#needs.get)().await?;)*
            #output
        })
    }
}

/// The output of the future.
fn output(lazy: &LazyModule, returns: &Type, value: &TokenStream) -> TokenStream {
    let (krate, private) = (&lazy.settings.krate, lazy.settings.krate.private());
    let place = Place::of(returns);
    match lazy.init.value {
        Value::Returned(_) => quote!(::core::result::Result::Ok(#value)),
        Value::InResult(_) => {
            let start = place.start(quote!(<#private::Returns<));
            let convert = place.start(quote!(>>::SHAPE.initialised));
            let name = quote!(<Lazy as #krate::LazyModule>::NAME);
            quote!(#start #returns #convert(#name, #value))
        }
    }
}

/// Refuses a `Result` under another name, which would become the value itself. An inherent constant takes precedence over a trait's.
fn no_hidden_result(lazy: &LazyModule) -> TokenStream {
    let (Value::Returned(returns), Some(_)) = (&lazy.init.value, &lazy.init.call) else {
        return TokenStream::new();
    };
    let message = "the return type of `init` is a `Result` under another name\nhelp: write `Result<T, E>`, or rename the alias to `Result`\nnote: the macro derives the handle's type from the tokens, where it has to find the type of the value";
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

/// Refuses modules that need each other. A need that is not a handle is reported by `get`, and would be reported again here. A cycle
/// in which every need is written as an alias is not detected.
fn no_cycle(lazy: &LazyModule) -> TokenStream {
    let private = lazy.settings.krate.private();
    let needs = lazy.init.call.as_ref().map_or(&[][..], |call| &call.needs);
    if !needs.iter().all(is_spelt_lazy) {
        return TokenStream::new();
    }
    let span = generated(lazy.module.ident.span());
    let check = spans::at(span, quote!(#private::assert_no_cycle::<Lazy>()));
    quote! {
        const _: () = {
            // Named, because an anonymous constant would count as a use of `Lazy`.
            const NO_CYCLE: () = #check;
        };
    }
}

/// A constant that only the handle uses. If nothing uses the handle, rustc warns about this constant, at the user's module.
///
/// It is the only generated item with a span of the user's, and no other has `#[allow(dead_code)]`: rustc would take that for a use,
/// and it does not warn about unused items of foreign macros anyway.
fn warning_if_unused(lazy: &LazyModule) -> TokenStream {
    let name = name_in_warning(lazy);
    let is_called = lazy.init.call.as_ref().map(|_| {
        // Prevents a second warning, about `init`.
        quote! {
            #[allow(dead_code)]
            const _: () = {
                fn is_used() {
                    let _ = init;
                }
            };
        }
    });
    let unused = quote_spanned! {name.span()=>
        #[allow(non_upper_case_globals)]
        const #name: &str = ::core::module_path!();
    };
    quote!(#unused #is_called)
}

fn name_in_warning(lazy: &LazyModule) -> Ident {
    let module = &lazy.module.ident;
    let plain = crate::names::plain(module);
    Ident::new(
        &format!("lazy_module_{plain}_that_no_handler_and_no_init_takes"),
        module.span(),
    )
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
