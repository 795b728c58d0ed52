//! Standard error, which may be slow, full or closed.
//!
//! A thread writes to it, so that a pipe that nobody reads cannot stop the service. Text that does not fit into the buffer is dropped,
//! and the number of dropped bytes is told as soon as there is space again.

use bytes::Bytes;
use std::collections::VecDeque;
use std::io::{self, Write};
use std::sync::{Arc, Condvar, LazyLock, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Bytes that wait for a slow reader.
const BUFFER: usize = 16 << 20;

/// How long the end of the process waits for a slow reader.
const FLUSH: Duration = Duration::from_secs(1);

static CONSOLE: LazyLock<Console> = LazyLock::new(|| Console::start(io::stderr(), BUFFER));

/// Writes a line.
pub(crate) fn line(text: impl std::fmt::Display) {
    CONSOLE.write(format!("{text}\n").into());
}

/// Writes output of a function as it is.
pub(crate) fn output(bytes: Bytes) {
    CONSOLE.write(bytes);
}

/// Waits until everything is written, for at most a second: a pipe may never be read.
pub(crate) fn flush() {
    CONSOLE.flush(FLUSH);
}

/// A writer with a bounded buffer and a thread.
struct Console {
    shared: Arc<Shared>,
    limit: usize,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Bytes>,
    /// Bytes that wait or are being written.
    size: usize,
    dropped: usize,
}

impl Console {
    fn start(writer: impl Write + Send + 'static, limit: usize) -> Self {
        let shared = Arc::new(Shared::default());
        let written = Arc::clone(&shared);
        let writing = move || written.write_all(writer);
        // Without the thread, the buffer fills and the rest is dropped. The service goes on.
        let _ = thread::Builder::new()
            .name("console".to_owned())
            .spawn(writing);
        Self { shared, limit }
    }

    fn write(&self, bytes: Bytes) {
        let mut state = self.shared.lock();
        if state.size + bytes.len() > self.limit {
            state.dropped += bytes.len();
            return;
        }
        if state.dropped > 0 {
            let dropped = std::mem::take(&mut state.dropped);
            state.push(
                format!("\n{dropped} bytes of the log were dropped: nobody read standard error\n")
                    .into(),
            );
        }
        state.push(bytes);
        self.shared.changed.notify_all();
    }

    fn flush(&self, limit: Duration) {
        let until = Instant::now() + limit;
        let mut state = self.shared.lock();
        while state.size > 0 {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            let waited = self.shared.changed.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl State {
    fn push(&mut self, bytes: Bytes) {
        self.size += bytes.len();
        self.waiting.push_back(bytes);
    }
}

impl Shared {
    /// Locks the state. Poisoning is ignored: the state is valid between any two statements.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes whatever is pushed. A closed standard error does not matter: its text is discarded.
    fn write_all(&self, mut writer: impl Write) {
        loop {
            let mut state = self.lock();
            let bytes = loop {
                if let Some(bytes) = state.waiting.pop_front() {
                    break bytes;
                }
                let waited = self.changed.wait(state);
                state = waited.unwrap_or_else(PoisonError::into_inner);
            };
            drop(state);
            let _ = writer.write_all(&bytes).and_then(|()| writer.flush());
            self.lock().size -= bytes.len();
            self.changed.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    const PATIENCE: Duration = Duration::from_secs(60);

    #[test]
    fn lines_are_written_in_order() {
        let (mut reader, writer) = io::pipe().expect("a pipe");
        let console = Console::start(writer, BUFFER);
        for number in 0..1_000 {
            console.write(format!("{number}\n").into());
        }
        console.flush(PATIENCE);
        let lines: Vec<_> = (0..1_000).map(|number| format!("{number}\n")).collect();
        let expected = lines.concat();
        let mut read = vec![0; expected.len()];
        reader.read_exact(&mut read).expect("all of it");
        assert_eq!(read, expected.as_bytes());
    }

    #[test]
    fn pipe_that_nobody_reads_drops_text_and_tells() {
        let (mut reader, writer) = io::pipe().expect("a pipe");
        let console = Console::start(writer, 256 * 1024);
        let chunk = Bytes::from(vec![b'x'; 1024]);
        // More than the buffer and any pipe hold.
        for _ in 0..4 * 1024 {
            console.write(chunk.clone());
        }
        let since = Instant::now();
        console.flush(Duration::from_millis(20));
        assert!(since.elapsed() < PATIENCE);
        let reading = thread::spawn(move || {
            let mut read = Vec::new();
            let mut part = [0; 4096];
            while !read.ends_with(b"end\n") {
                let length = reader.read(&mut part).expect("the pipe is open");
                read.extend_from_slice(&part[..length]);
            }
            read
        });
        console.flush(PATIENCE);
        console.write("end\n".into());
        let read = reading.join().expect("a thread");
        let text = String::from_utf8_lossy(&read);
        let kept = text.matches('x').count();
        // The pipe may take a little again between two losses.
        let told: usize = text
            .lines()
            .filter_map(|line| {
                line.strip_suffix(" bytes of the log were dropped: nobody read standard error")
            })
            .map(|dropped| dropped.parse::<usize>().expect("a number"))
            .sum();
        assert!(kept >= 256 * 1024, "{kept}");
        assert_eq!(kept + told, 4 * 1024 * 1024);
        assert!(
            text.ends_with("error\nend\n"),
            "{}",
            &text[text.len() - 100..]
        );
    }

    #[test]
    fn closed_pipe_is_ignored() {
        let (reader, writer) = io::pipe().expect("a pipe");
        drop(reader);
        let console = Console::start(writer, BUFFER);
        console.write("lost\n".into());
        console.flush(PATIENCE);
        console.write("lost\n".into());
        console.flush(PATIENCE);
        assert_eq!(console.shared.lock().size, 0);
    }
}
