//! Asynchronous invocations that are accepted: each is run, or told as dropped.

use crate::console;
use std::sync::Arc;
use tokio::sync::watch;

/// Counts the accepted invocations that have not ended.
#[derive(Debug)]
pub(super) struct AcceptedInvocations(Arc<watch::Sender<usize>>);

impl AcceptedInvocations {
    pub(super) fn new() -> Self {
        Self(Arc::new(watch::Sender::new(0)))
    }

    pub(super) fn accept(&self, request_id: &str) -> Accepted {
        self.0.send_modify(|count| *count += 1);
        Accepted {
            request_id: request_id.to_owned(),
            count: Arc::clone(&self.0),
            has_ended: false,
        }
    }

    /// Waits until each has ended.
    pub(super) async fn all_ended(&self) {
        let mut count = self.0.subscribe();
        // The sender is alive.
        let _ = count.wait_for(|count| *count == 0).await;
    }
}

/// An accepted invocation. Dropped before its end, it is told as dropped.
pub(super) struct Accepted {
    request_id: String,
    count: Arc<watch::Sender<usize>>,
    has_ended: bool,
}

impl Accepted {
    pub(super) fn end(mut self) {
        self.has_ended = true;
    }

    pub(super) fn fail(mut self, reason: &impl std::fmt::Display) {
        self.has_ended = true;
        console::line(format_args!("invoke {} failed: {reason}", self.request_id));
    }
}

impl Drop for Accepted {
    fn drop(&mut self) {
        if !self.has_ended {
            console::line(format_args!(
                "invoke {} dropped: it was accepted with 202, and the local Lambda stopped before its end",
                self.request_id
            ));
        }
        self.count.send_modify(|count| *count -= 1);
    }
}
