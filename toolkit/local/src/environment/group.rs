//! The process group of an environment: its process, and the processes that the function has started.
//!
//! On Lambda these end with the environment. Here they would outlive it. A process that moves to a group of its own still does, and
//! on systems other than Unix all of them do.

use shared_child::SharedChild;
use std::io;
use std::process::ExitStatus;

#[cfg(unix)]
use nix::{
    sys::signal::{Signal, killpg},
    unistd::Pid,
};
#[cfg(unix)]
use std::sync::{Mutex, PoisonError};

/// A group, by its leader.
#[derive(Debug)]
pub(super) struct Group {
    #[cfg(unix)]
    leader: Pid,
    /// Whether the leader is reaped. From then on the system may give its id to another group.
    #[cfg(unix)]
    is_over: Mutex<bool>,
}

#[cfg(unix)]
impl Group {
    /// Returns the group of a process that was started with `process_group(0)`.
    pub(super) fn of(leader: &SharedChild) -> io::Result<Self> {
        let id = i32::try_from(leader.id()).map_err(io::Error::other)?;
        Ok(Self {
            leader: Pid::from_raw(id),
            is_over: Mutex::new(false),
        })
    }

    /// Kills every process of the group, unless the leader is reaped.
    pub(super) fn kill(&self) {
        let is_over = self.is_over.lock().unwrap_or_else(PoisonError::into_inner);
        if !*is_over {
            // Fails if there is no process to kill.
            let _ = killpg(self.leader, Signal::SIGKILL);
        }
    }

    /// Waits for the end of the leader, kills the other processes and reaps the leader.
    pub(super) fn reap(&self, leader: &SharedChild) -> io::Result<ExitStatus> {
        wait_for_end(self.leader, leader)?;
        let mut is_over = self.is_over.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = killpg(self.leader, Signal::SIGKILL);
        let status = leader.wait();
        *is_over = true;
        status
    }
}

/// Does not reap the process, so its id and that of its group stay taken.
#[cfg(any(target_os = "android", target_os = "freebsd", target_os = "linux"))]
fn wait_for_end(id: Pid, _: &SharedChild) -> io::Result<()> {
    use nix::errno::Errno;
    use nix::sys::wait::{Id, WaitPidFlag, waitid};

    let flags = WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT;
    loop {
        match waitid(Id::Pid(id), flags) {
            Err(Errno::EINTR) => {}
            ended => return Ok(ended.map(drop)?),
        }
    }
}

/// Reaps the process: nix has no `waitid` for this system. Ids are given out in turns, so its id stays free for long enough.
#[cfg(all(
    unix,
    not(any(target_os = "android", target_os = "freebsd", target_os = "linux"))
))]
fn wait_for_end(_: Pid, process: &SharedChild) -> io::Result<()> {
    process.wait().map(drop)
}

#[cfg(not(unix))]
impl Group {
    #[expect(clippy::unnecessary_wraps, reason = "fails on Unix")]
    pub(super) fn of(_: &SharedChild) -> io::Result<Self> {
        Ok(Self {})
    }

    #[expect(clippy::unused_self, reason = "used on Unix")]
    pub(super) fn kill(&self) {}

    #[expect(clippy::unused_self, reason = "used on Unix")]
    pub(super) fn reap(&self, leader: &SharedChild) -> io::Result<ExitStatus> {
        leader.wait()
    }
}
