//! What arrived: the event's shape, and HTTP requests of whatever trigger.

mod alb;
mod context;
mod envelope;
mod http_v2;
mod members;
mod method;
pub mod payload;
mod prelude;
mod query;
mod request;
mod response;
mod rest;
mod shape;
pub(crate) mod source;
mod stage;
#[cfg(test)]
mod tests;
mod text;
mod trigger;
mod values;
mod vpc_lattice;

pub use envelope::Envelope;
pub(crate) use members::Members;
pub use method::Method;
pub(crate) use prelude::prelude;
pub(crate) use query::QueryText;
pub(crate) use request::HttpRequest;
pub(crate) use shape::Shape;
pub(crate) use text::{Text, raw_text, text_of};
pub(crate) use trigger::Trigger;

/// The largest reply that Lambda takes, in bytes: the message of its `Function.ResponseSizeTooLarge` names it.
pub(crate) const LARGEST_REPLY: usize = 6_291_556;
