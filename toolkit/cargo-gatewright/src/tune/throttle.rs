//! A real CPU quota for a process: a cgroup where one can be made, otherwise SIGSTOP and SIGCONT.

use super::model::PERIOD;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How a quota is enforced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Means {
    /// `cpu.cfs_quota_us`.
    CgroupV1,
    /// `cpu.max`.
    CgroupV2,
    /// The process is stopped when it has used its quota of a period.
    Signals,
}

impl Means {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::CgroupV1 => "cgroup v1",
            Self::CgroupV2 => "cgroup v2",
            Self::Signals => "SIGSTOP and SIGCONT",
        }
    }
}

/// A quota of a process. It ends when this is dropped.
pub(super) struct Throttle {
    pub(super) means: Means,
    group: Option<Group>,
    state: Arc<State>,
    thread: Option<JoinHandle<()>>,
}

/// What the thread that sends signals has to do.
#[derive(Default)]
struct State {
    is_on: AtomicBool,
    stop: AtomicBool,
}

impl Throttle {
    /// Gives the process a quota in each [`PERIOD`], with a cgroup if `may_group`.
    pub(super) fn new(process: u32, quota: Duration, may_group: bool) -> io::Result<Self> {
        let group = may_group.then(|| Group::new(Some(quota))).flatten();
        let state = Arc::<State>::default();
        let (means, thread) = if let Some(group) = &group {
            group.add(process)?;
            (group.means, None)
        } else {
            let state = Arc::clone(&state);
            let thread = thread::Builder::new()
                .name("quota".to_owned())
                .spawn(move || with_signals(process, quota, &state))?;
            (Means::Signals, Some(thread))
        };
        Ok(Self {
            means,
            group,
            state,
            thread,
        })
    }

    /// Begins or pauses the enforcement with signals, which takes CPU time. A cgroup enforces its quota always.
    pub(super) fn enforce(&self, is_on: bool) {
        self.state.is_on.store(is_on, Ordering::Relaxed);
        self.wake();
    }

    /// Returns the time in which the kernel has stopped the process. It is zero without a cgroup.
    pub(super) fn stopped(&self) -> Duration {
        let stopped = self.group.as_ref().and_then(Group::stopped);
        stopped.unwrap_or_default()
    }

    fn wake(&self) {
        if let Some(thread) = &self.thread {
            thread.thread().unpark();
        }
    }
}

impl Drop for Throttle {
    fn drop(&mut self) {
        self.state.stop.store(true, Ordering::Relaxed);
        self.wake();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// A cgroup whose processes get the CPU before those of others. It is removed when this is dropped.
pub(super) struct Group {
    path: PathBuf,
    means: Means,
}

impl Group {
    /// Makes a group, with a quota if one is given. `None` where that is not allowed.
    pub(super) fn new(quota: Option<Duration>) -> Option<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("{PREFIX}{}-{count}", std::process::id());
        let mounts = fs::read_to_string("/proc/self/mounts").ok()?;
        mounts.lines().find_map(|mount| {
            let mut fields = mount.split_whitespace().skip(1);
            let (place, kind, options) = (fields.next()?, fields.next()?, fields.next()?);
            let means = match kind {
                "cgroup" if options.split(',').any(|option| option == "cpu") => Means::CgroupV1,
                "cgroup2" => Means::CgroupV2,
                _ => return None,
            };
            remove_abandoned(Path::new(place));
            let path = Path::new(place).join(&name);
            fs::create_dir(&path).ok()?;
            let group = Self { path, means };
            // A group that cannot be limited is dropped, which removes it.
            group.limit(quota).ok()?;
            Some(group)
        })
    }

    /// Sets the quota, and the highest weight against other processes.
    fn limit(&self, quota: Option<Duration>) -> io::Result<()> {
        let period = PERIOD.as_micros();
        let set = |file: &str, value: String| fs::write(self.path.join(file), value);
        if self.means == Means::CgroupV1 {
            set("cpu.shares", "262144".to_owned())?;
            set("cpu.cfs_period_us", period.to_string())?;
            quota.map_or(Ok(()), |quota| {
                set("cpu.cfs_quota_us", quota.as_micros().to_string())
            })
        } else {
            set("cpu.weight", "10000".to_owned())?;
            quota.map_or(Ok(()), |quota| {
                set("cpu.max", format!("{} {period}", quota.as_micros()))
            })
        }
    }

    /// Moves a process into the group.
    pub(super) fn add(&self, process: u32) -> io::Result<()> {
        fs::write(self.path.join("cgroup.procs"), process.to_string())
    }

    /// Returns the time in which the kernel has stopped the group.
    fn stopped(&self) -> Option<Duration> {
        let text = fs::read_to_string(self.path.join("cpu.stat")).ok()?;
        let (name, unit): (_, fn(u64) -> Duration) = match self.means {
            Means::CgroupV1 => ("throttled_time", Duration::from_nanos),
            _ => ("throttled_usec", Duration::from_micros),
        };
        let value = text
            .lines()
            .find_map(|line| line.strip_prefix(name)?.trim().parse().ok());
        value.map(unit)
    }
}

/// The names of groups: this, the id of the process of `tune`, and a number.
const PREFIX: &str = "gatewright-tune-";

/// Removes the groups of a `tune` that was killed. A group with processes stays.
fn remove_abandoned(place: &Path) {
    for entry in fs::read_dir(place).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let owner = name
            .to_str()
            .and_then(|name| name.strip_prefix(PREFIX)?.split('-').next());
        if owner.is_some_and(|id| !Path::new("/proc").join(id).exists()) {
            // It may be another user's.
            let _ = fs::remove_dir(entry.path());
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        // A group can be removed once its processes are reaped.
        for _ in 0..100 {
            if fs::remove_dir(&self.path).is_ok() {
                break;
            }
            thread::sleep(Duration::from_millis(10));
        }
    }
}

/// Stops the process when it has used its quota of a period, and lets it run in the next one. What it used beyond the quota is a debt, as
/// with the kernel's quotas.
#[cfg(unix)]
fn with_signals(process: u32, quota: Duration, state: &State) {
    use super::cpu;
    use rustix::process::{Pid, Signal, kill_process};
    use std::time::Instant;

    let Some(pid) = i32::try_from(process).ok().and_then(Pid::from_raw) else {
        return;
    };
    let (quota, mut left) = (quota.as_secs_f64(), quota.as_secs_f64());
    let Some(mut ran) = cpu::times(process).map(|times| times.ran) else {
        return;
    };
    let mut is_stopped = false;
    let mut next = Instant::now() + PERIOD;
    while !state.stop.load(Ordering::Relaxed) {
        if !state.is_on.load(Ordering::Relaxed) {
            if is_stopped {
                let _ = kill_process(pid, Signal::CONT);
                is_stopped = false;
            }
            thread::park();
            // The quotas of the periods that have passed meanwhile do not add up.
            while Instant::now() >= next {
                next += PERIOD;
            }
            left = (left + quota).min(quota);
            continue;
        }
        // The process is gone when it has no times.
        let Some(times) = cpu::times(process) else {
            return;
        };
        left -= times.ran.saturating_sub(ran).as_secs_f64();
        ran = times.ran;
        while Instant::now() >= next {
            next += PERIOD;
            left = (left + quota).min(quota);
        }
        let signal = match (left > 0.0, is_stopped) {
            (true, true) => Some(Signal::CONT),
            (false, false) => Some(Signal::STOP),
            _ => None,
        };
        if let Some(signal) = signal {
            // It may be gone by now.
            let _ = kill_process(pid, signal);
            is_stopped = !is_stopped;
        }
        thread::sleep(Duration::from_micros(250));
    }
    if is_stopped {
        let _ = kill_process(pid, Signal::CONT);
    }
}

#[cfg(not(unix))]
fn with_signals(_: u32, _: Duration, _: &State) {}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::{Means, PREFIX, Throttle, remove_abandoned};
    use crate::tune::cpu;
    use std::process::{Child, Command};
    use std::thread;
    use std::time::Duration;

