//! A handler: its parameters, its reply, and the call between them.

pub(crate) mod assets;
pub(crate) mod conditional;
pub(crate) mod described;
pub(crate) mod encoding;
pub(crate) mod endpoint;
pub(crate) mod extract;
pub(crate) mod input;
pub(crate) mod invocation;
pub(crate) mod middleware;
pub(crate) mod reply;
pub(crate) mod shutdown;
