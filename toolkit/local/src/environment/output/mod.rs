//! The reading end of a pipe to a process, for asynchronous code.

#[cfg(unix)]
mod reactor;
// Compiled for the tests of every system, so that it works where it is needed.
#[cfg(any(test, not(unix)))]
mod thread;

#[cfg(unix)]
pub(super) use reactor::Output;
#[cfg(not(unix))]
pub(super) use thread::Output;

/// How much is read at once, in bytes.
const PIECE: usize = 4096;
