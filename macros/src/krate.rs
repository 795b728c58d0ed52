//! Where the runtime crate is: `::gatewright`, or what `crate = ::path` says.

use darling::FromMeta;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Expr, Meta, Path};

use crate::report::Message;

/// The absolute path of the runtime crate.
#[derive(Debug, Clone)]
pub(crate) struct Krate(Path);

impl Default for Krate {
    fn default() -> Self {
        Self(syn::parse_quote!(::gatewright))
    }
}

impl Krate {
    /// The path whose items only generated code may use.
    pub(crate) fn private(&self) -> TokenStream {
        quote!(#self::__private)
    }

    fn is_default(&self) -> bool {
        self.0 == syn::parse_quote!(::gatewright)
    }

    /// `(crate = ::path)` for an attribute of ours that generated code adds, or nothing.
    pub(crate) fn as_argument(&self) -> Option<TokenStream> {
        (!self.is_default()).then(|| quote!((crate = #self)))
    }
}

impl ToTokens for Krate {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.0.to_tokens(tokens);
    }
}

impl FromMeta for Krate {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        let form = Message::new("`crate` is the absolute path of the crate `gatewright`")
            .help("crate = ::gatewright");
        let Meta::NameValue(pair) = item else {
            return Err(form.in_option(item));
        };
        match &pair.value {
            Expr::Path(value) if value.qself.is_none() && is_absolute(&value.path) => {
                Ok(Self(value.path.clone()))
            }
            value => Err(form
                .note("generated code stands in modules of its own, where only a path that starts with `::` or `crate::` is sure to mean the same")
                .in_option(value)),
        }
    }
}

/// `::x`, `crate::x`, or `$crate::x` out of a `macro_rules!`.
fn is_absolute(path: &Path) -> bool {
    path.leading_colon.is_some()
        || path
            .segments
            .first()
            .is_some_and(|first| first.ident == "crate" || first.ident == "$crate")
}
