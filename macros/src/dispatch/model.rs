//! A module whose handlers can be put into a table.

use syn::{ItemMod, LitStr, Path};

use super::envelope::Envelope;
use super::triggers::Triggers;
use crate::handler::Handler;
use crate::krate::Krate;
use crate::on_shutdown::Hook;

/// What to expand.
#[derive(Debug)]
pub(super) struct Dispatch {
    /// The user's module, helper attributes taken off.
    pub(super) module: ItemMod,
    /// The handlers in which nothing was found wrong, in the order in which they stand there.
    pub(super) handlers: Vec<Handler>,
    /// The modules whose tables are merged into this one's, as written.
    pub(super) interfaces: Vec<Path>,
    /// What goes before every route.
    pub(super) prefix: Option<LitStr>,
    /// What the function stands behind, if it is said here.
    pub(super) triggers: Option<Triggers>,
    /// The members of direct invocations, if they are named here.
    pub(super) envelope: Option<Envelope>,
    /// The layer that it belongs to, if it is said here.
    pub(super) layer: Option<LitStr>,
    /// Whether the handlers serve several invocations at a time.
    pub(super) is_concurrent: bool,
    /// What is done at the end, if that is said here.
    pub(super) shutdown: Option<Hook>,
    /// Whether the module has no `INTERFACE` of its own, which would be reported.
    pub(super) publishes: bool,
    /// Where the runtime crate is.
    pub(super) krate: Krate,
}
