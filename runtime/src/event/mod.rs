//! Events: their shapes, the HTTP requests of all triggers, and the payloads of other services.

mod envelope;
mod json;
pub mod payload;
mod request;
mod response;
mod shape;
pub(crate) mod source;
#[cfg(test)]
mod tests;
mod trigger;

pub use envelope::Envelope;
pub(crate) use json::{Members, Text, raw_text, text_of};
pub use request::Method;
pub(crate) use request::{HttpRequest, QueryText, Trigger};
pub(crate) use response::prelude;
pub(crate) use shape::Shape;

/// The largest reply that Lambda takes, in bytes.
pub(crate) const LARGEST_REPLY: usize = gatewright_tables::limits::RESPONSE_BYTES;
