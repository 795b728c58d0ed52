//! The CPU time of a process, as the kernel counts it.

use std::fs;
use std::time::Duration;

/// What the scheduler counted for a process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Times {
    /// The time on a CPU.
    pub(super) ran: Duration,
    /// The time in which a thread could have run, but other processes had the CPU.
    pub(super) queued: Duration,
}

/// Returns the times of all threads of a process that exist now, with the scheduler's resolution of nanoseconds. `None` if the
/// process is gone or the system does not report them.
pub(super) fn times(process: u32) -> Option<Times> {
    let threads = fs::read_dir(format!("/proc/{process}/task")).ok()?;
    let mut total = Times::default();
    for thread in threads.flatten() {
        // A thread that has ended meanwhile is gone from the list too.
        let Ok(text) = fs::read_to_string(thread.path().join("schedstat")) else {
            continue;
        };
        let mut fields = text.split_whitespace().map(str::parse);
        let (Some(Ok(ran)), Some(Ok(queued))) = (fields.next(), fields.next()) else {
            return None;
        };
        total.ran += Duration::from_nanos(ran);
        total.queued += Duration::from_nanos(queued);
    }
    Some(total)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::times;
    use std::time::{Duration, Instant};

    #[test]
    fn time_grows_with_work() {
        let own = std::process::id();
        let before = times(own).expect("a running process");
        let start = Instant::now();
        while start.elapsed() < Duration::from_millis(50) {
            std::hint::spin_loop();
        }
        let used = times(own).expect("a running process").ran - before.ran;
        // Other tests share the cores, and their threads count too.
        assert!(used > Duration::from_millis(5), "{used:?}");
    }

    #[test]
    fn process_that_is_gone_has_none() {
        assert_eq!(times(u32::MAX), None);
    }
}
