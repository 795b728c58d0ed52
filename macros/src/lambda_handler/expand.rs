//! The user's item, with the gateway, and `main` beside it.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Attribute, ItemFn};

use super::model::{LambdaHandler, Target};
use super::module::Module;
use super::settings::Settings;
use crate::handler::Handler;
use crate::{attributes, interface, names};

/// The item with its gateway.
pub(super) fn expand(lambda: &LambdaHandler) -> TokenStream {
    match &lambda.target {
        Target::Module(module) => on_module(module, &lambda.settings),
        Target::Function(function, handler) => {
            on_function(function, handler.as_deref(), &lambda.settings)
        }
    }
}

fn on_module(module: &Module, settings: &Settings) -> TokenStream {
    let name = &module.name;
    let krate = &settings.krate;
    let manifest = manifest(settings, &quote!(INTERFACE));
    let constants = quote! {
        /// What this Lambda function answers and is deployed with, for tools.
        pub const MANIFEST: #krate::Manifest = #manifest;
        /// This Lambda function: what the module answers, with the settings of its `#[lambda_handler]`.
        pub const GATEWAY: #krate::Gateway = #krate::Gateway::new(&MANIFEST);
    };
    let main = main(
        settings,
        &attributes::cfgs(&module.attrs),
        &quote!(#name::GATEWAY),
    );
    let fits = fits_triggers(module, settings);
    let module = module.with_appended(&[constants, fits]);
    quote!(#module #main)
}

/// Whether the triggers of the module wait as long as the timeout. `#[dispatch]` may stand above or below, so it is asked of
/// its constant.
fn fits_triggers(module: &Module, settings: &Settings) -> TokenStream {
    let place = settings.timeout_at.unwrap_or_else(|| module.name.span());
    let timeout = settings.timeout;
    let check = quote_spanned!(names::generated(place)=> INTERFACE.assert_timeout(#timeout));
    quote!(const _: () = #check;)
}

fn on_function(function: &ItemFn, handler: Option<&Handler>, settings: &Settings) -> TokenStream {
    let constants = constants(function, handler, settings);
    let name = names::constant(&function.sig.ident);
    let main = main(settings, &attributes::cfgs(&function.attrs), &quote!(#name));
    quote!(#function #constants #main)
}

/// `pub const HELLO: Gateway = …;`, and `HELLO_MANIFEST`.
fn constants(function: &ItemFn, handler: Option<&Handler>, settings: &Settings) -> TokenStream {
    let krate = &settings.krate;
    let name = names::constant(&function.sig.ident);
    let visibility = &function.vis;
    let shared = attributes::shared(&function.attrs);
    let docs = format!(
        " The Lambda function `{}`, with the settings of its `#[lambda_handler]`.",
        function.sig.ident
    );
    let manifest_name = format_ident!("{}_MANIFEST", name);
    let manifest_docs = format!(
        " What the Lambda function `{}` answers and is deployed with, for tools.",
        function.sig.ident
    );
    let interface = interface::value(handler, krate);
    let concurrent = handler
        .is_some_and(|handler| handler.is_concurrent)
        .then(|| quote!(.concurrent()));
    let manifest = manifest(settings, &quote!(#interface #concurrent));
    quote! {
        #[doc = #manifest_docs]
        #(#shared)*
        #visibility const #manifest_name: #krate::Manifest = #manifest;
        #[doc = #docs]
        #(#shared)*
        #visibility const #name: #krate::Gateway = #krate::Gateway::new(&#manifest_name);
    }
}

fn manifest(settings: &Settings, interface: &TokenStream) -> TokenStream {
    let Settings {
        timeout,
        timeout_at: _,
        guard,
        watchdog,
        memory,
        tmp,
        mode: _,
        name,
        description,
        main: _,
        krate,
    } = settings;
    let private = krate.private();
    let name = match name {
        Some(name) => name.to_token_stream(),
        None => quote!(::core::env!("CARGO_PKG_NAME")),
    };
    let description = match description {
        Some(description) => description.to_token_stream(),
        None => quote!(""),
    };
    let guard = match guard {
        Some(ms) => quote!(::core::option::Option::Some(#ms)),
        None => quote!(::core::option::Option::None),
    };
    quote! {
        #krate::Manifest::new(
            #private::Options {
                name: #name,
                description: #description,
                timeout_ms: #timeout,
                guard_ms: #guard,
                watchdog: #watchdog,
                memory_mb: #memory,
                tmp_mb: #tmp,
            },
            #interface,
        )
    }
}

/// `fn main`, at the place of the attribute: with two of them in a crate, rustc underlines both attributes.
fn main(settings: &Settings, cfgs: &[Attribute], gateway: &TokenStream) -> Option<TokenStream> {
    let krate = &settings.krate;
    let name = Ident::new("main", Span::call_site());
    settings.main.then(|| {
        quote! {
            #(#cfgs)*
            fn #name() -> ::std::process::ExitCode {
                #krate::run(&#gateway)
            }
        }
    })
}
