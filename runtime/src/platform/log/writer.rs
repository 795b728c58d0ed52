//! The one place that writes to standard error.

use std::io::{self, Write};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether a line was lost already.
static IS_LOST: AtomicBool = AtomicBool::new(false);

/// The writer of a test, whose output the test harness captures.
static CAPTURED: OnceLock<fn(&[u8])> = OnceLock::new();

/// Writes all lines with `eprint!`, which the test harness captures. Only a test links it.
pub(crate) fn capture() {
    CAPTURED.get_or_init(|| |line| eprint!("{}", String::from_utf8_lossy(line)));
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

/// Writes a line of data, which ends with a newline, to standard output in one call.
#[cfg(feature = "otlp")]
pub(crate) fn write_data(line: &[u8]) {
    if let Some(write) = CAPTURED.get() {
        return write(line);
    }
    let mut output = io::stdout().lock();
    if let Err(error) = output.write_all(line).and_then(|()| output.flush()) {
        data_lost(&error);
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

/// Says once, on standard error, that data is lost.
#[cfg(feature = "otlp")]
#[cold]
fn data_lost(error: &io::Error) {
    static IS_SAID: AtomicBool = AtomicBool::new(false);

    if !IS_SAID.swap(true, Ordering::Relaxed) {
        super::warning(&format!(
            "traces are lost, because standard output cannot be written: {error}"
        ));
    }
}
