//! Programs that the tests start, with the standard library alone. Cargo unites features, so `tokio::process` would be enabled in the
//! test function too, which must work without it.

use std::fs::File;
use std::io::{Read, Seek, Write};
use std::process::{Child, Command, ExitStatus, Output};
use std::time::{Duration, Instant};

/// The limit of every wait, also on a loaded machine.
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

    /// Reads the first line of standard output, which must be a pipe. Empty if the program ended without one. To be called once.
    pub(crate) async fn first_line(&mut self) -> String {
        let mut stdout = self.0.stdout.take().expect("a pipe");
        // The thread ends with the program, which ends at the latest when the test fails.
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
        // The program would notice a closed pipe.
        self.0.stdout = Some(stdout);
        String::from_utf8(line).expect("text")
    }

    /// Waits for the end of the program.
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

/// Runs a command on `input` to its end. Files rather than pipes, so that nothing has to read them meanwhile.
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

/// Ends a program as a terminal or a service manager does.
#[cfg(unix)]
pub(crate) async fn terminate(program: &Program) {
    let mut kill = Command::new("kill");
    kill.args(["-TERM", &program.id().to_string()]);
    let kill = output(&mut kill, "").await;
    assert!(kill.status.success(), "{kill:?}");
}

/// Sends a signal, in the notation of `kill`.
#[cfg(target_os = "linux")]
pub(crate) async fn signal(signal: &str, pid: u64) {
    let mut kill = Command::new("kill");
    kill.args([signal, &pid.to_string()]);
    let kill = output(&mut kill, "").await;
    assert!(kill.status.success(), "{kill:?}");
}
