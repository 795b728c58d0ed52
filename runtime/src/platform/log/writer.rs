//! The one place that writes to standard error and to standard output.

use std::io::{self, Write};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// Whether a line was lost already.
static IS_LOST: AtomicBool = AtomicBool::new(false);

/// Whether a document was lost already.
static IS_DOCUMENT_LOST: AtomicBool = AtomicBool::new(false);

/// The writer of a test, whose output the test harness captures.
static CAPTURED: OnceLock<fn(&[u8])> = OnceLock::new();

/// Writes all lines with `eprint!`, which the test harness captures. Only a test links it.
pub(crate) fn capture() {
    CAPTURED.get_or_init(|| |line| eprint!("{}", String::from_utf8_lossy(line)));
}

/// Writes documents, each with a newline, to standard output. Metrics, records and traces are documents.
///
/// The write takes no lock, because a handler that the watchdog answers for may hold that of the standard library. It gives up at
/// `until`, if standard output is a pipe without an active reader.
pub(crate) fn write_documents(documents: &[u8], until: Option<Instant>) {
    if documents.is_empty() {
        return;
    }
    if let Some(write) = CAPTURED.get() {
        return write(documents);
    }
    if let Err(error) = to_standard_output(documents, until)
        && !IS_DOCUMENT_LOST.swap(true, Ordering::Relaxed)
    {
        super::warning(&format!(
            "metrics, records and traces are lost, because standard output cannot be written: {error}"
        ));
    }
}

#[cfg(unix)]
fn to_standard_output(mut rest: &[u8], until: Option<Instant>) -> io::Result<()> {
    use std::os::fd::AsFd;

    use nix::errno::Errno;
    use nix::unistd::write;

    /// The bytes for which a pipe has room whenever it is ready (pipe(7), `PIPE_BUF`).
    const AT_ONCE: usize = 4_096;

    let output = io::stdout();
    while !rest.is_empty() {
        let mut piece = rest;
        if let Some(until) = until {
            await_room(output.as_fd(), until)?;
            piece = &rest[..rest.len().min(AT_ONCE)];
        }
        match write(output.as_fd(), piece) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => rest = &rest[written..],
            Err(Errno::EAGAIN) if until.is_none() => {
                await_room(output.as_fd(), Instant::now() + LONGEST_WAIT)?;
            }
            Err(Errno::EINTR | Errno::EAGAIN) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// How long a write that does not block waits for its reader.
#[cfg(unix)]
const LONGEST_WAIT: std::time::Duration = std::time::Duration::from_secs(1);

/// Waits until standard output can be written.
#[cfg(unix)]
fn await_room(output: std::os::fd::BorrowedFd<'_>, until: Instant) -> io::Result<()> {
    use nix::errno::Errno;
    use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

    loop {
        let left = until.saturating_duration_since(Instant::now());
        let limit = PollTimeout::try_from(left).unwrap_or(PollTimeout::MAX);
        match poll(&mut [PollFd::new(output, PollFlags::POLLOUT)], limit) {
            Ok(0) => return Err(io::ErrorKind::TimedOut.into()),
            Ok(_) => return Ok(()),
            Err(Errno::EINTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

#[cfg(not(unix))]
fn to_standard_output(documents: &[u8], _: Option<Instant>) -> io::Result<()> {
    let mut output = io::stdout().lock();
    output.write_all(documents)?;
    output.flush()
}

/// Writes a line, which ends with a newline, to standard error in one call.
///
/// Lambda reads a line as one log event only if it arrives in one piece. A closed or broken standard error loses the line, and never
/// fails the invocation, unlike `eprintln!`.
pub(crate) fn write(line: &[u8]) {
    if let Some(write) = CAPTURED.get() {
        return write(line);
    }
    if let Err(error) = io::stderr().lock().write_all(line) {
        lost(&error);
    }
}

/// Says once, on the other stream, that lines are lost.
#[cold]
fn lost(error: &io::Error) {
    if !IS_LOST.swap(true, Ordering::Relaxed) {
        let _ = writeln!(
            io::stdout().lock(),
            r#"{{"level":"ERROR","message":"log lines are lost, because standard error cannot be written: {error}"}}"#
        );
    }
}
