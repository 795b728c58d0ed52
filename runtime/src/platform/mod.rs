//! The lowest layer: the client of the Runtime API, the log writer, metrics, and the types that depend on the number of threads.

pub(crate) mod context;
pub(crate) mod log;
pub(crate) mod metrics;
pub(crate) mod runtime_api;
pub(crate) mod threads;
