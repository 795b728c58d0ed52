//! Names for the operations that have none.

use proc_macro2::Ident;
use syn::{ItemMod, LitStr};

use crate::handler::OperationName;
use crate::names;

/// Modules that are called after what they are, not after what they are about: their parent lends its name.
const NAMELESS: [&str; 4] = ["api", "handlers", "routes", "gateway"];

/// Names the operations that have no name of their own.
pub(super) enum Namer {
    /// After this word: the module's name, or what `name = "…"` says.
    Module(String),
    /// After the module's parent, which tokens do not show.
    Parent,
}

impl Namer {
    pub(super) fn new(module: &ItemMod, name: Option<&LitStr>) -> Self {
        let own = names::plain(&module.ident);
        match name {
            Some(name) => Self::Module(name.value()),
            None if NAMELESS.contains(&own.as_str()) => Self::Parent,
            None => Self::Module(own),
        }
    }

    pub(super) fn operation(&self, function: &Ident) -> OperationName {
        let function = names::plain(function);
        match self {
            Self::Module(module) => OperationName::Derived(format!("{module}.{function}")),
            Self::Parent => OperationName::AfterParent(function),
        }
    }
}
