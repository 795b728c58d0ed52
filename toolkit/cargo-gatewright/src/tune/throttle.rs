//! A real CPU quota for a process: a cgroup where one can be made, otherwise SIGSTOP and SIGCONT.

use super::cpu;
use super::model::{PERIOD, quota};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

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

/// A quota. It ends when this is dropped.
pub(super) struct Throttle {
    pub(super) means: Means,
    group: Option<PathBuf>,
    memory_mb: u32,
    stop: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

impl Throttle {
    /// A quota for the processes that are added to it.
    pub(super) fn new(memory_mb: u32) -> Self {
        let group = group(memory_mb);
        Self {
            means: group.as_ref().map_or(Means::Signals, |(means, _)| *means),
            group: group.map(|(_, path)| path),
            memory_mb,
            stop: Arc::default(),
            threads: Vec::new(),
        }
    }

    /// Puts a process under the quota.
    pub(super) fn add(&mut self, process: u32) -> io::Result<()> {
        if let Some(group) = &self.group {
            return fs::write(group.join("cgroup.procs"), process.to_string());
        }
        let (quota, stop) = (quota(self.memory_mb), Arc::clone(&self.stop));
        let thread = thread::Builder::new()
            .name("quota".to_owned())
            .spawn(move || with_signals(process, quota, &stop))?;
        self.threads.push(thread);
        Ok(())
    }
}

impl Drop for Throttle {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
        if let Some(group) = &self.group {
            // A group can be removed once its processes are reaped.
            for _ in 0..100 {
                if fs::remove_dir(group).is_ok() {
                    break;
                }
                thread::sleep(Duration::from_millis(10));
            }
        }
    }
}

/// Makes a cgroup with the quota.
fn group(memory_mb: u32) -> Option<(Means, PathBuf)> {
    let (quota, period) = (quota(memory_mb).as_micros(), PERIOD.as_micros());
    let name = format!("gatewright-tune-{}-{memory_mb}", std::process::id());
    let mounts = fs::read_to_string("/proc/self/mounts").ok()?;
    for mount in mounts.lines() {
        let mut fields = mount.split_whitespace();
        let (_, Some(place), Some(kind), Some(options)) =
            (fields.next(), fields.next(), fields.next(), fields.next())
        else {
            continue;
        };
        let group = Path::new(place).join(&name);
        let made = match kind {
            "cgroup" if options.split(',').any(|option| option == "cpu") => make(
                &group,
                &[
                    ("cpu.cfs_period_us", period.to_string()),
                    ("cpu.cfs_quota_us", quota.to_string()),
                ],
            )
            .map(|()| Means::CgroupV1),
            "cgroup2" => {
                make(&group, &[("cpu.max", format!("{quota} {period}"))]).map(|()| Means::CgroupV2)
            }
            _ => continue,
        };
        if let Ok(means) = made {
            return Some((means, group));
        }
    }
    None
}

fn make(group: &Path, files: &[(&str, String)]) -> io::Result<()> {
    fs::create_dir(group)?;
    for (file, value) in files {
        if let Err(error) = fs::write(group.join(file), value) {
            let _ = fs::remove_dir(group);
            return Err(error);
        }
    }
    Ok(())
}

/// Stops the process when it has used its quota of a period, and lets it run in the next one.
#[cfg(unix)]
fn with_signals(process: u32, quota: Duration, stop: &AtomicBool) {
    use rustix::process::{Pid, Signal, kill_process};

    let Some(pid) = i32::try_from(process).ok().and_then(Pid::from_raw) else {
        return;
    };
    while !stop.load(Ordering::Relaxed) {
        let (start, Some(before)) = (Instant::now(), cpu::times(process)) else {
            return;
        };
        let mut is_stopped = false;
        while start.elapsed() < PERIOD {
            let used = cpu::times(process)
                .map_or(Duration::ZERO, |now| now.ran.saturating_sub(before.ran));
            if !is_stopped && used >= quota {
                is_stopped = kill_process(pid, Signal::STOP).is_ok();
            }
            thread::sleep(Duration::from_micros(250));
        }
        if is_stopped {
            // The process may be gone.
            let _ = kill_process(pid, Signal::CONT);
        }
    }
    let _ = kill_process(pid, Signal::CONT);
}

#[cfg(not(unix))]
fn with_signals(_: u32, _: Duration, _: &AtomicBool) {}
