//! Servers: child processes that run until their handle is dropped, with captured output.

use std::io::{BufRead, BufReader, Read};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::command::wait_until;

/// The time between SIGTERM and SIGKILL.
const GRACE_PERIOD: Duration = Duration::from_secs(3);

/// The time to wait for the remaining output of an ended process. A grandchild may keep the pipes open.
const LAST_OUTPUT: Duration = Duration::from_secs(10);

/// A running child process. Dropping it ends the process. In a failing test the drop also prints the output of the process.
#[derive(Debug)]
pub struct Process {
    name: String,
    child: Child,
    printed: Arc<Mutex<String>>,
    readers: [JoinHandle<()>; 2],
}

impl Process {
    /// Starts `command`. Error messages refer to the process by `name`.
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

    /// Returns the output so far, the lines of both streams in the order of their arrival.
    pub fn printed(&self) -> String {
        self.printed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Waits for a line for which `find` returns a value, and returns that value.
    pub fn wait_for_line<T>(
        &mut self,
        limit: Duration,
        find: impl Fn(&str) -> Option<T>,
    ) -> Result<T> {
        self.wait_for(limit, "to print the expected line", |process| {
            process.printed().lines().find_map(&find)
        })
    }

    /// Waits until the process accepts connections at `address`.
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
            // Checked before the output, so that the last output of an ended process is not missed.
            let ended = self.child.try_wait()?;
            if let Some(found) = look(self) {
                return Ok(found);
            }
            if let Some(status) = ended {
                self.wait_for_last_output();
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

    /// Waits for the reader threads, which may be behind the end of the process.
    fn wait_for_last_output(&self) {
        let limit = Instant::now() + LAST_OUTPUT;
        while !self.readers.iter().all(JoinHandle::is_finished) && Instant::now() < limit {
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// Waits until the process ends by itself and all of its output is read.
    pub fn wait(&mut self, limit: Duration) -> Result<ExitStatus> {
        match wait_until(&mut self.child, Instant::now() + limit)? {
            Some(status) => {
                self.wait_for_last_output();
                Ok(status)
            }
            None => bail!(
                "waited {limit:?} for {} to end\n{}",
                self.name,
                self.printed()
            ),
        }
    }

    /// Whether the process ends by itself within this time.
    pub fn ends_within(&mut self, limit: Duration) -> Result<bool> {
        Ok(wait_until(&mut self.child, Instant::now() + limit)?.is_some())
    }

    /// Kills every child of the process with SIGKILL. Returns their number.
    #[cfg(target_os = "linux")]
    pub fn kill_children(&self) -> Result<usize> {
        let children = self.children()?;
        let killed = children.into_iter().filter(|child| {
            rustix::process::kill_process(*child, rustix::process::Signal::KILL).is_ok()
        });
        Ok(killed.count())
    }

    /// Returns the ids of the children.
    #[cfg(target_os = "linux")]
    pub fn children(&self) -> Result<Vec<rustix::process::Pid>> {
        let mut children = Vec::new();
        for entry in std::fs::read_dir("/proc")? {
            let name = entry?.file_name();
            let id = name.to_str().and_then(|name| name.parse::<i32>().ok());
            let Some(id) = id.and_then(rustix::process::Pid::from_raw) else {
                continue;
            };
            let parent = stat(id).and_then(|[_, parent]| parent.parse().ok());
            if parent == Some(self.child.id()) {
                children.push(id);
            }
        }
        Ok(children)
    }

    /// Kills the process with SIGKILL, so that it cannot end its children.
    pub fn kill(&mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Ends the process and returns its whole output. Output of the past may still be on its way while the process runs.
    pub fn end(&mut self) -> String {
        self.stop();
        self.wait_for_last_output();
        self.printed()
    }

    fn stop(&mut self) {
        // On SIGTERM an emulator ends its function too. A killed emulator would leave the function running.
        #[cfg(unix)]
        if matches!(self.child.try_wait(), Ok(None))
            && self.signal(rustix::process::Signal::TERM).is_ok()
        {
            let _ = wait_until(&mut self.child, Instant::now() + GRACE_PERIOD);
        }
        // Errors here mean that the process has already ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Sends SIGINT, as Ctrl-C does.
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
        self.stop();
        if thread::panicking() {
            eprintln!("--- output of {} ---\n{}", self.name, self.printed());
        }
    }
}

/// Appends each line of `source` to `printed`, on a thread that ends at the end of the source.
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
    fn wait_for_line_leaves_the_process_running() -> Result<()> {
        let mut process = Process::start("the script", &mut shell("echo port 12; exec sleep 60"))?;
        let port: u16 = process.wait_for_line(Duration::from_secs(20), |line| {
            line.strip_prefix("port ")?.parse().ok()
        })?;
        assert_eq!(port, 12);
        assert!(process.child.try_wait()?.is_none());
        Ok(())
    }

    #[test]
    fn end_returns_the_whole_output() -> Result<()> {
        let script = "echo first; sleep 0.2; echo last; trap 'echo ending; exit' TERM; echo ready; while :; do sleep 0.01; done";
        let mut process = Process::start("the script", &mut shell(script))?;
        process.wait_for_line(Duration::from_secs(20), |line| {
            (line == "ready").then_some(())
        })?;
        assert_eq!(process.end(), "first\nlast\nready\nending\n");
        Ok(())
    }

    #[test]
    fn early_end_error_has_status_and_last_output() -> Result<()> {
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
    fn interrupt_reaches_the_process() -> Result<()> {
        // A shell cannot trap a signal that its parent ignores, as for a run in the background.
        let script = "import signal, sys, time\n\
                      signal.signal(signal.SIGINT, lambda *_: sys.exit(5))\n\
                      print('ready', flush=True)\n\
                      time.sleep(60)";
        let mut python = Command::new("python3");
        let mut process = Process::start("the script", python.args(["-c", script]))?;
        process.wait_for_line(Duration::from_secs(20), |line| {
            (line == "ready").then_some(())
        })?;
        process.interrupt()?;
        assert_eq!(process.wait(Duration::from_secs(20))?.code(), Some(5));
        Ok(())
    }
}

/// Waits until a process has ended, whether or not it is reaped.
#[cfg(target_os = "linux")]
pub fn wait_until_ended(id: rustix::process::Pid, limit: Duration) -> Result<()> {
    let deadline = Instant::now() + limit;
    while stat(id).is_some_and(|[state, _]| !matches!(&*state, "Z" | "X")) {
        if Instant::now() >= deadline {
            bail!("waited {limit:?} for the process {id:?} to end");
        }
        thread::sleep(Duration::from_millis(10));
    }
    Ok(())
}

/// The state and the parent of a process, if it exists.
#[cfg(target_os = "linux")]
fn stat(id: rustix::process::Pid) -> Option<[String; 2]> {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", id.as_raw_nonzero())).ok()?;
    // The format is `id (name) state parent …`; the name may contain any character.
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace().map(str::to_owned);
    Some([fields.next()?, fields.next()?])
}
