//! How long the process had run before `main`: loading the binary, linking it.

use std::time::{Duration, Instant};

/// The time between the start of the process and `main`, in steps of the kernel's clock tick of 10 ms; `None` where the system does
/// not say.
#[cfg(target_os = "linux")]
pub(super) fn before(main: Instant) -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let uptime = std::fs::read_to_string("/proc/uptime").ok()?;
    let age = age(&stat, &uptime)?;
    Some(age.saturating_sub(main.elapsed()))
}

#[cfg(not(target_os = "linux"))]
pub(super) fn before(_: Instant) -> Option<Duration> {
    None
}

/// The age of the process: the system's uptime less the 22nd field of `stat`, its start in ticks after boot (proc(5)). The second
/// field is the program's name in parentheses, and may have anything in it.
#[cfg(target_os = "linux")]
fn age(stat: &str, uptime: &str) -> Option<Duration> {
    /// `USER_HZ`, which Linux fixes at 100 for what it shows to processes on every architecture that Lambda has.
    const TICKS_PER_SECOND: f64 = 100.0;
    let (_, after_name) = stat.rsplit_once(')')?;
    let start: f64 = after_name.split_ascii_whitespace().nth(19)?.parse().ok()?;
    let uptime: f64 = uptime.split_ascii_whitespace().next()?.parse().ok()?;
    Duration::try_from_secs_f64(uptime - start / TICKS_PER_SECOND).ok()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_age_is_uptime_less_start_whatever_the_program_is_called() {
        let stat = "42 (a ) b) S 1 42 42 0 -1 4194304 100 0 0 0 1 1 0 0 20 0 1 0 150 1000000 200";
        assert_eq!(age(stat, "2.25 3.00\n"), Some(Duration::from_millis(750)));
        assert_eq!(age("nonsense", "2.25"), None);
    }

    #[test]
    fn this_process_has_an_age() {
        let before = before(Instant::now()).unwrap();
        assert!(before < Duration::from_secs(600), "{before:?}");
    }
}
