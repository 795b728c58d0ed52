//! The Runtime API: its address, its requests, and two clients.
//! <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>
//!
//! The event loop has the [client](client::Client) of one connection that stays open, and lends it to streams. The watchdog, and INIT
//! when it fails, have a [blocking] one: they answer while the thread of the event loop is held up, or before there is one.

pub(crate) mod blocking;
pub(crate) mod client;
mod event;
mod http1;
mod service;

pub(crate) use self::blocking::{LONGEST_LINE, Post, SHORTEST, first_line, send};
pub(crate) use self::event::Event;
pub(crate) use self::http1::Reader;
pub(crate) use self::service::{Service, document};
