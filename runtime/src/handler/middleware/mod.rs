//! Middleware: functions around the handlers of HTTP requests.
//!
//! A [`MiddlewareLayer`] is a middleware function as data. A [`Chain`] is what surrounds one route, from the outermost layer to the innermost.
//! [`Rest`] is what is still to run of a chain; the [`Next`] of a middleware holds one.

mod chain;
pub(crate) mod encoded;
mod extension;
mod function;
mod next;
pub(crate) mod ready;
mod replies;
mod request;
#[cfg(feature = "tower")]
pub(crate) mod service;

pub use chain::{Chain, MiddlewareLayer};
pub(crate) use chain::{End, Link, Rest};
pub use extension::{Extension, ExtensionId, Provided, Provides};
pub(crate) use extension::{Extensions, extension};
#[cfg(feature = "concurrent")]
pub use function::middleware_future_must_be_send_in_concurrent_mode;
pub use function::{MiddlewareFn, MiddlewareReply, layer};
pub use next::{Next, Providing};
pub use request::Request;
