//! A function whose loops can be interrupted.

use syn::ItemFn;

/// What to expand.
#[derive(Debug)]
pub(super) struct Guarded {
    /// The user's function, its loops checked; as it was, if something is wrong with it.
    pub(super) function: ItemFn,
}
