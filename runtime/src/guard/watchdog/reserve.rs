//! Threads in reserve, for those that handlers block.
//!
//! tokio has a fixed number of worker threads. A concurrent runtime gets more of them than it has processors, and the surplus waits at
//! a gate, in tasks that block their threads: idle threads would otherwise wake one another for too little work. For each thread
//! that is held up, another one passes the gate. It does not come back: a task that blocks a thread in use holds up others that only that
//! thread can run, so the gate has its tasks from the beginning.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use tokio::runtime::Handle;

pub(super) struct Reserve {
    gate: Arc<Gate>,
    /// The number of threads that may still pass.
    left: usize,
    passed: usize,
}

#[derive(Default)]
struct Gate {
    counts: Mutex<Counts>,
    changed: Condvar,
}

#[derive(Default)]
struct Counts {
    /// The number of threads that have come to the gate.
    arrived: usize,
    /// The number of threads that may pass now.
    open_for: usize,
}

impl Reserve {
    /// Takes this many threads out of use, before the runtime has other work. Returns when they wait.
    pub(super) fn of(runtime: &Handle, size: usize) -> Self {
        let gate = Arc::new(Gate::default());
        for _ in 0..size {
            let gate = Arc::clone(&gate);
            drop(runtime.spawn(async move { gate.pass() }));
        }
        drop(gate.wait_while(|counts| counts.arrived < size));
        // One of them may have been the thread that waits for sockets and timers. Another one takes over.
        drop(runtime.spawn(async {}));
        Self {
            gate,
            left: size,
            passed: 0,
        }
    }

    /// Returns the number of threads in reserve.
    pub(super) fn left(&self) -> usize {
        self.left
    }

    /// Lets a thread pass for each of those that are held up, unless one has passed before.
    pub(super) fn replace(&mut self, held_up: usize) {
        let more = held_up.saturating_sub(self.passed).min(self.left);
        if more > 0 {
            self.left -= more;
            self.passed += more;
            self.gate.lock().open_for += more;
            self.gate.changed.notify_all();
        }
    }
}

impl Gate {
    fn pass(&self) {
        self.lock().arrived += 1;
        self.changed.notify_all();
        self.wait_while(|counts| counts.open_for == 0).open_for -= 1;
    }

    fn wait_while(&self, condition: impl Fn(&Counts) -> bool) -> MutexGuard<'_, Counts> {
        self.changed
            .wait_while(self.lock(), |counts| condition(counts))
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Barrier;
    use std::time::Duration;

    /// Runs as many tasks as there should be threads in use. Each of them waits on its thread for all others.
    fn meet_on(runtime: &tokio::runtime::Runtime, threads: usize) {
        let barrier = Arc::new(Barrier::new(threads));
        let tasks: Vec<_> = (0..threads)
            .map(|_| {
                let barrier = Arc::clone(&barrier);
                runtime.spawn(async move {
                    barrier.wait();
                })
            })
            .collect();
        for task in tasks {
            runtime.block_on(task).expect("a task that ends");
        }
    }

    #[test]
    fn held_up_thread_is_replaced_until_none_is_left() {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(4)
            .build()
            .expect("four threads");
        let mut reserve = Reserve::of(runtime.handle(), 3);
        assert_eq!(reserve.left(), 3);
        meet_on(&runtime, 1);
        for (held_up, left, in_use) in [(0, 3, 1), (1, 2, 2), (1, 2, 2), (0, 2, 2), (9, 0, 4)] {
            reserve.replace(held_up);
            assert_eq!(reserve.left(), left);
            meet_on(&runtime, in_use);
        }
        runtime.shutdown_timeout(Duration::from_secs(30));
    }
}
