//! A handler's key, and where it is kept.

use proc_macro2::Span;
use syn::Path;

use super::key::Key;

/// What `#[idempotent]` says of a handler.
#[derive(Debug)]
pub(crate) struct Idempotent {
    /// Where the attribute stands.
    pub(crate) attribute: Span,
    /// Where an event's key is.
    pub(crate) key: Key,
    /// How long a key is kept, in milliseconds.
    pub(crate) ttl: u64,
    /// The lazy module whose value is the store.
    pub(crate) store: Path,
}
