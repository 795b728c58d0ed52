//! The signals that end a command.
//!
//! Not `tokio::signal`, for the reason that the processes of the environments are not `tokio::process` either.

use std::io;

/// Ready at the first Ctrl-C or SIGTERM. Signals are caught from the call on, not from the first poll, so that none in
/// between ends the process without its environments.
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
    // Each signal is a byte.
    Ok(async move { drop(caught.read(&mut [0]).await) })
}

/// Ready soon after the first Ctrl-C.
#[cfg(not(unix))]
pub(super) fn end() -> io::Result<impl Future<Output = ()>> {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::Duration;

    let caught = Arc::new(AtomicBool::new(false));
    signal_hook::flag::register(signal_hook::consts::SIGINT, Arc::clone(&caught))?;
    Ok(async move {
        // There is no pipe to write to from a handler here; nobody sees a delay that is this short.
        while !caught.load(Ordering::Relaxed) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
}
