//! Threads in reserve, for those that handlers block.
//!
//! tokio has a fixed number of worker threads. A concurrent runtime gets more of them than it has processors, and the surplus waits at
//! a gate, in tasks that block their threads: idle threads would otherwise wake one another and share out too little work. A thread
//! that is held up lets another one through the gate, and is replaced at the gate when it returns.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use tokio::runtime::Handle;

pub(super) struct Reserve {
    gate: Arc<Gate>,
    /// The number of threads at the gate while none is held up.
    size: usize,
}

struct Gate {
    counts: Mutex<Counts>,
    changed: Condvar,
}

#[derive(Default)]
struct Counts {
    /// The number of threads that should wait.
    wanted: usize,
    /// The number of tasks that wait, or have been spawned to wait.
    tasks: usize,
    /// The number of tasks that wait.
    waiting: usize,
}

impl Reserve {
    /// Takes this many threads out of the runtime's work.
    pub(super) fn of(runtime: &Handle, size: usize) -> Self {
        let gate = Gate {
            counts: Mutex::default(),
            changed: Condvar::new(),
        };
        let reserve = Self {
            gate: Arc::new(gate),
            size,
        };
        reserve.replace(runtime, 0);
        reserve
    }

    /// Lets a thread through the gate for each of these that are held up, as long as there is one.
    pub(super) fn replace(&self, runtime: &Handle, held_up: usize) {
        let wanted = self.size.saturating_sub(held_up);
        let missing = {
            let mut counts = self.gate.counts();
            if counts.wanted == wanted {
                return;
            }
            counts.wanted = wanted;
            let missing = wanted.saturating_sub(counts.tasks);
            counts.tasks += missing;
            missing
        };
        self.gate.changed.notify_all();
        for _ in 0..missing {
            let gate = Arc::clone(&self.gate);
            drop(runtime.spawn(async move { gate.pass() }));
        }
    }

    /// Returns the number of threads that wait at the gate.
    pub(super) fn waiting(&self) -> usize {
        self.gate.counts().waiting
    }
}

impl Gate {
    /// Returns when fewer threads should wait than do.
    fn pass(&self) {
        let mut counts = self.counts();
        counts.waiting += 1;
        while counts.tasks <= counts.wanted {
            counts = self
                .changed
                .wait(counts)
                .unwrap_or_else(PoisonError::into_inner);
        }
        counts.waiting -= 1;
        counts.tasks -= 1;
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;
    use std::time::{Duration, Instant};

    fn wait_until(reserve: &Reserve, waiting: usize) {
        let limit = Instant::now() + Duration::from_secs(30);
        while reserve.waiting() != waiting {
            assert!(Instant::now() < limit, "{} wait", reserve.waiting());
            thread::sleep(Duration::from_millis(1));
        }
    }

    #[test]
    fn held_up_thread_is_replaced_until_none_is_left() {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(4)
            .build()
            .expect("four threads");
        let reserve = Reserve::of(runtime.handle(), 3);
        for (held_up, waiting) in [(0, 3), (1, 2), (3, 0), (5, 0), (2, 1), (0, 3)] {
            reserve.replace(runtime.handle(), held_up);
            wait_until(&reserve, waiting);
        }
        // One thread is left, and serves.
        let answer = runtime.handle().spawn(async { 7 });
        assert_eq!(runtime.block_on(answer).expect("an answer"), 7);
        runtime.shutdown_background();
    }
}
