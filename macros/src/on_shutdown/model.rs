//! A hook that is known to be right, as far as its tokens show.

use proc_macro2::{Ident, Span};
use syn::Type;

/// A hook.
#[derive(Debug)]
pub(crate) struct Hook {
    /// Where its attribute stands.
    pub(crate) attribute: Span,
    /// Its name.
    pub(super) function: Ident,
    pub(super) is_async: bool,
    /// The types of its parameters, at most 8.
    pub(super) arguments: Vec<Type>,
    /// Its return type; `None` is `()`.
    pub(super) returns: Option<Type>,
}
