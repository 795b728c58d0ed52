//! An item that is exempted.

use syn::{Attribute, Item};

/// What to expand.
#[derive(Debug)]
pub(super) struct Exempted {
    /// The item, as it was.
    pub(super) item: Item,
    /// The exemption, when an attribute below judges the item and has yet to read it. An item that stands alone needs it no
    /// more: the scan of the whole crate reads the source.
    pub(super) handed_down: Option<Attribute>,
}
