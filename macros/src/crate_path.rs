//! The path of the runtime crate: `::gatewright`, or the value of `crate = ::path`.

use darling::FromMeta;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Expr, Meta, Path};

use crate::report::Message;

/// The absolute path of the runtime crate.
#[derive(Debug, Clone)]
pub(crate) struct CratePath(Path);

impl Default for CratePath {
    fn default() -> Self {
        Self(syn::parse_quote!(::gatewright))
    }
}

impl CratePath {
    /// Reads the value of the option.
    pub(crate) fn of(value: &Expr) -> syn::Result<Self> {
        match value {
            Expr::Path(value) if value.qself.is_none() && is_absolute(&value.path) => {
                Ok(Self(value.path.clone()))
            }
            value => Err(form()
                .note("generated code is in modules of its own, where only a path that starts with `::` or `crate::` has the same meaning")
                .at(value)),
        }
    }

    /// The module with the items for generated code.
    pub(crate) fn private(&self) -> TokenStream {
        quote!(#self::__private)
    }

    fn is_default(&self) -> bool {
        self.0 == syn::parse_quote!(::gatewright)
    }

    /// `(crate = ::path)` for an attribute that generated code adds; nothing for the default path.
    pub(crate) fn as_argument(&self) -> Option<TokenStream> {
        (!self.is_default()).then(|| quote!((crate = #self)))
    }
}

impl ToTokens for CratePath {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.0.to_tokens(tokens);
    }
}

impl FromMeta for CratePath {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        match item {
            Meta::NameValue(pair) => Ok(Self::of(&pair.value)?),
            _ => Err(form().in_option(item)),
        }
    }
}

fn form() -> Message {
    Message::new("`crate` must be the absolute path of the crate `gatewright`")
        .help("crate = ::gatewright")
}

/// Whether the path is `::x`, `crate::x`, or `$crate::x` from a `macro_rules!`.
fn is_absolute(path: &Path) -> bool {
    path.leading_colon.is_some()
        || path
            .segments
            .first()
            .is_some_and(|first| first.ident == "crate" || first.ident == "$crate")
}
