//! `key = "action"`, `payload = "data"`: the members of a direct invocation.

use proc_macro2::TokenStream;
use quote::quote;

use crate::report::{Errors, Message};
use crate::values::Name;

/// The member that no other may be.
const CONTINUATION: &str = "continuation";

/// The names of the members; at least one of them was given.
#[derive(Debug)]
pub(super) struct Envelope {
    key: String,
    payload: String,
}

impl Envelope {
    /// The usual name stands in for one that was not given, or is wrong.
    pub(super) fn of(
        key: Option<darling::Result<Name>>,
        payload: Option<darling::Result<Name>>,
        errors: &mut Errors,
    ) -> Option<Self> {
        if key.is_none() && payload.is_none() {
            return None;
        }
        let key = key.and_then(|key| errors.take(key));
        let payload = payload.and_then(|payload| errors.take(payload));
        let text = |name: &Option<Name>, default: &str| {
            name.as_ref()
                .map_or_else(|| default.to_owned(), |name| name.0.value())
        };
        let envelope = Self {
            key: text(&key, "operation"),
            payload: text(&payload, "payload"),
        };
        if envelope.key == envelope.payload
            && let Some(name) = payload.as_ref().or(key.as_ref())
        {
            errors.push(
                Message::new(format!(
                    "`{}` cannot be both the operation's name and its payload",
                    envelope.key
                ))
                .help("key = \"operation\", payload = \"payload\"")
                .note("a direct invocation is an object with these two members")
                .at(&name.0),
            );
        }
        for name in [&payload, &key].into_iter().flatten() {
            if name.0.value() == CONTINUATION {
                errors.push(
                    Message::new(format!("`{CONTINUATION}` is the member with which work goes on that takes several invocations"))
                        .help("give the member another name")
                        .note("an operation that returns `Progress` is resumed with its name and the token in this member")
                        .at(&name.0),
                );
            }
        }
        Some(envelope)
    }

    /// The value of the runtime's `Envelope`.
    pub(super) fn value(&self, private: &TokenStream) -> TokenStream {
        let Self { key, payload } = self;
        quote!(#private::Envelope::named(#key, #payload))
    }
}
