//! A struct whose fields are environment variables.

use syn::{Attribute, Expr, Ident, ItemStruct, LitStr, Type};

use crate::lazy_module::model::LazyModule;

/// What to expand.
#[derive(Debug)]
pub(in crate::lazy_module) struct Environment {
    /// The user's struct, without our attributes on its fields.
    pub(super) item: ItemStruct,
    pub(super) variables: Vec<Variable>,
    /// The module that holds its value.
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

/// What stands in for a variable that is not set.
#[derive(Debug)]
pub(super) enum Default {
    /// Nothing: it has to be set, or its type is an `Option`.
    Nothing,
    /// A text, read as the variable would be.
    Text(LitStr),
    /// A value of the field's type.
    Value(Box<Expr>),
}
