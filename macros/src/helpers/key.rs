//! The events that a handler answers.

use super::Source;
use crate::template::Template;
use crate::values::{Name, Schema};

/// The key of a handler in the table.
#[derive(Debug)]
pub(crate) enum Key {
    /// `{"operation": …}` in a direct invocation; without a name of its own it is called after module and function.
    Operation {
        name: Option<Name>,
        schema: Option<Schema>,
    },
    /// An HTTP method and a path template.
    Route(Method, Template),
    /// The events of a source.
    Source(Source),
}

/// The HTTP method of an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
    Head,
    Options,
    /// Every method that no other route of the template answers.
    Any,
}

impl Method {
    /// The method of the attribute that is called so.
    pub(super) fn named(name: &str) -> Self {
        match name {
            "get" => Self::Get,
            "post" => Self::Post,
            "put" => Self::Put,
            "patch" => Self::Patch,
            "delete" => Self::Delete,
            "head" => Self::Head,
            "options" => Self::Options,
            "any" => Self::Any,
            other => unreachable!("`{other}` is not a route attribute"),
        }
    }

    /// As in a request line, and for messages.
    pub(crate) fn spelt(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Head => "HEAD",
            Self::Options => "OPTIONS",
            Self::Any => "ANY",
        }
    }
}
