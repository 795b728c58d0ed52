//! The instructions of a function, counted by callgrind. Other load on the machine does not change them.

use crate::error::CliError;
use gatewright_local::{Function, Invocation, Lambda, Options};
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Instructions in a millisecond of CPU time: a fixed rate, so that a figure does not depend on the machine. It is slower than
/// today's processors, whose work in the kernel is not counted.
pub(super) const PER_MS: f64 = 2e6;

/// How long a run may take. Under callgrind a function is about fifty times slower.
const LIMIT: Duration = Duration::from_secs(120);

/// The warm invocations of each event.
const WARM: u32 = 10;

/// The instructions for one event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Counted {
    /// The first invocation, without INIT.
    pub(super) first: f64,
    /// A warm invocation.
    pub(super) warm: f64,
}

/// The instructions for an event, or the reason why the function does not answer it.
pub(super) type Outcome = Result<Counted, String>;

/// Returns the version of valgrind, such as `valgrind-3.24.0`, if it is on the PATH.
pub(super) fn valgrind() -> Option<String> {
    let output = Command::new("valgrind")
        .arg("--version")
        .stdin(Stdio::null())
        .output()
        .ok()?;
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    (output.status.success() && !version.is_empty()).then_some(version)
}

/// A function that runs under callgrind.
pub(super) struct Counter {
    /// A script that starts it: the local Lambda takes a program without arguments.
    script: PathBuf,
    /// Holds the script and the reports.
    folder: tempfile::TempDir,
    function: Function,
    variables: Vec<(String, String)>,
}

