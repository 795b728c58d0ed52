//! A request's query, in the forms in which triggers send it.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::values::each_value;

/// The parameters of a query.
pub(crate) enum QueryText<'a> {
    /// `a=1&b=2`, as the client sent it.
    Text(Cow<'a, str>),
    /// An object: a name with its value, or with a list of them.
    Object {
        object: Option<&'a RawValue>,
        /// Whether names and values are percent-encoded, as the client sent them.
        encoded: bool,
    },
}

impl<'a> QueryText<'a> {
    /// An object whose lists, if the event has them, go before single values, which are the last of each list.
    pub(super) fn object(
        lists: Option<&'a RawValue>,
        singles: Option<&'a RawValue>,
        encoded: bool,
    ) -> Self {
        let lists = lists.filter(|lists| lists.get().starts_with('{'));
        Self::Object {
            object: lists.or(singles),
            encoded,
        }
    }

    /// Whether names and values are percent-encoded.
    pub(crate) fn is_encoded(&self) -> bool {
        match self {
            Self::Text(_) => true,
            Self::Object { encoded, .. } => *encoded,
        }
    }

    /// Visits each name with each of its values, in order.
    pub(crate) fn each<'q>(&'q self, mut visit: impl FnMut(Cow<'q, str>, Cow<'q, str>)) {
        match self {
            Self::Text(text) => {
                for pair in text.split('&').filter(|pair| !pair.is_empty()) {
                    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                    visit(Cow::Borrowed(name), Cow::Borrowed(value));
                }
            }
            Self::Object { object, .. } => {
                if let Some(object) = object {
                    each_value(object.get(), |name, value| visit(name.clone(), value));
                }
            }
        }
    }
}
