//! Events: their shapes, the HTTP requests of all triggers, and the payloads of other services.

mod envelope;
mod json;
pub mod payload;
mod repaired;
mod request;
mod response;
mod shape;
pub(crate) mod source;
#[cfg(test)]
mod tests;
mod trigger;

pub use envelope::Envelope;
pub(crate) use json::{Members, Text, each_text, raw_text, text_of};
pub(crate) use repaired::Repaired;
pub use request::Method;
pub(crate) use request::{BodyError, HttpRequest, QueryText, Trigger};
pub(crate) use response::{prelude, unsendable_header};
pub(crate) use shape::Shape;
pub(crate) use trigger::from as path_from;

/// The largest reply that Lambda takes, in bytes: the message of its `Function.ResponseSizeTooLarge` names it.
pub(crate) const LARGEST_REPLY: usize = 6_291_556;
