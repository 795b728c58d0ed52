//! What the function writes: passed on to standard error, and the end of it kept for `X-Amz-Log-Type: Tail`.

use super::output::Output;
use super::process::Process;
use crate::limits;
use bytes::{Buf, Bytes, BytesMut};
use std::io::{self, Write};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long the end of an invocation waits for lines that were written before it but have not been read.
const SETTLE: Duration = Duration::from_millis(2);

/// How long a function that goes on logging can hold up its reply.
const CATCH_UP: Duration = Duration::from_millis(20);

/// How long the output of an ended process is read, at most.
const FINISH: Duration = Duration::from_secs(1);

/// Both streams of a process, which Lambda too writes into one log.
#[derive(Debug)]
pub(super) struct Logs {
    stdout: Pipe,
    stderr: Pipe,
    tail: BytesMut,
}

/// One stream; `None` once it has ended.
#[derive(Debug)]
struct Pipe {
    stream: Option<Output>,
    buffer: BytesMut,
}

impl Logs {
    /// Takes the pipes of a process that has just been started.
    pub(super) fn of(process: &Process) -> io::Result<Self> {
        Ok(Self {
            stdout: Pipe::new(process.stdout()?),
            stderr: Pipe::new(process.stderr()?),
            tail: BytesMut::new(),
        })
    }

    /// Passes on the next piece of output. Waits for ever once both streams have ended; may be dropped at any time.
    pub(super) async fn forward(&mut self) {
        let piece = tokio::select! {
            piece = self.stdout.read() => piece,
            piece = self.stderr.read() => piece,
        };
        // A closed standard error is no reason to stop serving.
        let _ = std::io::stderr().write_all(&piece);
        self.tail.extend_from_slice(&piece);
        let excess = self.tail.len().saturating_sub(limits::LOG_TAIL);
        self.tail.advance(excess);
    }

    /// Passes on what is there, and if `patient`, what follows closely.
    pub(super) async fn catch_up(&mut self, patient: bool) {
        // Readiness is only known after the reactor has had a turn.
        tokio::task::yield_now().await;
        self.drain(patient.then_some(SETTLE), CATCH_UP).await;
    }

    /// Passes on the rest after the process has ended, and gives up on a grandchild that keeps the pipes open.
    pub(super) async fn finish(&mut self) {
        self.drain(Some(SETTLE), FINISH).await;
    }

    /// Passes on output until there is none, or has been none for as long as `pause`; at most for `limit`.
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

    /// Forgets the tail: a new invocation begins.
    pub(super) fn begin(&mut self) {
        self.tail.clear();
    }

    /// The end of what was written since [`begin`](Self::begin).
    pub(super) fn tail(&self) -> Bytes {
        Bytes::copy_from_slice(&self.tail)
    }

    fn ended(&self) -> bool {
        self.stdout.stream.is_none() && self.stderr.stream.is_none()
    }
}

/// Without a duration, ready at once: even the shortest timer would take a millisecond.
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