impl Counter {
    /// `folder` is on a disk from which programs may be started, such as the target directory.
    pub(super) fn new(
        executable: &Path,
        folder: &Path,
        function: &gatewright_manifest::Function,
        variables: &[(String, String)],
    ) -> Result<Self, CliError> {
        let failed = |error: std::io::Error| {
            CliError::new(format!(
                "could not prepare the count of instructions: {error}"
            ))
        };
        let folder = tempfile::Builder::new()
            .prefix("gatewright-budget-")
            .tempdir_in(folder)
            .map_err(failed)?;
        let script = folder.path().join("callgrind");
        let quoted =
            |path: &Path| format!("'{}'", path.display().to_string().replace('\'', "'\\''"));
        let text = format!(
            "#!/bin/sh\nexec valgrind --tool=callgrind --callgrind-out-file=/dev/null --log-file={}/%p {}\n",
            quoted(folder.path()),
            quoted(executable),
        );
        fs::write(&script, text).map_err(failed)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).map_err(failed)?;
        }
        Ok(Self {
            script,
            folder,
            // The guard and the watchdog must not answer because valgrind is slow.
            function: Function::new(&function.name)
                .timeout(LIMIT)
                .memory_mb(function.memory_mb)
                .streams(function.triggers.iter().any(|trigger| trigger.streams)),
            variables: variables.to_vec(),
        })
    }

    /// Counts INIT: from the start of the process until it asks for its first event.
    pub(super) fn init(&self) -> Result<f64, CliError> {
        let failed = |error: std::io::Error| {
            CliError::new(format!("could not count the instructions of INIT: {error}"))
        };
        let listener = TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0)).map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let mut child = Command::new(&self.script)
            .env("AWS_LAMBDA_RUNTIME_API", address.to_string())
            .env("AWS_LAMBDA_FUNCTION_NAME", &self.function.name)
            .env(
                "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                self.function.memory_mb.to_string(),
            )
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .env(
                "AWS_LAMBDA_LOG_GROUP_NAME",
                format!("/aws/lambda/{}", self.function.name),
            )
            .env("AWS_LAMBDA_LOG_STREAM_NAME", "count")
            .env("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand")
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(failed)?;
        let connection = asks_for_an_event(&listener);
        let process = child.id();
        let counted = if connection.is_some() {
            runtime().and_then(|runtime| {
                runtime.block_on(wait_until_idle(process));
                self.end(process)
            })
        } else {
            Err(CliError::new(format!(
                "`{}` does not ask for an event under valgrind",
                self.function.name
            ))
            .help("measure it with `--basis clock`"))
        };
        // It has ended by itself after the count.
        let _ = child.kill();
        let _ = child.wait();
        counted
    }

    /// Counts the first invocation and the warm ones of each event.
    pub(super) fn events(
        &self,
        init: f64,
        events: &[Vec<u8>],
        progress: impl Fn(usize) + Sync,
    ) -> Result<Vec<Outcome>, CliError> {
        let next = AtomicU32::new(0);
        let workers = thread::available_parallelism()
            .map_or(1, usize::from)
            .min(4);
        let count = |event: &[u8]| -> Result<Outcome, CliError> {
            let once = match self.invocations(event, 1)? {
                Ok(once) => once,
                Err(reason) => return Ok(Err(reason)),
            };
            let more = self.invocations(event, 1 + WARM)?;
            Ok(more.map(|more| Counted {
                first: (once - init).max(0.0),
                warm: (more - once).max(0.0) / f64::from(WARM),
            }))
        };
        let mut found: Vec<(usize, Result<Outcome, CliError>)> = thread::scope(|scope| {
            let run = || {
                let mut own = Vec::new();
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed) as usize;
                    let Some(event) = events.get(at) else {
                        return own;
                    };
                    own.push((at, count(event)));
                    progress(at);
                }
            };
            let workers: Vec<_> = (0..workers).map(|_| scope.spawn(run)).collect();
            workers
                .into_iter()
                .flat_map(|worker| {
                    worker
                        .join()
                        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
                })
                .collect()
        });
        found.sort_by_key(|(at, _)| *at);
        found.into_iter().map(|(_, counted)| counted).collect()
    }

    /// Counts a process that is started and answers the event so many times. The inner error is that of the function.
    fn invocations(&self, event: &[u8], count: u32) -> Result<Result<f64, String>, CliError> {
        runtime()?.block_on(async {
            let process = Arc::new(AtomicU32::new(0));
            let seen = Arc::clone(&process);
            let mut options = Options::default()
                .program(&self.script)
                .max_environments(1)
                .init_limit(LIMIT)
                .hide_log()
                .on_process(move |id| seen.store(id, Ordering::Relaxed));
            for (name, value) in &self.variables {
                options = options.variable(name, value);
            }
            let lambda = Lambda::new(self.function.clone(), options).map_err(|error| {
                CliError::new(format!("could not start the local Lambda: {error}"))
            })?;
            let mut failed = None;
            for _ in 0..count {
                let outcome = lambda.invoke(Invocation::new(event.to_vec())).await;
                let outcome = outcome.map_err(|refusal| {
                    CliError::new(format!("could not run an event: {refusal}"))
                })?;
                match &outcome.result {
                    Err(error) => failed = Some(error.to_string()),
                    Ok(reply) => failed = server_error(reply.bytes()),
                }
                if failed.is_some() {
                    break;
                }
            }
            let counted = match failed {
                Some(reason) => Ok(Err(reason)),
                None => {
                    // The reply is there; the function is about to ask for the next event.
                    wait_until_idle(process.load(Ordering::Relaxed)).await;
                    self.end(process.load(Ordering::Relaxed)).map(Ok)
                }
            };
            lambda.stop().await;
            counted
        })
    }

    /// Ends a process with a signal after which callgrind writes its report, and reads it. After SIGKILL there would be none.
    fn end(&self, process: u32) -> Result<f64, CliError> {
        terminate(process);
        let path = self.folder.path().join(process.to_string());
        let start = Instant::now();
        loop {
            let report = fs::read_to_string(&path).unwrap_or_default();
            if let Some(count) = collected(&report) {
                return Ok(count);
            }
            if start.elapsed() > LIMIT / 4 {
                return Err(
                    CliError::new("valgrind did not report the number of instructions")
                        .help("measure with `--basis clock`")
                        .note(
                            report
                                .lines()
                                .last()
                                .unwrap_or("its log is empty")
                                .to_owned(),
                        ),
                );
            }
            thread::sleep(Duration::from_millis(20));
        }
    }
}

