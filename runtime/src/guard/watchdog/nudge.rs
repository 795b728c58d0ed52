//! Keeps a multi-threaded tokio runtime responsive while one of its threads is held up.
//!
//! In tokio, the thread that has just waited for sockets and timers also runs the tasks that became ready. Until it returns, no
//! other thread waits in its place. If such a task does not await, all other invocations are held up, although idle threads
//! exist. Spawning one task from outside the runtime wakes an idle thread, which takes over the waiting.

use std::future::poll_fn;
use std::mem;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::Poll;
use std::time::Duration;

use tokio::runtime::Handle;

use super::reserve::Reserve;

/// The interval between two checks while invocations are in flight: an invocation that computes delays others by at most this long.
pub(super) const INTERVAL: Duration = Duration::from_millis(10);

/// The number of successive invocations that must not hold up their thread before the function is trusted.
const TRIAL: u32 = 1_000;

/// The number of invocations left until the function is trusted. It guards no data, so no ordering is needed.
static ON_TRIAL: AtomicU32 = AtomicU32::new(TRIAL);

/// Yields once to the tasks that receiving an event has woken on this thread, until the function is trusted.
///
/// No other thread can take the task that was woken last, so a handler that computes would hold it up. A function whose handlers
/// do not compute is trusted soon, and no longer yields.
pub(crate) async fn yield_to_others() {
    let one_less = |left: u32| left.checked_sub(1);
    let left = ON_TRIAL.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less);
    if left.is_ok() {
        yield_once().await;
    }
}

/// Yields once to the tasks that this one has woken on its thread. `tokio::task::yield_now` would also poll the I/O driver, which costs a
/// system call.
pub(crate) async fn yield_once() {
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

/// An invocation has occupied its thread for `time` without an await.
pub(crate) fn occupied_thread_for(time: Duration) {
    if time >= INTERVAL {
        ON_TRIAL.store(TRIAL, Ordering::Relaxed);
    }
}

/// The worker threads of a runtime.
pub(super) struct Threads {
    runtime: Handle,
    /// What each thread had done at the last check.
    seen: Vec<Done>,
    reserve: Reserve,
}

/// What a thread has done so far: how often it has parked and unparked, and for how long it has run tasks. A thread that is held up
/// within a task changes neither.
type Done = (u64, Duration);

impl Threads {
    /// The threads of `runtime`, all but `in_use` of them in reserve.
    pub(super) fn of(runtime: Handle, in_use: usize) -> Self {
        let count = runtime.metrics().num_workers();
        Self {
            seen: vec![Done::default(); count],
            reserve: Reserve::of(&runtime, count.saturating_sub(in_use)),
            runtime,
        }
    }

    pub(super) fn count(&self) -> usize {
        self.seen.len()
    }

    /// Replaces the threads that have been running the same task since the last check, and wakes one of the others.
    pub(super) fn nudge(&mut self) {
        let metrics = self.runtime.metrics();
        let mut unchanged = 0;
        for (worker, seen) in self.seen.iter_mut().enumerate() {
            let parked = metrics.worker_park_unpark_count(worker);
            let now = (parked, metrics.worker_total_busy_duration(worker));
            // The count is odd while the thread is parked.
            unchanged += usize::from(now == *seen && parked.is_multiple_of(2));
            *seen = now;
        }
        // Those in reserve do not change either.
        let held_up = unchanged.saturating_sub(self.reserve.left());
        self.reserve.replace(held_up);
        if held_up > 0 {
            drop(self.runtime.spawn(async {}));
        }
    }
}
