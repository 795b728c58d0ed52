//! The options of `#[lambda_handler]`.

use std::time::Duration;

/// The options in `#[lambda_handler(…)]`. Generated code fills them with values that the macro has checked.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The function's name.
    pub name: &'static str,
    /// Its description, in one sentence.
    pub description: &'static str,
    /// The timeout, in milliseconds.
    pub timeout_ms: u64,
    /// How long before the deadline the guard answers, in milliseconds. `None` stands for 5 % of the time that is left on arrival.
    pub guard_ms: Option<u64>,
    /// Whether the watchdog answers for handlers that cannot be interrupted.
    pub watchdog: bool,
    /// Memory, in MB.
    pub memory_mb: u32,
    /// Space in `/tmp`, in MB.
    pub tmp_mb: u32,
}

impl Options {
    pub(crate) fn timeout(&self) -> Duration {
        Duration::from_millis(self.timeout_ms)
    }

    pub(crate) fn guard(&self) -> Option<Duration> {
        self.guard_ms.map(Duration::from_millis)
    }
}
