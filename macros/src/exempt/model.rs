//! An item that is exempted.

use syn::{Attribute, Item};

/// What to expand.
#[derive(Debug)]
pub(super) enum Exempted {
    /// It stands alone: the whole-crate scan reads the exemption from the source, and nothing is left to do.
    Alone(Item),
    /// An attribute below judges the item: the exemption goes below it, where it is seen.
    Judged(Item, Attribute),
}
