//! The user's module, with `Lazy` and `get` at its end.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use quote::{format_ident, quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned;

use super::environment;
use super::model::{Call, Lazy, LazyModule, Value};
use super::settings::Settings;
use crate::names::generated;
use crate::spans::{self, Place};
use crate::values::{Restore, Start};

/// The module with its handle, or the struct with its module.
pub(super) fn expand(lazy: &Lazy) -> TokenStream {
    match lazy {
        Lazy::Module(module) => with_handle(module),
        Lazy::Environment(environment) => environment::expand(environment),
    }
}

/// The module with its handle.
pub(super) fn with_handle(lazy: &LazyModule) -> TokenStream {
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
        try_get(lazy),
        lazy_module(lazy, &value),
        no_hidden_result(lazy),
        no_cycle(lazy),
        warning_if_unused(lazy),
    ];
    crate::module::with_appended(&lazy.module, &items)
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
    let private = lazy.settings.krate.private();
    quote! {
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
    let (krate, private, visibility) = (
        &lazy.settings.krate,
        lazy.settings.krate.private(),
        &lazy.visibility,
    );
    quote! {
        /// This module's value. The first to ask starts it; if that fails, the next to ask tries again.
        #visibility async fn get() -> ::core::result::Result<Lazy, #krate::InitError> {
            #private::get::<Lazy>().await
        }
    }
}

fn try_get(lazy: &LazyModule) -> TokenStream {
    let (private, visibility) = (lazy.settings.krate.private(), &lazy.visibility);
    quote! {
        /// This module's value if it has started.
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
        Some(call) => started(call, &names, lazy),
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
    let implementation = quote! {
        impl #krate::LazyModule for Lazy {
            type Value = #value;
            type Needs = (#(#needs,)*);
            const NAME: &'static str = #name;
            #settings

            #known_needs

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

/// The options that differ from the defaults, as the runtime crate takes them.
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

/// `const NEED_0: Need<…> = need::<…>();` The bound on a need's type stands in `need` and nowhere else, so that a type that is no
/// handle is one error, which underlines it.
fn need(ty: &Type, name: &Ident, private: &TokenStream) -> TokenStream {
    let place = Place::of(ty);
    let (start, end) = (
        place.start(quote!(#private::need::<)),
        place.end(quote!(>())),
    );
    quote!(const #name: #private::Need<#ty> = #start #ty #end;)
}

/// The call of the user's `init`. Its future is boxed here, so that modules that need each other are not an endless type,
/// of which rustc would say the wrong thing (E0733).
fn started(call: &Call, needs: &[Ident], lazy: &LazyModule) -> TokenStream {
    let locals: Vec<Ident> = (0..needs.len())
        .map(|index| format_ident!("need_{index}", span = generated(call.span)))
        .collect();
    let wait = call.is_async.then(|| quote!(.await));
    let made = made(lazy, &call.returns, &quote!(init(#(#locals),*) #wait));
    quote! {
        ::std::boxed::Box::pin(async move {
            #(let #locals = (#needs.get)().await?;)*
            #made
        })
    }
}

/// What the future of `init` ends with.
fn made(lazy: &LazyModule, returns: &Type, value: &TokenStream) -> TokenStream {
    let (krate, private) = (&lazy.settings.krate, lazy.settings.krate.private());
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
    let private = lazy.settings.krate.private();
    let needs = lazy.init.call.as_ref().map_or(&[][..], |call| &call.needs);
    if !needs.iter().all(is_spelt_lazy) {
        return TokenStream::new();
    }
    let span = generated(lazy.module.ident.span());
    let check = spans::at(span, quote!(#private::assert_no_cycle::<Lazy>()));
    quote! {
        const _: () = {
            // With a name: an anonymous constant would be a use of `Lazy`.
            const NO_CYCLE: () = #check;
        };
    }
}

/// The module's path, which only the handle uses. So if nothing uses the handle, rustc warns that this is never used, at the user's
/// module and with this name.
///
/// Of all that is generated this alone has a span of the user's, and nothing has `#[allow(dead_code)]`: rustc takes that for a use, and
/// is silent about unused items of foreign macros anyway.
fn warning_if_unused(lazy: &LazyModule) -> TokenStream {
    let name = name_in_warning(lazy);
    let is_called = lazy.init.call.as_ref().map(|_| {
        // Or there would be a second warning, of `init`.
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
