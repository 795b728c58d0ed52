//! The idempotency settings of a handler.

use proc_macro2::{Ident, Span};
use syn::{LitStr, Path};

/// The validated arguments of `#[idempotent]`.
#[derive(Debug)]
pub(crate) struct Idempotent {
    /// The position of the attribute.
    pub(crate) attribute: Span,
    /// The location of the key in an event.
    pub(crate) key: Key,
    /// How long a key is kept, in milliseconds.
    pub(crate) ttl: u64,
    /// The lazy module whose value is the store.
    pub(crate) store: Path,
    /// Whether the handler runs again if a claim ended without a known outcome.
    pub(crate) runs_again: bool,
}

/// The location of the key in an event.
#[derive(Debug, Clone)]
pub(crate) enum Key {
    /// A field of the payload, as the path of field names in its Rust type.
    Field(String, Vec<Ident>),
    /// A header of an HTTP request, with its name in lower case.
    Header(LitStr, String),
}

impl Key {
    /// The position in the source.
    pub(super) fn span(&self) -> Span {
        match self {
            Self::Field(_, names) => names.last().map_or_else(Span::call_site, Ident::span),
            Self::Header(literal, _) => literal.span(),
        }
    }
}
