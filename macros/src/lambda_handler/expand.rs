//! The user's item with its gateway, and `main` beside it.

use gatewright_tables::limits;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Attribute, ItemFn};

use super::args::{Recording, Settings};
use super::constraints;
use super::extensions;
use super::model::{LambdaHandler, Module, Target};
use crate::around::{Around, Surround};
use crate::handler::{Handler, interface};
use crate::spans::Place;
use crate::values::Metrics;
use crate::{attributes, names};

/// Emits the item with its gateway.
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
        /// The interface and the configuration of this Lambda function, for tools.
        pub const MANIFEST: #krate::Manifest = #manifest;
        /// This Lambda function: the module's handlers with the settings of its `#[lambda_handler]`.
        pub const GATEWAY: #krate::Gateway = #krate::Gateway::new(&MANIFEST);
    };
    let main = main(
        settings,
        &attributes::cfgs(&module.attrs),
        &quote!(#name::GATEWAY),
    );
    let fits = fits_triggers(module, settings);
    let provided = provided(&format_ident!("MANIFEST"), name, module.body());
    let module = module.with_appended(&[constants, fits, quote!(const _: () = #provided;)]);
    quote!(#module #main)
}

/// The checks that the triggers wait as long as the timeout, and that the mode allows the timeout and the memory.
///
/// `#[dispatch]` may be above or below this attribute, so the check reads the constant that it adds.
fn fits_triggers(module: &Module, settings: &Settings) -> TokenStream {
    let place = settings.timeout_at.unwrap_or_else(|| module.name.span());
    let timeout = settings.timeout;
    let check = quote_spanned!(names::generated(place)=> INTERFACE.assert_timeout(#timeout));
    let memory = settings
        .memory_at
        .filter(|_| settings.memory > limits::MEMORY_MAX_MB)
        .map(|at| {
            let memory = settings.memory;
            let check = quote_spanned!(names::generated(at)=> INTERFACE.assert_memory(#memory));
            quote!(const _: () = #check;)
        });
    let deployed = fits_deployment(settings);
    quote!(const _: () = #check; #memory #deployed)
}

/// The checks of options that need a mode or a trigger.
fn fits_deployment(settings: &Settings) -> TokenStream {
    let get = |name| settings.deployed.get(name);
    let checks = [
        (get("capacity_provider_config"), quote!(assert_managed())),
        (
            constraints::snap_start(settings),
            quote!(assert_snapshots()),
        ),
        (get("function_url_config"), quote!(assert_function_url())),
        (get("tenancy_config"), quote!(assert_tenants())),
    ];
    checks
        .into_iter()
        .filter_map(|(setting, check)| {
            let place = Place::of(&setting?.written);
            let start = place.start(quote!(INTERFACE.));
            let check = place.end(check);
            Some(quote!(const _: () = #start #check;))
        })
        .collect()
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
        " The interface and the configuration of the Lambda function `{}`, for tools.",
        function.sig.ident
    );
    let around = Around::default();
    let surround = Surround {
        module: &around,
        is_concurrent: handler.is_some_and(|handler| handler.is_concurrent),
    };
    let interface = interface(handler, None, None, &surround, krate);
    let signature = function.sig.to_token_stream();
    let provided = provided(&manifest_name, &function.sig.ident, signature);
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
        #(#shared)*
        const _: () = #provided;
    }
}

/// The check that middleware provides what handlers take. It is one constant, so that a mistake is reported once: at the parameter if its
/// tokens are here, and else at `name`.
fn provided(manifest: &Ident, name: &Ident, tokens: TokenStream) -> TokenStream {
    let here = extensions::checks(tokens, manifest);
    let at = names::generated(name.span());
    let mut manifest = manifest.clone();
    manifest.set_span(at);
    let all = quote_spanned!(at=> #manifest.assert_provided());
    if here.is_empty() {
        all
    } else {
        quote!({ #here #all })
    }
}

fn manifest(settings: &Settings, interface: &TokenStream) -> TokenStream {
    let Settings {
        timeout,
        timeout_at: _,
        guard,
        watchdog,
        expose_errors,
        memory,
        memory_at: _,
        tmp,
        mode: _,
        mode_is_wrong: _,
        name,
        description,
        deployed,
        environment,
        main: _,
        subscriber: _,
        recording: said,
        trace_variable,
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
    let deployed = (!deployed.is_empty()).then(|| {
        let deployed = deployed.value(&private);
        quote!(.deployed_with(#deployed))
    });
    let exposing = expose_errors.then(|| quote!(.exposing_errors()));
    let without_variable = (!trace_variable).then(|| quote!(.without_trace_variable()));
    let recording = said.as_ref().map(|said| recording(said, &private));
    let environment =
        (!environment.is_empty()).then(|| quote!(.reading_variables(&[#(#environment),*])));
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
        #exposing
        #without_variable
        #deployed
        #recording
        #environment
    }
}

/// `.recording(…)`: what is written about each invocation.
fn recording(said: &Recording, private: &TokenStream) -> TokenStream {
    let recording = match said {
        Recording::Record => quote!(Record),
        Recording::Metrics(Metrics(Some(namespace))) => {
            quote!(Metrics(::core::option::Option::Some(#namespace)))
        }
        Recording::Metrics(Metrics(None)) => quote!(Metrics(::core::option::Option::None)),
    };
    quote!(.recording(#private::Recording::#recording))
}

/// `fn main`, with the span of the attribute: if a crate has two, rustc underlines both attributes.
fn main(settings: &Settings, cfgs: &[Attribute], gateway: &TokenStream) -> Option<TokenStream> {
    let krate = &settings.krate;
    let name = Ident::new("main", Span::call_site());
    let run = match &settings.subscriber {
        None => quote!(#krate::run(&#gateway)),
        Some(subscriber) => {
            let private = krate.private();
            quote!(#private::run_with_subscriber(&#gateway, #subscriber))
        }
    };
    settings.main.then(|| {
        quote! {
            #(#cfgs)*
            fn #name() -> ::std::process::ExitCode {
                #run
            }
        }
    })
}