    /// A process that computes until it is dropped.
    struct Busy(Child);

    impl Busy {
        fn start() -> Self {
            let child = Command::new("sh")
                .args(["-c", "while :; do :; done"])
                .spawn();
            Self(child.expect("a shell"))
        }
    }

    impl Drop for Busy {
        fn drop(&mut self) {
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }

    // A share of 10 %. A busy machine gives the process less, never more.
    fn is_limited(may_group: bool) -> Means {
        let busy = Busy::start();
        let quota = Duration::from_millis(2);
        let throttle = Throttle::new(busy.0.id(), quota, may_group).expect("a quota");
        throttle.enforce(true);
        let ran = || cpu::times(busy.0.id()).expect("a process").ran;
        let before = ran();
        thread::sleep(Duration::from_secs(1));
        let used = ran().saturating_sub(before);
        assert!(
            used < Duration::from_millis(200),
            "{:?}: {used:?}",
            throttle.means
        );
        if throttle.means != Means::Signals {
            assert!(throttle.stopped() > Duration::ZERO);
        }
        throttle.means
    }

    #[test]
    fn process_gets_its_quota_in_a_cgroup_or_with_signals() {
        is_limited(true);
    }

    #[test]
    fn process_gets_its_quota_with_signals() {
        assert_eq!(is_limited(false), Means::Signals);
    }

    #[test]
    fn folder_of_a_killed_tune_is_removed() {
        let folder = tempfile::tempdir().expect("a folder");
        let own = format!("{PREFIX}{}-0", std::process::id());
        // No system has so many processes.
        let names = [format!("{PREFIX}{}-0", u32::MAX), own, "other".to_owned()];
        for name in &names {
            std::fs::create_dir(folder.path().join(name)).expect("a folder");
        }
        remove_abandoned(folder.path());
        let exists = names.map(|name| folder.path().join(name).exists());
        assert_eq!(exists, [false, true, true]);
    }

    #[test]
    fn process_runs_freely_again() {
        let busy = Busy::start();
        let quota = Duration::from_micros(1);
        let throttle = Throttle::new(busy.0.id(), quota, false).expect("a quota");
        throttle.enforce(true);
        thread::sleep(Duration::from_millis(50));
        drop(throttle);
        let state = std::fs::read_to_string(format!("/proc/{}/stat", busy.0.id()));
        let state = state.expect("a process");
        assert!(!state.contains(") T "), "{state}");
    }
}
