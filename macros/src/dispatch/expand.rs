//! The user's module with `INTERFACE` appended.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

use super::model::Dispatch;
use crate::around::{Surround, from_within};
use crate::handler::{INTERFACE, interface, merged_interface};
use crate::names::generated;
use crate::spans::Place;
use crate::{item, on_shutdown};

/// The module with its table.
pub(super) fn expand(dispatch: &Dispatch) -> TokenStream {
    if !dispatch.publishes {
        return dispatch.module.to_token_stream();
    }
    let module = item::with_appended(&dispatch.module, &[published(dispatch), checks(dispatch)]);
    // The absence of `main` was reported; rustc would report it again.
    let main = dispatch.lacks_main.then(|| {
        quote!(
            fn main() {}
        )
    });
    quote!(#module #main)
}

fn published(dispatch: &Dispatch) -> TokenStream {
    let krate = &dispatch.krate;
    let name = Ident::new(INTERFACE, Span::call_site());
    let private = krate.private();
    let paths: Vec<_> = dispatch.interfaces.iter().map(from_within).collect();
    let authorizer = dispatch
        .authorizer
        .as_ref()
        .map(|authorizer| authorizer.value(&private));
    let surround = Surround {
        module: &dispatch.around,
        is_concurrent: dispatch.is_concurrent,
    };
    let value = if paths.is_empty() && dispatch.prefix.is_none() {
        interface(
            &dispatch.handlers,
            dispatch.assets.as_ref(),
            authorizer.as_ref(),
            &surround,
            krate,
        )
    } else {
        let prefix = dispatch.prefix.as_ref();
        merged_interface(
            &dispatch.handlers,
            dispatch.assets.as_ref(),
            authorizer.as_ref(),
            prefix,
            &paths,
            &surround,
            krate,
        )
    };
    let triggers = dispatch.triggers.as_ref().map(|triggers| {
        let triggers = triggers.value(&private);
        quote!(.behind(#triggers))
    });
    let base_paths = dispatch
        .base_paths
        .as_ref()
        .map(|paths| quote!(.mapped_to(&[#(#paths),*])));
    let envelope = dispatch.envelope.as_ref().map(|envelope| {
        let envelope = envelope.value(&private);
        quote!(.enveloped(#envelope))
    });
    let layer = dispatch
        .layer
        .as_ref()
        .map(|layer| quote!(.in_layer(#private::Layer::new(#layer, ::core::module_path!()))));
    let concurrent = dispatch.is_concurrent.then(|| quote!(.concurrent()));
    let shutdown = dispatch.shutdown.as_ref().map(|hook| {
        let hook = on_shutdown::value(hook, krate);
        quote!(.on_shutdown(#hook))
    });
    quote! {
        /// The routes, operations and event sources of this module.
        pub const #name: #krate::Interface = #value #triggers #base_paths #envelope #layer #concurrent #shutdown;
    }
}

/// The checks that tokens alone do not allow: names that the compiler makes, handlers with a `cfg`, and the tables of other modules.
/// They panic at the user's module, and those about layers at the name of the layer.
fn checks(dispatch: &Dispatch) -> TokenStream {
    let span = generated(dispatch.module.ident.span());
    let unambiguous = quote_spanned!(span=> INTERFACE.assert_unambiguous());
    let reachable = quote_spanned!(span=> INTERFACE.assert_reachable());
    let merges = !dispatch.interfaces.is_empty();
    let layered = dispatch.layer.as_ref().filter(|_| merges).map(|layer| {
        let layered = quote_spanned!(generated(layer.span())=> INTERFACE.assert_layered());
        quote!(const _: () = #layered;)
    });
    let of_one_mode = merges.then(|| {
        let path = quote!(::core::module_path!());
        let check = quote_spanned!(span=> INTERFACE.assert_one_mode(#path));
        quote!(const _: () = #check;)
    });
    let one_shutdown = merges.then(|| {
        let check = quote_spanned!(span=> INTERFACE.assert_one_shutdown());
        quote!(const _: () = #check;)
    });
    let authorized = (merges || dispatch.authorizer.is_some()).then(|| {
        let check = match &dispatch.authorizer {
            Some(authorizer) => {
                let place = Place::of(&authorizer.written);
                let start = place.start(quote!(INTERFACE.));
                let end = place.end(quote!(assert_authorized()));
                quote!(#start #end)
            }
            None => quote_spanned!(span=> INTERFACE.assert_authorized()),
        };
        quote!(const _: () = #check;)
    });
    // Base paths declared here replace those of the merged modules.
    let one_mapping = (merges && dispatch.base_paths.is_none()).then(|| {
        let check = quote_spanned!(span=> INTERFACE.assert_one_mapping());
        quote!(const _: () = #check;)
    });
    let handlers = dispatch.handlers.iter();
    let surrounds = handlers
        .map(|handler| &handler.around)
        .chain([&dispatch.around]);
    let is_surrounded = surrounds.into_iter().any(|around| around.layers.is_some());
    let provided_once = (merges || is_surrounded).then(|| {
        let check = quote_spanned!(span=> INTERFACE.assert_provided_once());
        quote!(const _: () = #check;)
    });
    quote! {
        const _: () = #unambiguous;
        const _: () = #reachable;
        #one_mapping
        #layered
        #of_one_mode
        #one_shutdown
        #authorized
        #provided_once
    }
}
