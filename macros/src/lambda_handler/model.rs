//! A Lambda function.

use syn::ItemFn;

use super::module::Module;
use super::settings::Settings;
use crate::handler::Handler;

/// What to expand.
#[derive(Debug)]
pub(super) struct LambdaHandler {
    pub(super) settings: Settings,
    pub(super) target: Target,
}

/// What the attribute stands on.
#[derive(Debug)]
pub(super) enum Target {
    /// A module that publishes, or with the `#[dispatch]` below will publish, an `INTERFACE`.
    Module(Box<Module>),
    /// A function, helper attributes taken off; no handler if something is wrong with it.
    Function(Box<ItemFn>, Option<Box<Handler>>),
}
