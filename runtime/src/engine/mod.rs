//! The process: in Lambda it serves, elsewhere it helps.

pub(crate) mod cold_start;
#[cfg(feature = "concurrent")]
mod concurrent;
mod first_wait;
mod init;
mod intake;
mod outside;
mod posted;
mod serve;

use std::env;
use std::process::ExitCode;

#[cfg(feature = "concurrent")]
pub(crate) use self::concurrent::{Concurrent, Concurrently};
pub(crate) use self::posted::{Streamed, Whole};
use crate::gateway::Gateway;

/// Runs a function: the body of the generated `main`.
///
/// In a Lambda environment it serves until the environment ends. Elsewhere a debug build is its own local Lambda, and a
/// release build says what it is.
pub fn run(gateway: &'static Gateway) -> ExitCode {
    if env::var_os("AWS_LAMBDA_RUNTIME_API").is_none() {
        return outside::run(gateway);
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
        None => serve::serve::<Whole>(gateway),
    }
}

/// Serves a function with a door that streams.
pub(crate) fn serve_streams(gateway: &'static Gateway) -> ExitCode {
    serve::serve::<Streamed>(gateway)
}
