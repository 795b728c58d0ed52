//! What the types of a handler say about its requests and responses, for the manifest.
//!
//! Only the manifest reads these constants, so a release build links none of them. An inherent constant takes precedence over the one of
//! a trait: a type that says nothing has the constant of the trait, which is `None`. Types decide, not their names, so aliases work.

mod parameter;
mod problem;
mod reply;
mod schema;

pub use parameter::{AnyParameter, OfParameter, Part};
pub use problem::{AnyError, KnownReplies, OfError, ProblemCase, Problems};
pub(crate) use reply::ReplyShape;
pub use reply::{AnyReply, OfOk, OfReply, Responses};
#[cfg(feature = "schema")]
pub(crate) use schema::Generator;
pub use schema::SchemaOf;

/// What the types of a handler describe.
#[derive(Clone, Copy, Debug)]
pub struct Described {
    /// One for each parameter. Empty for handlers that are not routes.
    pub parameters: &'static [Part],
    /// The responses. `None` for handlers that are not routes.
    pub responses: Option<&'static Responses>,
    /// The runtime's own responses.
    pub known: KnownReplies,
}

impl Described {
    /// The description of a handler that is not a route.
    pub const NOTHING: Self = Self {
        parameters: &[],
        responses: None,
        known: KnownReplies::None,
    };
}
