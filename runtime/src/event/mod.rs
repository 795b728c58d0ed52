//! What arrived: the event's shape, and HTTP requests of whatever door.

mod door;
mod http_v2;
mod method;
mod request;
mod shape;
mod text;

pub(crate) use door::Door;
pub use method::Method;
pub(crate) use request::HttpRequest;
pub(crate) use shape::Shape;
pub(crate) use text::{Text, raw_text};
