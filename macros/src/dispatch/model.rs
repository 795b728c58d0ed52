//! A module whose handlers can be put into a table.

use syn::ItemMod;

use crate::handler::Handler;
use crate::krate::Krate;

/// What to expand.
#[derive(Debug)]
pub(super) struct Dispatch {
    /// The user's module, helper attributes taken off.
    pub(super) module: ItemMod,
    /// The handlers in which nothing was found wrong, in the order in which they stand there.
    pub(super) handlers: Vec<Handler>,
    /// Whether the module has no `INTERFACE` of its own, which would be reported.
    pub(super) publishes: bool,
    /// Where the runtime crate is.
    pub(super) krate: Krate,
}
