//! What lies below the rest: the client of the Runtime API, the log, and what differs between one thread and several.

pub(crate) mod log;
pub(crate) mod runtime_api;
pub(crate) mod threads;
