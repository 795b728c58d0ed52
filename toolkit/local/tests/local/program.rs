//! Programs that the tests start, with the standard library alone: what tokio has for it would be on in the subject too,
//! which has to do without.

use std::fs::File;
use std::io::{Read, Seek, Write};
use std::process::{Child, Command, ExitStatus, Output};
use std::time::{Duration, Instant};

/// Nothing here takes longer, whatever else the machine does.
const PATIENCE: Duration = Duration::from_secs(60);

/// A started program. Dropping it kills and reaps it.
pub(crate) struct Program(Child);

impl Program {
    pub(crate) fn start(command: &mut Command) -> Self {
        Self(command.spawn().expect("the program starts"))
    }

    pub(crate) fn id(&self) -> u32 {
        self.0.id()
    }

    /// The first line of its standard output, which has to be a pipe; empty if it ended without one. Not to be asked twice.
    pub(crate) async fn first_line(&mut self) -> String {
        let mut stdout = self.0.stdout.take().expect("a pipe");
        // It ends with the program, so at the latest when the test fails.
        let read = tokio::task::spawn_blocking(move || {
            let mut line = Vec::new();
            let mut byte = [0];
            while stdout.read_exact(&mut byte).is_ok() && byte != *b"\n" {
                line.extend(byte);
            }
            (line, stdout)
        });
        let read = tokio::time::timeout(PATIENCE, read).await;
        let (line, stdout) = read.expect("in time").expect("a line");
        // A closed pipe would be news for the program.
        self.0.stdout = Some(stdout);
        String::from_utf8(line).expect("text")
    }

    /// Waits for its end.
    pub(crate) async fn ended(&mut self) -> ExitStatus {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.0.try_wait().expect("a state") {
                return status;
            }
            assert!(Instant::now() < until, "the program does not end");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill().and_then(|()| self.0.wait());
    }
}

/// Runs a command on `input` to its end. Files and not pipes, so that nobody has to read along.
pub(crate) async fn output(command: &mut Command, input: &str) -> Output {
    let [stdin, stdout, stderr] = [(); 3].map(|()| tempfile::tempfile().expect("a file"));
    let same = |file: &File| file.try_clone().expect("a handle");
    same(&stdin).write_all(input.as_bytes()).expect("a file");
    same(&stdin).rewind().expect("a file");
    command
        .stdin(stdin)
        .stdout(same(&stdout))
        .stderr(same(&stderr));
    let status = Program::start(command).ended().await;
    let written = |mut file: File| {
        let mut bytes = Vec::new();
        file.rewind().expect("a file");
        file.read_to_end(&mut bytes).expect("a file");
        bytes
    };
    Output {
        status,
        stdout: written(stdout),
        stderr: written(stderr),
    }
}

/// Sends a signal, as `kill` spells it.
#[cfg(target_os = "linux")]
pub(crate) async fn signal(signal: &str, pid: u64) {
    let mut kill = Command::new("kill");
    kill.args([signal, &pid.to_string()]);
    let kill = output(&mut kill, "").await;
    assert!(kill.status.success(), "{kill:?}");
}
