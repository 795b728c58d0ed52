//! Names and spans derived from the user's.

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;

/// The identifier without `r#`.
pub(crate) fn plain(ident: &Ident) -> String {
    ident.unraw().to_string()
}

/// The name of the constant that belongs to a function: `GET_ORDER` for `get_order`. It has the function's span with the macro's
/// hygiene, so that a second definition is reported at the function, and style lints are silent.
pub(crate) fn constant(ident: &Ident) -> Ident {
    Ident::new(&plain(ident).to_uppercase(), generated(ident.span()))
}

/// The span of a user's token with the hygiene of generated code.
pub(crate) fn generated(user: Span) -> Span {
    Span::mixed_site().located_at(user)
}
