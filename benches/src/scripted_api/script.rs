//! How far the function has come.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Result, bail};

/// The default timeout of a function on Lambda: how far away each deadline is.
const TIMEOUT: Duration = Duration::from_secs(3);

/// The events to serve, and what has been seen. Shared by the connections.
#[derive(Debug)]
pub(super) struct Script {
    event: Vec<u8>,
    count: usize,
    progress: Mutex<Progress>,
    moved: Condvar,
}

/// What has been seen so far.
#[derive(Debug, Default)]
pub(super) struct Progress {
    served: usize,
    replies: Vec<Vec<u8>>,
    failure: Option<String>,
    pub(super) first_next: Option<Instant>,
    pub(super) first_response: Option<Instant>,
    pub(super) is_idle: bool,
}

impl Script {
    pub(super) fn new(event: &[u8], count: usize) -> Self {
        Self {
            event: event.to_vec(),
            count,
            progress: Mutex::default(),
            moved: Condvar::new(),
        }
    }

    /// The response to a request for the next event; `None` when there is none left.
    pub(super) fn next(&self) -> Option<Vec<u8>> {
        let now = Instant::now();
        let mut progress = self.lock();
        progress.first_next.get_or_insert(now);
        if progress.served == self.count {
            progress.is_idle = true;
            self.moved.notify_all();
            return None;
        }
        progress.served += 1;
        Some(invocation(progress.served, &self.event))
    }

    pub(super) fn answered(&self, body: Vec<u8>) {
        let now = Instant::now();
        let mut progress = self.lock();
        progress.first_response.get_or_insert(now);
        progress.replies.push(body);
        self.moved.notify_all();
    }

    pub(super) fn fail(&self, what: &str) {
        self.lock().failure.get_or_insert_with(|| what.to_owned());
        self.moved.notify_all();
    }

    pub(super) fn replies(&self) -> Vec<Vec<u8>> {
        self.lock().replies.clone()
    }

    pub(super) fn wait<T>(
        &self,
        limit: Duration,
        reached: impl Fn(&Progress) -> Option<T>,
    ) -> Result<T> {
        let deadline = Instant::now() + limit;
        let mut progress = self.lock();
        loop {
            if let Some(failure) = &progress.failure {
                bail!("{failure}");
            }
            if let Some(found) = reached(&progress) {
                return Ok(found);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                bail!(
                    "the function answered {} of {} events in {limit:?}",
                    progress.replies.len(),
                    self.count
                );
            }
            progress = self
                .moved
                .wait_timeout(progress, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The response that carries an event, with the headers that Lambda sends. All numbers have a fixed width.
fn invocation(number: usize, event: &[u8]) -> Vec<u8> {
    let since_epoch = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let deadline = (since_epoch + TIMEOUT).as_millis();
    let mut response = format!(
        "HTTP/1.1 200 OK\r\n\
         Content-Type: application/json\r\n\
         Lambda-Runtime-Aws-Request-Id: 8476a536-e9f4-11e8-9739-{number:012}\r\n\
         Lambda-Runtime-Deadline-Ms: {deadline:013}\r\n\
         Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:us-east-1:123456789012:function:hello\r\n\
         Lambda-Runtime-Trace-Id: Root=1-5bef4de7-ad49b0e87f6ef6c8{number:08};Parent=9a9197af755a6419;Sampled=0\r\n\
         Content-Length: {length}\r\n\r\n",
        length = event.len(),
    )
    .into_bytes();
    response.extend_from_slice(event);
    response
}
