//! Servers: child processes that run until their handle is dropped, with everything they print kept.

use std::io::{BufRead, BufReader, Read};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::command::wait_until;

/// How long a server gets between the polite signal and the kill.
const POLITE_END: Duration = Duration::from_secs(3);

/// How long the last words of a process that has ended are waited for. A grandchild may keep the pipes open.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// A running child process. Dropping it ends the process; in a failing test the drop also prints what the process printed.
#[derive(Debug)]
pub struct Process {
    name: String,
    child: Child,
    printed: Arc<Mutex<String>>,
    readers: [JoinHandle<()>; 2],
}

impl Process {
    /// Starts `command`; `name` is what messages call it.
    pub fn start(name: &str, command: &mut Command) -> Result<Self> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("could not start {name}: {command:?}"))?;
        let printed = Arc::default();
        let readers = [
            keep_lines(child.stdout.take(), &printed),
            keep_lines(child.stderr.take(), &printed),
        ];
        Ok(Self {
            name: name.to_owned(),
            child,
            printed,
            readers,
        })
    }

    /// What it printed so far, both streams, line by line.
    pub fn printed(&self) -> String {
        self.printed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Waits for a line that `find` accepts and returns what `find` made of it.
    pub fn wait_for_line<T>(
        &mut self,
        limit: Duration,
        find: impl Fn(&str) -> Option<T>,
    ) -> Result<T> {
        self.wait_for(limit, "to print the expected line", |process| {
            process.printed().lines().find_map(&find)
        })
    }

    /// Waits until something accepts connections at `address`.
    pub fn wait_until_listening(&mut self, address: SocketAddr, limit: Duration) -> Result<()> {
        self.wait_for(limit, &format!("to listen on {address}"), |_| {
            TcpStream::connect_timeout(&address, Duration::from_millis(200)).ok()
        })?;
        Ok(())
    }

    fn wait_for<T>(
        &mut self,
        limit: Duration,
        what: &str,
        look: impl Fn(&Self) -> Option<T>,
    ) -> Result<T> {
        let deadline = Instant::now() + limit;
        loop {
            // Asked first, so that the last words of a process that ends are still looked at.
            let ended = self.child.try_wait()?;
            if let Some(found) = look(self) {
                return Ok(found);
            }
            if let Some(status) = ended {
                self.wait_for_last_words();
                if let Some(found) = look(self) {
                    return Ok(found);
                }
                bail!(
                    "waited for {} {what}, but it ended ({status})\n{}",
                    self.name,
                    self.printed()
                );
            }
            if Instant::now() >= deadline {
                bail!(
                    "waited {limit:?} for {} {what}\n{}",
                    self.name,
                    self.printed()
                );
            }
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// The readers may be a moment behind the end of the process.
    fn wait_for_last_words(&self) {
        let limit = Instant::now() + LAST_WORDS;
        while !self.readers.iter().all(JoinHandle::is_finished) && Instant::now() < limit {
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// Waits until the process ends by itself, and has been heard out.
    pub fn wait(&mut self, limit: Duration) -> Result<ExitStatus> {
        match wait_until(&mut self.child, Instant::now() + limit)? {
            Some(status) => {
                self.wait_for_last_words();
                Ok(status)
            }
            None => bail!(
                "waited {limit:?} for {} to end\n{}",
                self.name,
                self.printed()
            ),
        }
    }

    /// Kills every child of it, as the operating system kills a process: none of them hears of it. Returns how many.
    #[cfg(target_os = "linux")]
    pub fn kill_children(&self) -> Result<usize> {
        let mut killed = 0;
        for entry in std::fs::read_dir("/proc")? {
            let name = entry?.file_name();
            let Some(id) = name.to_str().and_then(|name| name.parse::<i32>().ok()) else {
                continue;
            };
            // One that has ended meanwhile has no file any more.
            let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
            // `id (name) state parent …`; the name may have anything in it.
            let parent = stat
                .rsplit_once(')')
                .and_then(|(_, rest)| rest.split_whitespace().nth(1));
            let is_ours = parent.and_then(|parent| parent.parse().ok()) == Some(self.child.id());
            if let Some(child) = rustix::process::Pid::from_raw(id).filter(|_| is_ours) {
                killed += usize::from(
                    rustix::process::kill_process(child, rustix::process::Signal::KILL).is_ok(),
                );
            }
        }
        Ok(killed)
    }

    /// What Ctrl-C sends.
    #[cfg(unix)]
    pub fn interrupt(&self) -> Result<()> {
        self.signal(rustix::process::Signal::INT)
    }

    #[cfg(unix)]
    fn signal(&self, signal: rustix::process::Signal) -> Result<()> {
        rustix::process::kill_process(rustix::process::Pid::from_child(&self.child), signal)
            .with_context(|| format!("could not signal {}", self.name))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // An emulator that is asked ends its function too; one that is killed would leave it behind.
        #[cfg(unix)]
        if matches!(self.child.try_wait(), Ok(None))
            && self.signal(rustix::process::Signal::TERM).is_ok()
        {
            let _ = wait_until(&mut self.child, Instant::now() + POLITE_END);
        }
        // Errors here mean that it has already ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if thread::panicking() {
            eprintln!("--- {} printed ---\n{}", self.name, self.printed());
        }
    }
}

/// Appends each line of `source` to `printed`, on a thread that ends with the source.
fn keep_lines(
    source: Option<impl Read + Send + 'static>,
    printed: &Arc<Mutex<String>>,
) -> JoinHandle<()> {
    let printed = Arc::clone(printed);
    thread::spawn(move || {
        let Some(source) = source else { return };
        let mut source = BufReader::new(source);
        let mut line = Vec::new();
        while matches!(source.read_until(b'\n', &mut line), Ok(1..)) {
            let mut printed = printed.lock().unwrap_or_else(PoisonError::into_inner);
            printed.push_str(&String::from_utf8_lossy(&line));
            line.clear();
        }
    })
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_line_is_found_and_the_process_lives_on() -> Result<()> {
        let mut process = Process::start("the script", &mut shell("echo port 12; exec sleep 60"))?;
        let port: u16 = process.wait_for_line(Duration::from_secs(20), |line| {
            line.strip_prefix("port ")?.parse().ok()
        })?;
        assert_eq!(port, 12);
        assert!(process.child.try_wait()?.is_none());
        Ok(())
    }

    #[test]
    fn a_process_that_ends_early_is_reported_with_its_last_words() -> Result<()> {
        let mut process =
            Process::start("the script", &mut shell("echo address in use >&2; exit 7"))?;
        let error = process
            .wait_for_line(Duration::from_secs(20), |line| {
                (line == "ready").then_some(())
            })
            .expect_err("never ready");
        assert!(error.to_string().contains("exit status: 7"), "{error}");
        assert!(error.to_string().contains("address in use"), "{error}");
        Ok(())
    }

    #[test]
    fn interrupting_reaches_the_process() -> Result<()> {
        let script = "trap 'exit 5' INT; echo ready; while :; do sleep 0.05; done";
        let mut process = Process::start("the script", &mut shell(script))?;
        process.wait_for_line(Duration::from_secs(20), |line| {
            (line == "ready").then_some(())
        })?;
        process.interrupt()?;
        assert_eq!(process.wait(Duration::from_secs(20))?.code(), Some(5));
        Ok(())
    }
}
