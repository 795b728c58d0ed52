//! The alarm of the shared watchdog: when it checks next, and how many guards are due.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Instant;

use crate::guard::interrupt;
use crate::platform::log;

pub(super) struct Alarm {
    state: Mutex<State>,
    /// The watchdog wakes up by itself before any guard that is due at or after this time, in nanoseconds after `epoch`. Such a
    /// guard needs neither the lock nor a wake-up. `u64::MAX` while the watchdog would not wake up.
    looks_before: AtomicU64,
    epoch: OnceLock<Instant>,
    /// Wakes the watchdog before the end of its sleep.
    sooner: Condvar,
}

struct State {
    /// The number of guards that are due.
    due: usize,
    watchdog: Watchdog,
}

/// The state of the watchdog's thread.
enum Watchdog {
    /// Not started.
    Missing,
    /// Checking one invocation after the other; `again` if it may have checked one of them too early.
    Looking { again: bool },
    /// Asleep until then; `None` is until it is woken.
    Asleep(Option<Instant>),
}

impl Alarm {
    pub(super) const fn new() -> Self {
        Self {
            state: Mutex::new(State {
                due: 0,
                watchdog: Watchdog::Missing,
            }),
            looks_before: AtomicU64::new(u64::MAX),
            epoch: OnceLock::new(),
            sooner: Condvar::new(),
        }
    }

    /// Starts the watchdog's thread with `spawn`, unless it runs already.
    pub(super) fn start(&self, spawn: impl FnOnce() -> io::Result<()>) {
        let mut state = self.lock();
        if matches!(state.watchdog, Watchdog::Missing) {
            match spawn() {
                Ok(()) => state.watchdog = Watchdog::Asleep(None),
                Err(error) => {
                    log::warning(&format!("could not start the watchdog thread: {error}"));
                }
            }
        }
    }

    /// Makes sure that the watchdog checks when this guard is due.
    pub(super) fn look_at(&self, guard_at: Instant) {
        // The invocation is armed already. Either the watchdog sees it at its next check, or it has checked before, and its store
        // before that check is visible here.
        if self.nanoseconds(guard_at) >= self.looks_before.load(Ordering::Acquire) {
            return;
        }
        let mut state = self.lock();
        match &mut state.watchdog {
            Watchdog::Missing => {}
            Watchdog::Looking { again } => *again = true,
            Watchdog::Asleep(until) => {
                if until.is_none_or(|until| guard_at < until) {
                    *until = Some(guard_at);
                    self.sooner.notify_one();
                }
            }
        }
    }

    fn nanoseconds(&self, moment: Instant) -> u64 {
        let epoch = *self.epoch.get_or_init(Instant::now);
        let since = moment.saturating_duration_since(epoch).as_nanos();
        // 2^64 nanoseconds are 584 years.
        u64::try_from(since).unwrap_or(u64::MAX - 1)
    }

    /// One more guard is due.
    pub(super) fn raise(&self) {
        let mut state = self.lock();
        state.due += 1;
        interrupt::raise();
    }

    /// One guard less is due. The flag changes under the lock, so that a guard that is raised meanwhile is not lost.
    pub(super) fn lower(&self) {
        let mut state = self.lock();
        state.due = state.due.saturating_sub(1);
        if state.due == 0 {
            interrupt::clear();
        }
    }

    /// The watchdog begins to check the invocations.
    pub(super) fn begin_to_look(&self) {
        let mut state = self.lock();
        self.looks_before.store(u64::MAX, Ordering::Release);
        state.watchdog = Watchdog::Looking { again: false };
    }

    /// Sleeps until then, or until a guard is due sooner; `None` is until the watchdog is woken.
    pub(super) fn sleep(&self, until: Option<Instant>) {
        let mut state = self.lock();
        if matches!(state.watchdog, Watchdog::Looking { again: true }) {
            return;
        }
        state.watchdog = Watchdog::Asleep(until);
        let looks_before = until.map_or(u64::MAX, |until| self.nanoseconds(until));
        self.looks_before.store(looks_before, Ordering::Release);
        match until {
            None => drop(self.sooner.wait(state)),
            Some(until) => {
                let time = until.saturating_duration_since(Instant::now());
                drop(self.sooner.wait_timeout(state, time));
            }
        }
    }

    #[cfg(test)]
    pub(super) fn due(&self) -> usize {
        self.lock().due
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
