//! The process: in Lambda it serves, elsewhere it helps.

#[cfg(feature = "concurrent")]
mod concurrent;
mod first_wait;
mod init;
mod intake;
mod local;
mod posted;
mod serve;
pub(crate) mod shutdown;

use std::env;
use std::process::ExitCode;

#[cfg(feature = "concurrent")]
pub(crate) use self::concurrent::{Concurrent, Concurrently};
pub(crate) use self::posted::{Buffered, Streaming};
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
    if let Some(hook) = gateway.shutdown {
        hook.listen();
    }
    #[cfg(feature = "concurrent")]
    if let Some(concurrently) = gateway.concurrently
        && concurrent::is_asked_for()
    {
        return concurrently.serve(gateway);
    }
    match gateway.streaming {
        Some(streaming) => streaming.side.serve(gateway),
        None => serve::serve::<Buffered>(gateway),
    }
}

/// Serves a function with a trigger that streams.
pub(crate) fn serve_streams(gateway: &'static Gateway) -> ExitCode {
    serve::serve::<Streaming>(gateway)
}
