//! Events: their shapes, the HTTP requests of all triggers, and the payloads of other services.

pub(crate) mod content;
mod envelope;
pub(crate) mod gzip;
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
pub(crate) use json::{Members, Text, each_text, or_default, raw_text, text_of};
pub(crate) use repaired::{Repaired, is_of_client};
pub use request::Method;
pub(crate) use request::{BodyError, HttpRequest, Pairs, QueryText, Trigger};
pub(crate) use response::{DELIMITER, prelude, unsendable_header};
pub(crate) use shape::Shape;
pub(crate) use trigger::from as path_from;

/// The largest reply that Lambda takes, in bytes.
pub(crate) const LARGEST_REPLY: usize = gatewright_tables::limits::RESPONSE_BYTES;
