//! The process: in Lambda it serves, elsewhere it is a local Lambda or says what it is.

use std::env;
use std::process::ExitCode;

#[cfg(feature = "concurrent")]
use super::concurrent;
use super::posted::Buffered;
use super::{local, serve};
use crate::gateway::Gateway;

/// Runs a function: the body of the generated `main`.
///
/// In a Lambda environment it serves until the environment ends. Elsewhere a debug build is its own local Lambda, and a
/// release build says what it is.
pub fn run(gateway: &'static Gateway) -> ExitCode {
    if env::var_os("AWS_LAMBDA_RUNTIME_API").is_none() {
        return local::run(gateway);
    }
    if let Err(missing) = serve::has_what_it_needs() {
        return missing;
    }
    #[cfg(unix)]
    if let Some(shutdown) = gateway.shutdown {
        (shutdown.listen)(shutdown.hook);
    }
    #[cfg(feature = "concurrent")]
    if let Some(concurrently) = gateway.concurrently
        && concurrent::is_asked_for()
    {
        return concurrently.serve(gateway);
    }
    match gateway.streaming {
        Some(streaming) => (streaming.serve)(gateway),
        None => serve::serve::<Buffered>(gateway),
    }
}
