//! Commands that end by themselves, run with a time limit and with everything they print caught.

use std::io::{Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// How long the pipes of an ended command may stay open. A grandchild that inherited them could hold them for ever.
const PIPES_AFTER_THE_END: Duration = Duration::from_secs(5);

/// What a command left behind.
#[derive(Debug)]
pub struct Finished {
    /// How it ended.
    pub status: ExitStatus,
    /// Its standard output.
    pub stdout: Vec<u8>,
    /// Its standard error, with what is not UTF-8 replaced.
    pub stderr: String,
}

impl Finished {
    /// Standard output as text, with what is not UTF-8 replaced.
    pub fn stdout_text(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }

    /// The command's output when it succeeded; otherwise an error that holds what it printed.
    pub fn expect_success(self, what: &str) -> Result<Self> {
        if self.status.success() {
            return Ok(self);
        }
        bail!(
            "{what} failed ({status})\n{stderr}{stdout}",
            status = self.status,
            stderr = self.stderr,
            stdout = self.stdout_text(),
        )
    }
}

/// Runs `command` with `input` on its standard input. It is killed, and an error returned, when it takes longer than `limit`.
pub fn run(command: &mut Command, input: &[u8], limit: Duration) -> Result<Finished> {
    let shown = format!("{command:?}");
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("could not start {shown}"))?;
    let stdin = child.stdin.take();
    let input = input.to_vec();
    // A command may end without reading its input: then the write fails, and how the command ended tells why.
    thread::spawn(move || stdin.map(|mut stdin| stdin.write_all(&input)));
    let stdout = read_in_background(child.stdout.take());
    let stderr = read_in_background(child.stderr.take());

    let ended = wait_until(&mut child, Instant::now() + limit)?;
    if ended.is_none() {
        child
            .kill()
            .with_context(|| format!("could not end {shown}"))?;
        child.wait()?;
    }
    let stdout = stdout.recv_timeout(PIPES_AFTER_THE_END).unwrap_or_default();
    let stderr = stderr.recv_timeout(PIPES_AFTER_THE_END).unwrap_or_default();
    let stderr = String::from_utf8_lossy(&stderr).into_owned();
    let Some(status) = ended else {
        bail!(
            "{shown} took longer than {limit:?} and was ended; until then it printed\n{stderr}{stdout}",
            stdout = String::from_utf8_lossy(&stdout),
        )
    };
    Ok(Finished {
        status,
        stdout,
        stderr,
    })
}

/// Waits for the child's end, or returns `None` at `deadline`.
pub(crate) fn wait_until(child: &mut Child, deadline: Instant) -> Result<Option<ExitStatus>> {
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if Instant::now() >= deadline {
            return Ok(None);
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// Reads to the end on a thread, so that a full pipe never stops the command.
fn read_in_background<R: Read + Send + 'static>(source: Option<R>) -> Receiver<Vec<u8>> {
    let (done, result) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut source) = source {
            // What was read before an error is still worth showing.
            let _ = source.read_to_end(&mut bytes);
        }
        // Nobody may be waiting any more.
        let _ = done.send(bytes);
    });
    result
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
    fn input_goes_in_and_both_outputs_come_out() -> Result<()> {
        let finished = run(
            &mut shell("cat; echo oops >&2; exit 3"),
            b"in",
            Duration::from_secs(20),
        )?;
        assert_eq!(
            (
                finished.status.code(),
                finished.stdout_text(),
                finished.stderr
            ),
            (Some(3), "in".to_owned(), "oops\n".to_owned())
        );
        Ok(())
    }

    #[test]
    fn a_command_that_takes_too_long_is_ended_and_what_it_printed_is_shown() {
        let error = run(
            &mut shell("echo started; exec sleep 60"),
            b"",
            Duration::from_millis(300),
        )
        .expect_err("longer than its limit");
        assert!(
            error.to_string().contains("took longer than 300ms"),
            "{error}"
        );
        assert!(error.to_string().contains("started"), "{error}");
    }

    #[test]
    fn a_failure_shows_what_was_printed() -> Result<()> {
        let error = run(
            &mut shell("echo why >&2; exit 1"),
            b"",
            Duration::from_secs(20),
        )?
        .expect_success("the step")
        .expect_err("exit code 1");
        assert!(
            error
                .to_string()
                .starts_with("the step failed (exit status: 1)\nwhy"),
            "{error}"
        );
        Ok(())
    }
}
