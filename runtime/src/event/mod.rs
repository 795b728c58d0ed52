//! What arrived: the event's shape, and HTTP requests of whatever door.

mod alb;
mod context;
mod door;
mod envelope;
mod http_v2;
mod lattice;
mod members;
mod method;
mod prelude;
mod query;
mod request;
mod response;
mod rest;
mod shape;
mod stage;
#[cfg(test)]
mod tests;
mod text;
mod values;

pub(crate) use door::Door;
pub use envelope::Envelope;
pub(crate) use members::Members;
pub use method::Method;
pub(crate) use prelude::prelude;
pub(crate) use query::QueryText;
pub(crate) use request::HttpRequest;
pub(crate) use shape::Shape;
pub(crate) use text::{Text, raw_text, text_of};
