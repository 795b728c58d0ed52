//! The CPU time of a process, as the kernel counts it.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

/// What the scheduler counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Times {
    /// The time on a CPU.
    pub(super) ran: Duration,
    /// The time in which a thread could have run, but other processes had the CPU.
    pub(super) queued: Duration,
}

/// A thread of a process. The kernel updates the times of a running thread at its next [timer interrupt](tick).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Thread {
    pub(super) id: u32,
    pub(super) times: Times,
}

/// Returns the threads of a process that exist now. `None` if the process is gone or the system does not report them.
pub(super) fn threads(process: u32) -> Option<Vec<Thread>> {
    let entries = fs::read_dir(format!("/proc/{process}/task")).ok()?;
    let mut threads = Vec::new();
    for entry in entries.flatten() {
        let id = entry.file_name().to_str().and_then(|id| id.parse().ok())?;
        // A thread that has ended meanwhile is gone from the list too.
        if let Ok(text) = fs::read_to_string(entry.path().join("schedstat")) {
            let times = parsed(&text)?;
            threads.push(Thread { id, times });
        }
    }
    // The last thread of a process that ends has no entry.
    (!threads.is_empty()).then_some(threads)
}

/// Returns the times of all threads of a process.
pub(super) fn times(process: u32) -> Option<Times> {
    let threads = threads(process)?;
    let sum = threads.iter().fold(Times::default(), |sum, thread| Times {
        ran: sum.ran + thread.times.ran,
        queued: sum.queued + thread.times.queued,
    });
    Some(sum)
}

/// Parses `schedstat` of proc(5): nanoseconds on a CPU, nanoseconds in a run queue, time slices.
fn parsed(text: &str) -> Option<Times> {
    let mut fields = text.split_whitespace().map(str::parse);
    match (fields.next(), fields.next()) {
        (Some(Ok(ran)), Some(Ok(queued))) => Some(Times {
            ran: Duration::from_nanos(ran),
            queued: Duration::from_nanos(queued),
        }),
        _ => None,
    }
}

/// Returns the CPU time that all processes of the machine have used.
pub(super) fn machine() -> Option<Duration> {
    /// The unit of `/proc/stat` on every architecture that Rust supports: `USER_HZ`.
    const UNIT: Duration = Duration::from_millis(10);
    let text = fs::read_to_string("/proc/stat").ok()?;
    let mut fields = text.lines().next()?.split_whitespace();
    if fields.next() != Some("cpu") {
        return None;
    }
    // user, nice, system, idle, iowait, irq, softirq.
    let counts: Vec<u32> = fields.map_while(|field| field.parse().ok()).collect();
    let busy = counts
        .iter()
        .enumerate()
        .filter(|(at, _)| [0, 1, 2, 5, 6].contains(at));
    Some(busy.map(|(_, count)| UNIT * *count).sum())
}

/// Measures the interval of the kernel's timer interrupts, at which it accounts CPU time and enforces quotas. It works for some tens of
/// milliseconds.
pub(super) fn tick() -> Option<Duration> {
    /// The intervals of the frequencies that Linux offers: 1000, 300, 250 and 100 Hz.
    const INTERVALS: [Duration; 4] = [
        Duration::from_millis(1),
        Duration::from_micros(3_333),
        Duration::from_millis(4),
        Duration::from_millis(10),
    ];
    let own = Path::new("/proc/thread-self/schedstat");
    let mut last = parsed(&fs::read_to_string(own).ok()?)?.ran;
    let mut steps = Vec::new();
    let start = Instant::now();
    while start.elapsed() < Duration::from_millis(100) {
        let ran = parsed(&fs::read_to_string(own).ok()?)?.ran;
        if ran > last {
            steps.push(ran.saturating_sub(last));
            last = ran;
        }
    }
    // Another thread that takes the CPU makes a step shorter, so the steps that are an interval decide.
    let of = |interval: &Duration| {
        let is_near = |step: &&Duration| step.abs_diff(*interval) < *interval / 20;
        steps.iter().filter(is_near).count()
    };
    INTERVALS
        .into_iter()
        .max_by_key(of)
        .filter(|interval| of(interval) > 0)
}

/// Gives this thread, and the processes and threads that it starts, the CPU before other processes. Only a privileged user may do this.
#[cfg(unix)]
pub(super) fn raise_priority() {
    // Without it, the measurement shares the CPU with other processes, and says so.
    let _ = rustix::process::setpriority_process(None, -15);
}

#[cfg(not(unix))]
pub(super) fn raise_priority() {}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::{machine, threads, tick, times};
    use std::process::Command;
    use std::time::{Duration, Instant};

    #[test]
    fn time_grows_with_work() {
        // Of another process: the threads of other tests in this one come and go.
        let mut busy = Command::new("sh")
            .args(["-c", "while :; do :; done"])
            .spawn()
            .expect("a shell");
        let limit = Instant::now() + Duration::from_secs(30);
        let mut used = Duration::ZERO;
        while used < Duration::from_millis(20) && Instant::now() < limit {
            std::thread::sleep(Duration::from_millis(10));
            used = times(busy.id()).expect("a running process").ran;
        }
        busy.kill().expect("its end");
        busy.wait().expect("its end");
        assert!(used >= Duration::from_millis(20), "{used:?}");
    }

    #[test]
    fn process_that_is_gone_has_none() {
        assert_eq!(times(u32::MAX), None);
        assert_eq!(threads(u32::MAX), None);
    }

    #[test]
    fn tick_is_an_interval_of_linux() {
        let tick = tick().expect("a tick").as_micros();
        assert!([1_000, 3_333, 4_000, 10_000].contains(&tick), "{tick}");
    }

    #[test]
    fn machine_has_worked() {
        assert!(machine() > Some(Duration::from_millis(10)));
    }
}
