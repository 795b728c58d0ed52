//! Commands that end by themselves, run with a time limit and with captured output.

use std::io::{Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// The time that the pipes of an ended command may stay open. A grandchild that inherited them could hold them forever.
const PIPES_AFTER_END: Duration = Duration::from_secs(5);

/// The result of a command that ended.
#[derive(Debug)]
pub struct Finished {
    /// The exit status.
    pub status: ExitStatus,
    /// The standard output.
    pub stdout: Vec<u8>,
    /// The standard error, with invalid UTF-8 replaced.
    pub stderr: String,
}

impl Finished {
    /// Returns the standard output as text, with invalid UTF-8 replaced.
    pub fn stdout_text(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }

    /// Returns the result of a successful command. Otherwise the error contains the command's output.
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

/// Runs `command` with `input` on its standard input. A command that takes longer than `limit` is killed, which is an error.
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
    // A command may end without reading its input. Then the write fails, and the exit status tells why.
    thread::spawn(move || stdin.map(|mut stdin| stdin.write_all(&input)));
    let stdout = read_in_background(child.stdout.take());
    let stderr = read_in_background(child.stderr.take());

    let ended = wait_until(&mut child, Instant::now() + limit)?;
    if ended.is_none() {
        child
            .kill()
            .with_context(|| format!("could not kill {shown}"))?;
        child.wait()?;
    }
    let stdout = stdout.recv_timeout(PIPES_AFTER_END).unwrap_or_default();
    let stderr = stderr.recv_timeout(PIPES_AFTER_END).unwrap_or_default();
    let stderr = String::from_utf8_lossy(&stderr).into_owned();
    let Some(status) = ended else {
        bail!(
            "{shown} took longer than {limit:?} and was killed; its output was\n{stderr}{stdout}",
            stdout = String::from_utf8_lossy(&stdout),
        )
    };
    Ok(Finished {
        status,
        stdout,
        stderr,
    })
}

/// Waits until the child ends. Returns `None` at `deadline`.
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

/// Reads to the end on a thread, so that a full pipe never blocks the command.
fn read_in_background<R: Read + Send + 'static>(source: Option<R>) -> Receiver<Vec<u8>> {
    let (done, result) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut source) = source {
            // The bytes read before an error are still shown.
            let _ = source.read_to_end(&mut bytes);
        }
        // The receiver may have given up.
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
    fn run_passes_input_and_captures_both_outputs() -> Result<()> {
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
    fn slow_command_is_killed_and_its_output_shown() {
        let error = run(
            &mut shell("echo started; exec sleep 60"),
            b"",
            Duration::from_millis(300),
        )
        .expect_err("the command exceeds its limit");
        assert!(
            error.to_string().contains("took longer than 300ms"),
            "{error}"
        );
        assert!(error.to_string().contains("started"), "{error}");
    }

    #[test]
    fn failed_command_error_shows_its_output() -> Result<()> {
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
