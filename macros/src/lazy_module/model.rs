//! A module with a value.

use proc_macro2::Span;
use syn::{ItemMod, Type, Visibility};

use super::environment::Environment;
use super::settings::Settings;

/// What to expand.
#[derive(Debug)]
pub(super) enum Lazy {
    /// A module that the user wrote.
    Module(Box<LazyModule>),
    /// A struct that is read from the environment, and the module that holds it.
    Environment(Box<Environment>),
}

/// A module with its `init`.
#[derive(Debug)]
pub(super) struct LazyModule {
    /// The user's module.
    pub(super) module: ItemMod,
    /// How its value is made.
    pub(super) init: Init,
    /// How far the module can be named from inside it, and with it what is generated in it.
    pub(super) visibility: Visibility,
    /// Whether the names that are generated are free in the module; if not, that was reported.
    pub(super) publishes: bool,
    pub(super) settings: Settings,
}

/// The module's `init`.
#[derive(Debug)]
pub(super) struct Init {
    /// What it makes.
    pub(super) value: Value,
    /// How it is called; nothing when it was reported: the names that others use are there all the same.
    pub(super) call: Option<Call>,
}

/// What `init` makes.
#[derive(Debug)]
pub(super) enum Value {
    /// What it returns.
    Returned(Type),
    /// What is inside the `Result` that it returns.
    InResult(Type),
}

/// How `init` is called.
#[derive(Debug)]
pub(super) struct Call {
    /// The handles it takes.
    pub(super) needs: Vec<Type>,
    /// Its return type as written.
    pub(super) returns: Type,
    pub(super) is_async: bool,
    /// Where it stands.
    pub(super) span: Span,
}
