//! Keeps a runtime of several threads going while one of them is held up.
//!
//! In tokio the thread that has just waited for sockets and timers runs what has become ready, and nobody waits in its place until it
//! comes back. When what it runs does not await, all other invocations would stand still with it, although there are threads that
//! have nothing to do. One task from outside wakes one of those, and it takes the place.

use std::future::poll_fn;
use std::mem;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::Poll;
use std::time::Duration;

use tokio::runtime::Handle;

/// How often is looked, as long as there are invocations: this long one that computes can hold up others at most.
pub(super) const EVERY: Duration = Duration::from_millis(10);

/// How many invocations in a row have to go by, without one that holds up its thread, until the function is trusted.
const TRIAL: u32 = 1_000;

/// How many invocations are left until the function is trusted. It guards no data, so no ordering is needed.
static ON_TRIAL: AtomicU32 = AtomicU32::new(TRIAL);

/// Lets what receiving an event has woken on this thread go first: no other thread can take the last task that was woken, and a handler
/// that computes would hold it up. A function whose handlers do not compute is soon trusted, and pays nothing for it.
///
/// (`tokio::task::yield_now` asks the system for news as well, which costs a system call.)
pub(crate) async fn let_others_go_first() {
    let one_less = |left: u32| left.checked_sub(1);
    let left = ON_TRIAL.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less);
    if left.is_err() {
        return;
    }
    let mut has_waited = false;
    poll_fn(|context| {
        if mem::replace(&mut has_waited, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// An invocation has had its thread for so long, without an await.
pub(crate) fn had_its_thread_for(time: Duration) {
    if time >= EVERY {
        ON_TRIAL.store(TRIAL, Ordering::Relaxed);
    }
}

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
