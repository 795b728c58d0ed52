//! The function's output: forwarded to standard error, with its end kept for `X-Amz-Log-Type: Tail`.

use super::output::Output;
use super::process::Process;
use crate::console;
use crate::limits;
use bytes::{Buf, Bytes, BytesMut};
use std::io;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long the end of an invocation waits for lines that are written but not yet read.
const SETTLE: Duration = Duration::from_millis(2);

/// How long a function that keeps logging can delay its reply.
const CATCH_UP: Duration = Duration::from_millis(20);

/// How long the output of an ended process is read at most.
const FINISH: Duration = Duration::from_secs(1);

/// Both streams of a process. Lambda too writes them into one log.
#[derive(Debug)]
pub(super) struct Logs {
    stdout: Pipe,
    stderr: Pipe,
    tail: BytesMut,
    is_shown: bool,
}

/// One stream. `None` once it has ended.
#[derive(Debug)]
struct Pipe {
    stream: Option<Output>,
    buffer: BytesMut,
}

impl Logs {
    /// Takes the pipes of a new process. A log that is not shown is read all the same, or the process would wait.
    pub(super) fn of(process: &Process, is_shown: bool) -> io::Result<Self> {
        Ok(Self {
            stdout: Pipe::new(process.stdout()?),
            stderr: Pipe::new(process.stderr()?),
            tail: BytesMut::new(),
            is_shown,
        })
    }

    /// Forwards the next chunk of output. Never returns once both streams have ended. Cancel safe.
    pub(super) async fn forward(&mut self) {
        let chunk = tokio::select! {
            chunk = self.stdout.read() => chunk,
            chunk = self.stderr.read() => chunk,
        };
        if self.is_shown {
            console::output(chunk.clone());
        }
        self.tail.extend_from_slice(&chunk);
        let excess = self.tail.len().saturating_sub(limits::LOG_TAIL);
        self.tail.advance(excess);
    }

    /// Forwards available output and, if `patient`, output that follows within milliseconds.
    pub(super) async fn catch_up(&mut self, patient: bool) {
        // Readiness is known only after the reactor has run.
        tokio::task::yield_now().await;
        self.drain(patient.then_some(SETTLE), CATCH_UP).await;
    }

    /// Forwards the rest after the process has ended. Gives up if a grandchild keeps the pipes open.
    pub(super) async fn finish(&mut self) {
        self.drain(Some(SETTLE), FINISH).await;
    }

    /// Forwards output until there is none, or none for `pause`, for at most `limit`.
    async fn drain(&mut self, pause: Option<Duration>, limit: Duration) {
        let until = Instant::now() + limit;
        while !self.ended() && Instant::now() < until {
            tokio::select! {
                biased;
                () = self.forward() => {}
                () = wait(pause) => return,
            }
        }
    }

    /// Clears the tail at the start of an invocation.
    pub(super) fn begin(&mut self) {
        self.tail.clear();
    }

    /// Returns the end of the output since [`begin`](Self::begin).
    pub(super) fn tail(&self) -> Bytes {
        Bytes::copy_from_slice(&self.tail)
    }

    fn ended(&self) -> bool {
        self.stdout.stream.is_none() && self.stderr.stream.is_none()
    }
}

/// Returns at once without a duration: even the shortest timer would take a millisecond.
async fn wait(pause: Option<Duration>) {
    if let Some(pause) = pause {
        sleep(pause).await;
    }
}

impl Pipe {
    fn new(stream: Option<Output>) -> Self {
        Self {
            stream,
            buffer: BytesMut::new(),
        }
    }

    async fn read(&mut self) -> Bytes {
        while let Some(stream) = &mut self.stream {
            match stream.read(&mut self.buffer).await {
                Ok(read) if read > 0 => return self.buffer.split().freeze(),
                _ => self.stream = None,
            }
        }
        std::future::pending().await
    }
}
