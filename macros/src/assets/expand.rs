//! The table of embedded files, and the entries of their routes.

use proc_macro2::{Literal, TokenStream};
use quote::{quote, quote_spanned};

use super::args::Assets;
use super::files::Asset;

/// The file that answers for its folder.
const INDEX: &str = "index.html";

/// A route of the assets, for an entry in a module's table.
pub(crate) struct AssetRoute {
    /// The template.
    pub(crate) template: String,
    /// The name in the place of a function's.
    pub(crate) function: &'static str,
    /// The documentation.
    pub(crate) docs: String,
}

/// The routes: one for the folder, if a file answers for it, and one for the paths below it.
pub(crate) fn routes(assets: &Assets) -> Vec<AssetRoute> {
    let (path, folder) = (assets.path.value(), assets.folder.value());
    let has_index = assets.fallback.is_some() || assets.files.iter().any(|file| file.name == INDEX);
    let below = AssetRoute {
        template: format!("{path}/{{path+}}"),
        function: "assets",
        docs: format!("Returns a file of `{folder}`."),
    };
    let index = has_index.then(|| AssetRoute {
        template: if path.is_empty() {
            "/".to_owned()
        } else {
            path
        },
        function: "assets_index",
        docs: format!("Returns the page of `{folder}`."),
    });
    index.into_iter().chain([below]).collect()
}

/// `static ASSETS: Assets = …;`
pub(crate) fn table(assets: &Assets, private: &TokenStream) -> TokenStream {
    let files = assets.files.iter().map(|file| asset(file, assets, private));
    let fallback = optional(assets.fallback.as_ref().map(|name| quote!(#name)));
    quote! {
        static ASSETS: #private::Assets = #private::Assets {
            files: &[#(#files),*],
            fallback: #fallback,
        };
    }
}

fn asset(file: &Asset, assets: &Assets, private: &TokenStream) -> TokenStream {
    let folder = &assets.folder;
    let Asset {
        name,
        content_type,
        digest,
        gzip,
        brotli,
        ..
    } = file;
    let path = format!("/{}/{name}", folder.value().trim_end_matches('/'));
    let plain = quote_spanned! {folder.span()=>
        ::core::include_bytes!(::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), #path))
    };
    let encoded = |suffix: &str, bytes: &TokenStream| {
        let etag = format!("\"{digest}{suffix}\"");
        quote!(#private::Encoded { etag: #etag, bytes: #bytes })
    };
    let plain = encoded("", &plain);
    let variant = |bytes: &Option<Vec<u8>>, suffix| {
        optional(bytes.as_ref().map(|bytes| {
            let bytes = Literal::byte_string(bytes);
            encoded(suffix, &quote!(#bytes))
        }))
    };
    // A page names the other files, so an old page would ask for files that are gone.
    let cache_control = assets.max_age.map(|ms| match *content_type {
        page if page.starts_with("text/html") => "no-cache".to_owned(),
        _ => format!("max-age={}", ms / 1_000),
    });
    let cache_control = optional(cache_control.map(|value| quote!(#value)));
    let (gzip, brotli) = (variant(gzip, "-gzip"), variant(brotli, "-br"));
    quote! {
        #private::Asset {
            name: #name,
            content_type: #content_type,
            cache_control: #cache_control,
            plain: #plain,
            gzip: #gzip,
            brotli: #brotli,
        }
    }
}

fn optional(value: Option<TokenStream>) -> TokenStream {
    match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    }
}
