//! Keeps a runtime of several threads going while one of them is held up.
//!
//! In tokio the thread that has just waited for sockets and timers runs what has become ready, and nobody waits in its place until it
//! comes back. When what it runs does not await, all other invocations would stand still with it, although there are threads that
//! have nothing to do. One task from outside wakes one of those, and it takes the place.

use std::time::Duration;

use tokio::runtime::Handle;

/// How often is looked, as long as there are invocations: this long one that computes can hold up others at most.
pub(super) const EVERY: Duration = Duration::from_millis(10);

/// The threads of a runtime.
pub(super) struct Threads {
    runtime: Handle,
    /// For each, how often it had lain down and got up when it was looked at last.
    seen: Vec<u64>,
}

impl Threads {
    pub(super) fn of(runtime: Handle) -> Self {
        let count = runtime.metrics().num_workers();
        Self {
            runtime,
            seen: vec![0; count],
        }
    }

    pub(super) fn count(&self) -> usize {
        self.seen.len()
    }

    /// Wakes a thread if another one has been at the same task since the last look.
    pub(super) fn nudge(&mut self) {
        let metrics = self.runtime.metrics();
        let mut is_held_up = false;
        for (worker, seen) in self.seen.iter_mut().enumerate() {
            let now = metrics.worker_park_unpark_count(worker);
            // It is odd while the thread is down.
            is_held_up |= now == *seen && now.is_multiple_of(2);
            *seen = now;
        }
        if is_held_up {
            drop(self.runtime.spawn(async {}));
        }
    }
}
