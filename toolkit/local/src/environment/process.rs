//! A process that can be awaited and killed at once.
//!
//! Not `tokio::process`: its feature puts a signal driver into the event loop of every program that has this crate in its
//! build, hence also into the functions that only release builds of others are.

use super::output::Output;
use shared_child::SharedChild;
use std::io;
use std::process::{Command, ExitStatus};
use std::sync::Arc;
use std::thread;
use std::time::Duration;
use tokio::sync::watch;

/// A started process. Dropping it kills it; it is reaped in any case.
#[derive(Debug)]
pub(super) struct Process {
    child: Arc<SharedChild>,
    /// How it ended, once it is reaped. Without a sender before that, nobody will ever know.
    exit: watch::Receiver<Option<ExitStatus>>,
}

impl Process {
    /// Starts `command`, and a thread that does nothing but wait for its end.
    pub(super) fn start(mut command: Command) -> io::Result<Self> {
        let child = Arc::new(SharedChild::spawn(&mut command)?);
        let (tell, exit) = watch::channel(None);
        let waited = Arc::clone(&child);
        let wait = move || {
            if let Ok(status) = waited.wait() {
                tell.send_replace(Some(status));
            }
        };
        let waiter = thread::Builder::new().name("environment".to_owned());
        if let Err(error) = waiter.spawn(wait) {
            let _ = child.kill().and_then(|()| child.wait());
            return Err(error);
        }
        Ok(Self { child, exit })
    }

    /// Its number, as long as that is not known to be free for another process.
    pub(super) fn id(&self) -> Option<u32> {
        self.exit.borrow().is_none().then(|| self.child.id())
    }

    /// What it writes to its standard output, for the first who asks.
    pub(super) fn stdout(&self) -> io::Result<Option<Output>> {
        self.child.take_stdout().map(Output::new).transpose()
    }

    /// What it writes to its standard error, for the first who asks.
    pub(super) fn stderr(&self) -> io::Result<Option<Output>> {
        self.child.take_stderr().map(Output::new).transpose()
    }

    /// Waits until it has ended and is reaped; `None` if the system does not tell how it ended. May be dropped and asked
    /// again at any time.
    pub(super) async fn wait(&mut self) -> Option<ExitStatus> {
        let exit = self.exit.wait_for(Option::is_some).await;
        exit.ok().and_then(|status| *status)
    }

    /// Asks it to end, and waits for that, at most so long.
    #[cfg(unix)]
    pub(super) async fn terminate(&mut self, limit: Duration) {
        use shared_child::unix::SharedChildExt;

        /// SIGTERM, which is 15 on every system.
        const TERMINATE: i32 = 15;
        if self.child.send_signal(TERMINATE).is_ok() {
            let _ = tokio::time::timeout(limit, self.wait()).await;
        }
    }

    /// There is nothing to ask it with.
    #[cfg(not(unix))]
    pub(super) async fn terminate(&mut self, _: Duration) {}

    /// Kills it, unless it has ended, and waits until it is reaped.
    pub(super) async fn kill(&mut self) {
        // What may not be killed is not waited for.
        if self.child.kill().is_ok() {
            self.wait().await;
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Does nothing once it is reaped; the thread reaps it.
        let _ = self.child.kill();
    }
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
    async fn how_it_ended_is_told_each_time() {
        let mut process = shell("exit 3");
        for _ in 0..2 {
            let status = timeout(PATIENCE, process.wait()).await.expect("in time");
            assert_eq!(status.and_then(|status| status.code()), Some(3));
        }
        assert_eq!(process.id(), None);
        // Neither the process nor another one of its number.
        process.kill().await;
    }

    #[tokio::test]
    async fn a_kill_ends_it_although_it_is_awaited() {
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
    async fn without_its_handle_it_is_killed_and_reaped() {
        let process = shell("exec sleep 600");
        let mut exit = process.exit.clone();
        drop(process);
        let reaped = timeout(PATIENCE, exit.wait_for(Option::is_some))
            .await
            .expect("in time");
        let status = *reaped.expect("it was told");
        assert_eq!(status.and_then(|status| status.signal()), Some(9));
    }
}
