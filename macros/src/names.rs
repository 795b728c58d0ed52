//! Names that are derived from the user's.

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;

/// The identifier without `r#`.
pub(crate) fn plain(ident: &Ident) -> String {
    ident.unraw().to_string()
}

/// `get_order` as `GET_ORDER`: the name of a constant that belongs to a function. It carries the function's span, seen
/// from inside the macro, so that a second definition is reported at the function and lints of style stay silent.
pub(crate) fn constant(ident: &Ident) -> Ident {
    Ident::new(&plain(ident).to_uppercase(), generated(ident.span()))
}

/// The place of the user's token with the hygiene of generated code: what rustc says there is about our expansion.
pub(crate) fn generated(user: Span) -> Span {
    Span::mixed_site().located_at(user)
}