/// The event loop of the local Lambda.
fn runtime() -> Result<tokio::runtime::Runtime, CliError> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| CliError::new(format!("could not create the Tokio runtime: {error}")))
}

/// Waits until no thread of a process has run for a while, so that an invocation is counted to its end.
async fn wait_until_idle(process: u32) {
    let ran = || {
        let threads = fs::read_dir(format!("/proc/{process}/task")).ok()?;
        let threads = threads
            .flatten()
            .map(|thread| thread.path().join("schedstat"));
        Some(
            threads
                .map(|path| fs::read_to_string(path).unwrap_or_default())
                .collect::<Vec<_>>(),
        )
    };
    let start = Instant::now();
    let (mut before, mut quiet) = (ran(), 0);
    while quiet < 3 && start.elapsed() < LIMIT / 40 {
        tokio::time::sleep(Duration::from_millis(40)).await;
        let now = ran();
        quiet = if now == before { quiet + 1 } else { 0 };
        before = now;
    }
}

/// Waits until a process asks for an event, and returns the connection. If it were closed, the function would try again.
fn asks_for_an_event(listener: &TcpListener) -> Option<TcpStream> {
    let start = Instant::now();
    while start.elapsed() < LIMIT {
        if let Ok((mut stream, _)) = listener.accept() {
            let _ = stream.set_nonblocking(false);
            let _ = stream.set_read_timeout(Some(LIMIT));
            let mut head = Vec::new();
            let mut buffer = [0; 1024];
            while let Ok(read @ 1..) = stream.read(&mut buffer) {
                head.extend_from_slice(&buffer[..read]);
                if head.windows(4).any(|end| end == b"\r\n\r\n") {
                    if head.starts_with(b"GET ")
                        && String::from_utf8_lossy(&head).contains("/invocation/next")
                    {
                        return Some(stream);
                    }
                    // An extension registers, or INIT has failed: neither is the end of INIT.
                    let _ =
                        stream.write_all(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n");
                    head.clear();
                }
            }
        }
        thread::sleep(Duration::from_millis(5));
    }
    None
}

/// Parses the count in a line like `==12== Collected : 1234567`.
fn collected(report: &str) -> Option<f64> {
    report
        .lines()
        .find_map(|line| line.split_once("Collected :")?.1.trim().parse().ok())
}

/// Returns the reason of an HTTP response that reports an error of the server.
fn server_error(reply: &[u8]) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Response {
        #[serde(rename = "statusCode")]
        status: u16,
    }
    let mut values = serde_json::Deserializer::from_slice(reply).into_iter::<Response>();
    let status = values.next()?.ok()?.status;
    (status >= 500).then(|| format!("the reply has the status {status}"))
}

#[cfg(unix)]
fn terminate(process: u32) {
    use rustix::process::{Pid, Signal, kill_process};
    if let Some(pid) = i32::try_from(process).ok().and_then(Pid::from_raw) {
        // If it has ended, there is a report, or there is none to wait for.
        let _ = kill_process(pid, Signal::TERM);
    }
}

#[cfg(not(unix))]
fn terminate(_: u32) {}

#[cfg(test)]
mod tests {
    use super::{collected, server_error};

    // The end of a log of valgrind 3.24.
    #[test]
    fn count_is_read_from_the_log_of_callgrind() {
        let log = "==12== Events    : Ir\n==12== Collected : 1234567\n==12== \n==12== I   refs:      1,234,567\n";
        assert_eq!(collected(log), Some(1_234_567.0));
        assert_eq!(
            collected("==12== Callgrind, a call-graph generating cache profiler\n"),
            None
        );
    }

    #[test]
    fn server_errors_are_reasons() {
        assert_eq!(
            server_error(br#"{"statusCode":503}"#).as_deref(),
            Some("the reply has the status 503")
        );
        assert_eq!(server_error(br#"{"statusCode":404}"#), None);
        assert_eq!(server_error(b"[]"), None);
    }
}
