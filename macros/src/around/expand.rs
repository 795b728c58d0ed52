//! The constants with what surrounds the routes of a module.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::{Attribute, ExprPath, Path};

use super::Around;
use super::layers::Layers;
use crate::options::pieces::written;
use crate::spans::Place;

/// What surrounds the routes of one module.
pub(crate) struct Surround<'a> {
    /// What the module declares.
    pub(crate) module: &'a Around,
    /// Whether handlers serve several invocations at a time.
    pub(crate) is_concurrent: bool,
}

/// The constants of a handler's surroundings, and the element of the array with those of all handlers.
pub(crate) fn of_handler(
    around: &Around,
    cfgs: &[Attribute],
    index: usize,
    is_concurrent: bool,
    private: &TokenStream,
) -> (TokenStream, TokenStream) {
    let mut constants = TokenStream::new();
    let none = || quote!(::core::option::Option::None);
    let chain = around.layers.as_ref().map_or_else(none, |layers| {
        let name = format_ident!("CHAIN_{index}", span = Span::mixed_site());
        let list = layers_of(layers, Clone::clone, is_concurrent, private);
        constants.extend(quote! {
            #(#cfgs)*
            const #name: &#private::Chain = {
                const LAYERS: &[&#private::MiddlewareLayer] = #list;
                &#private::Chain::of_handler(LAYERS)
            };
        });
        quote!(::core::option::Option::Some(#name))
    });
    let cors = around.cors.as_ref().map_or_else(none, |cors| {
        let name = format_ident!("CORS_{index}", span = Span::mixed_site());
        let cors = cors.value(private);
        constants.extend(quote!(#(#cfgs)* const #name: &#private::Cors = &#cors;));
        quote!(::core::option::Option::Some(#name))
    });
    let element = quote! {
        #(#cfgs)*
        #private::Around { chain: #chain, cors: #cors },
    };
    (constants, element)
}

/// An array of layers. `resolve` makes a path as it is seen from the constant.
fn layers_of(
    layers: &Layers,
    resolve: fn(&ExprPath) -> ExprPath,
    is_concurrent: bool,
    private: &TokenStream,
) -> TokenStream {
    let elements = layers
        .paths
        .iter()
        .map(|path| layer(&written(path), &resolve(path), is_concurrent, private));
    quote!(&[#(#elements),*])
}

/// One layer. The bound on the function is stated here only, and only the path's tokens have the user's span.
fn layer(name: &str, path: &ExprPath, is_concurrent: bool, private: &TokenStream) -> TokenStream {
    let place = Place::of(path);
    let make = if is_concurrent {
        place.start(quote!(#private::middleware_future_must_be_send_in_concurrent_mode))
    } else {
        place.start(quote!(#private::middleware_layer))
    };
    quote!(&#make(#name, #path))
}

impl Surround<'_> {
    /// The tables, and the call that gives them to the interface. `entries` is the constant with the module's own entries, `handlers` that
    /// with what surrounds them, and `interfaces` that of the merged modules.
    pub(crate) fn tables(
        &self,
        entries: &TokenStream,
        handlers: Option<&TokenStream>,
        interfaces: Option<&TokenStream>,
        private: &TokenStream,
    ) -> (TokenStream, TokenStream) {
        let of_handlers = handlers.map(|elements| quote!(.of_handlers(&[#elements])));
        let layers = self.module.layers.as_ref().map(|layers| {
            let list = layers_of(layers, within, self.is_concurrent, private);
            quote! {
                const LAYERS: &[&#private::MiddlewareLayer] = {
                    #[allow(unused_imports)]
                    use super::*;
                    #list
                };
            }
        });
        let layered = layers.as_ref().map(|_| quote!(.layered(LAYERS)));
        let cors = self.module.cors.as_ref().map(|cors| {
            let cors = cors.value(private);
            quote!(const CORS: &#private::Cors = &#cors;)
        });
        let allowing = cors.as_ref().map(|_| quote!(.allowing(CORS)));
        let interfaces = interfaces.map_or_else(|| quote!(&[]), Clone::clone);
        let tables = quote! {
            #layers
            #cors
            const SURROUND: #private::Surround = #private::Surround::new(#entries.len(), #interfaces) #of_handlers #layered #allowing;
            static CHAINS: [#private::Chain; SURROUND.chains_len()] = SURROUND.chains();
            static ROUTES: [#private::Around; SURROUND.routes_len()] = SURROUND.routes(&CHAINS);
            static SURROUNDINGS: #private::Surroundings = #private::Surroundings {
                routes: &ROUTES,
                others: SURROUND.others(&CHAINS),
            };
        };
        (tables, quote!(.surrounded(&SURROUNDINGS)))
    }
}

/// The path as seen from one module further down.
fn within(path: &ExprPath) -> ExprPath {
    let mut path = path.clone();
    path.path = from_within(&path.path);
    path
}

/// The path as seen from one module further down.
pub(crate) fn from_within(path: &Path) -> Path {
    let mut path = path.clone();
    let Some(first) = path.segments.first_mut() else {
        return path;
    };
    let above = |span: Span| Ident::new("super", span);
    if first.ident == "self" {
        first.ident = above(first.ident.span());
    } else if first.ident == "super" {
        let one_more = syn::PathSegment::from(above(first.ident.span()));
        path.segments.insert(0, one_more);
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::ToTokens;

    #[test]
    fn relative_paths_are_rewritten_for_the_nested_module() {
        let within = |path: Path| {
            from_within(&path)
                .to_token_stream()
                .to_string()
                .replace(' ', "")
        };
        assert_eq!(within(syn::parse_quote!(orders::api)), "orders::api");
        assert_eq!(within(syn::parse_quote!(self::orders)), "super::orders");
        assert_eq!(
            within(syn::parse_quote!(super::orders)),
            "super::super::orders"
        );
        assert_eq!(within(syn::parse_quote!(crate::orders)), "crate::orders");
        assert_eq!(within(syn::parse_quote!(::orders::api)), "::orders::api");
    }
}
