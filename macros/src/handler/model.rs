//! A handler that is valid as far as its tokens show.

use proc_macro2::{Ident, Span};
use syn::{Attribute, LitStr, Type};

use crate::around::Around;
use crate::helpers::{Key, Method, Source};
use crate::idempotent::{self, Idempotent};
use crate::report::Errors;
use crate::template::Template;
use crate::values::Schema;

/// One handler.
#[derive(Debug)]
pub(crate) struct Handler {
    /// The events it handles.
    pub(crate) answers: Answers,
    /// The position of its attribute. A mismatch between attribute and signature is reported there.
    pub(crate) attribute: Span,
    /// The function's name.
    pub(crate) function: Ident,
    /// The `#[cfg(…)]` attributes.
    pub(crate) cfgs: Vec<Attribute>,
    /// The text of its documentation.
    pub(crate) docs: String,
    /// The parameter types, at most 12.
    pub(crate) arguments: Vec<Type>,
    /// The return type; `None` is `()`.
    pub(crate) returns: Option<Type>,
    /// The idempotency settings.
    pub(crate) idempotent: Option<Idempotent>,
    /// The middleware and the CORS policy of its route.
    pub(crate) around: Around,
    /// Whether it serves several invocations at a time.
    pub(crate) is_concurrent: bool,
}

/// The events that a handler handles.
#[derive(Debug)]
pub(crate) enum Answers {
    /// An operation.
    Operation(OperationName, Option<Schema>),
    /// An HTTP method and a path.
    Route(Method, Template),
    /// The events of an event source.
    Source(Source),
    /// Every event: a function with `#[lambda_handler]` alone.
    WholeEvent,
}

/// The name of an operation.
#[derive(Debug)]
pub(crate) enum OperationName {
    /// Given by the user.
    Given(LitStr),
    /// Derived by the macro.
    Derived(String),
    /// The function's name, to be prefixed with the name of the module's parent, which only the compiler knows.
    AfterParent(String),
}

impl Answers {
    /// The events of a handler attribute. `derive` names an operation without a name.
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

    /// A string that two handlers must not share. It is the same for templates that differ only in parameter names.
    pub(crate) fn identity(&self) -> String {
        match self {
            Self::Operation(OperationName::Given(name), _) => format!("operation {}", name.value()),
            Self::Operation(OperationName::Derived(name), _) => format!("operation {name}"),
            Self::Operation(OperationName::AfterParent(function), _) => {
                format!("operation of the parent {function}")
            }
            Self::Route(method, template) => format!("{} {}", method.spelt(), template.shape()),
            Self::Source(source) => match &source.variable {
                Some(variable) => format!("source {} in {variable}", source.attribute),
                None => format!("source {} {}", source.attribute, source.name),
            },
            Self::WholeEvent => "every event".to_owned(),
        }
    }

    /// The idempotency settings of a handler with these events; `None` if they are invalid, which has been reported.
    pub(crate) fn idempotent(
        &self,
        found: idempotent::Found,
        errors: &mut Errors,
    ) -> Option<Idempotent> {
        let have_headers = matches!(self, Self::Route(..));
        found.of(&self.described(), have_headers, errors)
    }

    /// A description for messages.
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
