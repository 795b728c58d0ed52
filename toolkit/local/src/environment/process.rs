//! The process of an execution environment, which can be awaited and killed at the same time.
//!
//! Not `tokio::process`: Cargo unites features, so its signal driver would run in the event loop of functions in release builds.

use super::group::Group;
use super::output::Output;
use super::variables;
use shared_child::SharedChild;
use std::ffi::OsString;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Duration;
use tokio::sync::watch;

/// The executable of the function, and the environment variables that the user adds.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    pub(crate) path: PathBuf,
    pub(crate) variables: Vec<(OsString, OsString)>,
    /// Whether its environment starts without the variables of this process.
    pub(crate) is_clean: bool,
    pub(crate) observer: Observer,
    /// Whether its output goes to standard error.
    pub(crate) shows_log: bool,
}

/// Receives the id of each process that is started.
#[derive(Clone)]
pub(crate) struct Observer(pub(crate) Arc<dyn Fn(u32) + Send + Sync>);

impl fmt::Debug for Observer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Observer")
    }
}

impl Program {
    /// Starts a process whose output goes to pipes. The user's variables override `variables`.
    pub(super) fn start(&self, variables: &[(&'static str, String)]) -> io::Result<Process> {
        let mut command = Command::new(&self.path);
        if self.is_clean {
            command.env_clear().envs(variables::of_clean_environment());
        }
        command
            .envs(variables.iter().map(|(name, value)| (name, value)))
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let process = Process::start(command)?;
        (self.observer.0)(process.child.id());
        Ok(process)
    }
}

/// A started process. Dropping it kills it. It is reaped in any case. The processes that it has started end with it.
#[derive(Debug)]
pub(super) struct Process {
    child: Arc<SharedChild>,
    group: Arc<Group>,
    /// The exit status, once the process is reaped. If the sender is dropped before, the status is unknown.
    exit: watch::Receiver<Option<ExitStatus>>,
}

impl Process {
    /// Starts `command`, and a thread that waits for its end.
    pub(super) fn start(mut command: Command) -> io::Result<Self> {
        // A Ctrl-C at the terminal is for the service, which ends its environments itself. Without a process group of its own, the
        // function would be interrupted in the middle of an invocation.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let child = Arc::new(SharedChild::spawn(&mut command)?);
        let group = Arc::new(Group::of(&child)?);
        let (sender, exit) = watch::channel(None);
        let waited = (Arc::clone(&child), Arc::clone(&group));
        let wait = move || {
            let (child, group) = waited;
            if let Ok(status) = group.reap(&child) {
                sender.send_replace(Some(status));
            }
        };
        let waiter = thread::Builder::new().name("environment".to_owned());
        if let Err(error) = waiter.spawn(wait) {
            let _ = child.kill().and_then(|()| child.wait());
            return Err(error);
        }
        Ok(Self { child, group, exit })
    }

    /// Returns the process id, until the process is reaped and the system may reuse the id.
    pub(super) fn id(&self) -> Option<u32> {
        self.exit.borrow().is_none().then(|| self.child.id())
    }

    /// Returns the peak resident memory so far, in bytes. `None` if the system does not report it.
    pub(super) fn peak_memory(&self) -> Option<u64> {
        peak_memory(self.id()?)
    }

    /// Takes its standard output. The second call returns `None`.
    pub(super) fn stdout(&self) -> io::Result<Option<Output>> {
        self.child.take_stdout().map(Output::new).transpose()
    }

    /// Takes its standard error. The second call returns `None`.
    pub(super) fn stderr(&self) -> io::Result<Option<Output>> {
        self.child.take_stderr().map(Output::new).transpose()
    }

    /// Waits until it is reaped. `None` if the system does not report the exit status. Cancel safe.
    pub(super) async fn wait(&mut self) -> Option<ExitStatus> {
        let exit = self.exit.wait_for(Option::is_some).await;
        exit.ok().and_then(|status| *status)
    }

    /// Sends SIGTERM and waits for the end, for at most `limit`.
    #[cfg(unix)]
    pub(super) async fn terminate(&mut self, limit: Duration) {
        use shared_child::unix::SharedChildExt;

        /// SIGTERM, which is 15 on every system.
        const TERMINATE: i32 = 15;
        if self.child.send_signal(TERMINATE).is_ok() {
            let _ = tokio::time::timeout(limit, self.wait()).await;
        }
    }

    /// Does nothing: only Unix has SIGTERM.
    #[cfg(not(unix))]
    #[expect(clippy::unused_async, reason = "the caller awaits it, as on Unix")]
    pub(super) async fn terminate(&mut self, _: Duration) {}

    /// Kills it if it is still running, and waits until it is reaped.
    pub(super) async fn kill(&mut self) {
        self.group.kill();
        // A process that cannot be killed is not waited for.
        if self.child.kill().is_ok() {
            self.wait().await;
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Both do nothing once it is reaped. The thread reaps it.
        self.group.kill();
        let _ = self.child.kill();
    }
}

#[cfg(target_os = "linux")]
fn peak_memory(pid: u32) -> Option<u64> {
    parse_peak(&std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?)
}

#[cfg(not(target_os = "linux"))]
fn peak_memory(_pid: u32) -> Option<u64> {
    None
}

/// Parses the "high water mark" of proc(5), which is always in kB of 1024 bytes.
#[cfg(target_os = "linux")]
fn parse_peak(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

#[cfg(all(test, unix))]
mod tests {
    use super::{Duration, Process};
    use std::os::unix::process::ExitStatusExt;
    use std::process::{Command, Stdio};
    use tokio::time::timeout;

    const PATIENCE: Duration = Duration::from_secs(60);

    fn shell(script: &str) -> Process {
        let mut command = Command::new("sh");
        command.args(["-c", script]).stdout(Stdio::piped());
        Process::start(command).expect("a shell")
    }

    #[tokio::test]
    async fn exit_status_can_be_awaited_twice() {
        let mut process = shell("exit 3");
        for _ in 0..2 {
            let status = timeout(PATIENCE, process.wait()).await.expect("in time");
            assert_eq!(status.and_then(|status| status.code()), Some(3));
        }
        assert_eq!(process.id(), None);
        // Kills neither the process nor another one that got its id.
        process.kill().await;
    }

    #[tokio::test]
    async fn kill_ends_an_awaited_process() {
        let mut process = shell("exec sleep 600");
        assert!(process.id().is_some());
        assert!(
            timeout(Duration::from_millis(50), process.wait())
                .await
                .is_err()
        );
        timeout(PATIENCE, process.kill()).await.expect("in time");
        let status = process.wait().await;
        assert_eq!(status.and_then(|status| status.signal()), Some(9));
    }

    #[tokio::test]
    async fn dropped_process_is_killed_and_reaped() {
        let process = shell("exec sleep 600");
        let mut exit = process.exit.clone();
        drop(process);
        let reaped = timeout(PATIENCE, exit.wait_for(Option::is_some))
            .await
            .expect("in time");
        let status = *reaped.expect("an exit status");
        assert_eq!(status.and_then(|status| status.signal()), Some(9));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn peak_memory_is_read_from_proc() {
        let status = "Name:\tshop\nVmPeak:\t   99999 kB\nVmHWM:\t    3412 kB\nVmRSS:\t 10 kB\n";
        assert_eq!(super::parse_peak(status), Some(3412 * 1024));
        assert_eq!(super::parse_peak("Name:\tzombie\n"), None);
        assert!(super::peak_memory(std::process::id()) > Some(1 << 16));
    }
}
