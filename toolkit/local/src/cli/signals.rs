//! The signals that end a command.
//!
//! Not `tokio::signal`: Cargo unites features, so its driver would run in the event loop of functions in release builds.

use std::io;

/// Returns a future of the first Ctrl-C or SIGTERM. Signals are caught from this call on, so that none before the first poll ends the
/// process without its environments.
#[cfg(unix)]
pub(super) fn end() -> io::Result<impl Future<Output = ()>> {
    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::low_level::pipe;
    use tokio::io::AsyncReadExt;

    let (caught, catcher) = std::os::unix::net::UnixStream::pair()?;
    pipe::register(SIGINT, catcher.try_clone()?)?;
    pipe::register(SIGTERM, catcher)?;
    caught.set_nonblocking(true)?;
    let mut caught = tokio::net::UnixStream::from_std(caught)?;
    // Each signal writes one byte.
    Ok(async move { drop(caught.read(&mut [0]).await) })
}

/// Returns a future of the first Ctrl-C.
#[cfg(not(unix))]
pub(super) fn end() -> io::Result<impl Future<Output = ()>> {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::Duration;

    let caught = Arc::new(AtomicBool::new(false));
    signal_hook::flag::register(signal_hook::consts::SIGINT, Arc::clone(&caught))?;
    Ok(async move {
        // A handler cannot write to a pipe here, so the flag is polled.
        while !caught.load(Ordering::Relaxed) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
}
