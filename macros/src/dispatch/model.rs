//! A module whose handlers go into a table.

use syn::{ItemMod, LitStr, Path};

use super::authorizer::Authorizer;
use super::triggers::Triggers;
use super::values::Envelope;
use crate::around::Around;
use crate::assets::Assets;
use crate::crate_path::CratePath;
use crate::handler::Handler;
use crate::on_shutdown::Hook;

/// The input of `expand`.
#[derive(Debug)]
pub(super) struct Dispatch {
    /// The user's module without the attributes of its handlers.
    pub(super) module: ItemMod,
    /// The valid handlers, in source order.
    pub(super) handlers: Vec<Handler>,
    /// The modules whose tables are merged into this one, as written.
    pub(super) interfaces: Vec<Path>,
    /// The prefix of every route.
    pub(super) prefix: Option<LitStr>,
    /// The base paths of custom domains, if they are declared here.
    pub(super) base_paths: Option<Vec<LitStr>>,
    /// The triggers of the function, if they are declared here.
    pub(super) triggers: Option<Triggers>,
    /// The members of a direct invocation, if they are named here.
    pub(super) envelope: Option<Envelope>,
    /// The authorizer of the routes, if it is declared here.
    pub(super) authorizer: Option<Authorizer>,
    /// The middleware and the CORS policy, if they are declared here.
    pub(super) around: Around,
    /// The folder of files that is embedded, if there is one.
    pub(super) assets: Option<Assets>,
    /// The layer of the module, if it is declared here.
    pub(super) layer: Option<LitStr>,
    /// Whether handlers serve several invocations at a time.
    pub(super) is_concurrent: bool,
    /// The shutdown hook, if there is one.
    pub(super) shutdown: Option<Hook>,
    /// Whether `INTERFACE` can be generated. If the module defines that name itself, an error was reported.
    pub(super) publishes: bool,
    /// Whether the program lacks a `main`, which was reported.
    pub(super) lacks_main: bool,
    /// The path of the runtime crate.
    pub(super) krate: CratePath,
}
