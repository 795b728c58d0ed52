//! A handler that is known to be right, as far as its tokens show.

use proc_macro2::{Ident, Span};
use syn::{Attribute, LitStr, Type};

use crate::helpers::{Key, Method, Source};
use crate::idempotent::Idempotent;
use crate::template::Template;
use crate::values::Schema;

/// One handler.
#[derive(Debug)]
pub(crate) struct Handler {
    /// What it answers.
    pub(crate) answers: Answers,
    /// Where its attribute stands: what is wrong with the fit of attribute and signature is said there.
    pub(crate) attribute: Span,
    /// Its name.
    pub(crate) function: Ident,
    /// The conditions under which it exists.
    pub(crate) cfgs: Vec<Attribute>,
    /// Its documentation.
    pub(crate) docs: String,
    /// The types of its parameters, at most 12.
    pub(crate) arguments: Vec<Type>,
    /// Its return type; `None` is `()`.
    pub(crate) returns: Option<Type>,
    /// The key under which it runs once.
    pub(crate) idempotent: Option<Idempotent>,
    /// Whether it serves several invocations at a time.
    pub(crate) is_concurrent: bool,
}

/// What a handler answers.
#[derive(Debug)]
pub(crate) enum Answers {
    /// An operation.
    Operation(OperationName, Option<Schema>),
    /// A method on a path.
    Route(Method, Template),
    /// The events of a source.
    Source(Source),
    /// Every event: a function with `#[lambda_handler]` alone.
    WholeEvent,
}

/// The name of an operation.
#[derive(Debug)]
pub(crate) enum OperationName {
    /// As the user gave it.
    Given(LitStr),
    /// Derived, and known to the macro.
    Derived(String),
    /// The function's name, after the name of the module's parent, which only the compiler knows.
    AfterParent(String),
}

impl Answers {
    /// A key of a helper attribute, with `derive` to name the operations that have no name.
    pub(crate) fn of(key: Key, derive: impl FnOnce() -> OperationName) -> Self {
        match key {
            Key::Operation { name, schema } => {
                let name = name.map_or_else(derive, |name| OperationName::Given(name.0));
                Self::Operation(name, schema)
            }
            Key::Route(method, template) => Self::Route(method, template),
            Key::Source(source) => Self::Source(source),
        }
    }

    /// What two handlers must not have in common; the same for templates that differ only in parameter names.
    pub(crate) fn identity(&self) -> String {
        match self {
            Self::Operation(OperationName::Given(name), _) => format!("operation {}", name.value()),
            Self::Operation(OperationName::Derived(name), _) => format!("operation {name}"),
            Self::Operation(OperationName::AfterParent(function), _) => {
                format!("operation of the parent {function}")
            }
            Self::Route(method, template) => format!("{} {}", method.spelt(), template.shape()),
            Self::Source(source) => format!("source {} {}", source.attribute, source.name),
            Self::WholeEvent => "every event".to_owned(),
        }
    }

    /// In words, for messages.
    pub(crate) fn described(&self) -> String {
        match self {
            Self::Operation(OperationName::Given(name), _) => {
                format!("the operation `{}`", name.value())
            }
            Self::Operation(OperationName::Derived(name) | OperationName::AfterParent(name), _) => {
                format!("the operation `{name}`")
            }
            Self::Route(method, template) => {
                format!("`{} {}`", method.spelt(), template.literal().value())
            }
            Self::Source(source) => source.described(),
            Self::WholeEvent => "every event".to_owned(),
        }
    }
}
