//! A module with a value.

use proc_macro2::{Ident, Span};
use syn::{Attribute, Expr, ItemMod, ItemStruct, LitStr, Path, Type, Visibility};

use super::args::Settings;

/// The input of `expand`.
#[derive(Debug)]
pub(super) enum Lazy {
    /// A module.
    Module(Box<LazyModule>),
    /// A struct that is read from the environment, and the module that holds its value.
    Environment(Box<Environment>),
}

/// A module with its `init`.
#[derive(Debug)]
pub(super) struct LazyModule {
    /// The user's module.
    pub(super) module: ItemMod,
    /// How its value is created.
    pub(super) init: Init,
    /// The visibility of generated items: that of the module, as seen from inside it.
    pub(super) visibility: Visibility,
    /// Whether the generated names are free in the module. If not, that was reported.
    pub(super) publishes: bool,
    /// The struct that `init` reads from the environment, as seen from inside the module.
    pub(super) reads: Option<Path>,
    pub(super) settings: Settings,
}

/// The module's `init`.
#[derive(Debug)]
pub(super) struct Init {
    /// The type of its value.
    pub(super) value: Value,
    /// How it is called; `None` if an error was reported. The names that other code uses are generated in any case.
    pub(super) call: Option<Call>,
}

/// The type of a module's value.
#[derive(Debug)]
pub(super) enum Value {
    /// The return type.
    Returned(Type),
    /// The success type of the returned `Result`.
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
    /// Its position.
    pub(super) span: Span,
}

/// A struct whose fields are environment variables.
#[derive(Debug)]
pub(super) struct Environment {
    /// The user's struct without `#[env(…)]` on its fields.
    pub(super) item: ItemStruct,
    pub(super) variables: Vec<Variable>,
    /// The module that holds the value.
    pub(super) module: LazyModule,
}

/// A field.
#[derive(Debug)]
pub(super) struct Variable {
    pub(super) field: Ident,
    pub(super) ty: Type,
    pub(super) cfgs: Vec<Attribute>,
    /// The name of the environment variable.
    pub(super) name: String,
    pub(super) default: Default,
}

/// The value of a variable that is not set.
#[derive(Debug)]
pub(super) enum Default {
    /// None: the variable must be set, unless its type is an `Option`.
    Nothing,
    /// Text that is parsed like the variable.
    Text(LitStr),
    /// A value of the field's type.
    Value(Box<Expr>),
}
