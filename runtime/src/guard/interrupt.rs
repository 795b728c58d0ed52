//! Interrupts loops that never await.
//!
//! Generated code calls [`tick`] at the head of every loop. Until a guard is due, a tick costs one load. From then on, the first
//! tick of the invocation leaves the loop by unwinding, without a panic hook, and the guard catches the unwinding around its
//! poll.
//!
//! The flag is raised for the whole process, so it does not say whose guard is due. The guard [enters](enter) its invocation on
//! the current thread around every poll, and a tick compares that invocation's time with the clock. A flag that was raised for
//! another invocation, or a moment too late for the previous one, therefore interrupts nothing.

use std::cell::Cell;
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Instant;

/// Whether any guard is due. It guards no data, so no ordering is needed.
static DUE: AtomicBool = AtomicBool::new(false);

thread_local! {
    static CURRENT: Cell<Current> = const { Cell::new(Current { guard_at: None, polling: false, interrupted: None }) };
}

/// The invocation of a thread, identified by the moment at which its guard answers.
#[derive(Clone, Copy)]
struct Current {
    /// The invocation that is being polled, or that was polled last: its spawned tasks run between its polls, on the same thread.
    /// Where invocations move between threads, it is forgotten after the poll; see [`enter`].
    guard_at: Option<Instant>,
    polling: bool,
    /// The invocation that a tick has last interrupted. It is kept because the guard may not see the unwinding: in a spawned task
    /// it becomes a `JoinError`, and user code may catch it with `catch_unwind`.
    interrupted: Option<Instant>,
}

/// The payload of a tick's unwinding.
#[derive(Debug)]
pub(crate) struct Timeout;

/// Checks at the head of a loop, and unwinds if the guard of the current invocation is due.
///
/// With `panic = "abort"` it does nothing, because unwinding is not possible. The loop may still end, or reach an `.await`,
/// before the watchdog answers.
#[allow(
    clippy::inline_always,
    reason = "one load and a branch, in loops that must stay fast"
)]
#[inline(always)]
pub fn tick() {
    if !cfg!(panic = "abort") && DUE.load(Ordering::Relaxed) {
        leave_if_due();
    }
}

/// Does nothing while the thread unwinds: a second panic in a destructor would abort the process.
#[cold]
#[inline(never)]
fn leave_if_due() {
    let current = CURRENT.get();
    if current
        .guard_at
        .is_some_and(|guard_at| guard_at <= Instant::now())
        && !thread::panicking()
    {
        CURRENT.set(Current {
            interrupted: current.guard_at,
            ..current
        });
        panic::resume_unwind(Box::new(Timeout));
    }
}

/// A guard is due: ticks look at the clock from now on.
pub(crate) fn raise() {
    DUE.store(true, Ordering::Relaxed);
}

/// No guard is due any more. Called before an interrupted future is dropped, because loops in its destructors must run to their
/// end.
pub(crate) fn clear() {
    DUE.store(false, Ordering::Relaxed);
}

/// Ends the interruption of the current invocation: a guard within another one has answered for it, and the work outside continues.
pub(crate) fn acknowledge() {
    CURRENT.set(Current {
        interrupted: None,
        ..CURRENT.get()
    });
}

/// Begins a poll of the invocation whose guard answers at `guard_at`. The poll ends when the returned value is dropped.
///
/// An invocation that `moves` between threads is bound to this thread only during the poll. The next poll here may be of another
/// invocation, whose guard may even answer at the same moment. Interruptions before this poll therefore do not count, and spawned
/// tasks of such an invocation are not interrupted.
pub(crate) fn enter(guard_at: Instant, moves: bool) -> Polling {
    let outer = CURRENT.get();
    CURRENT.set(Current {
        guard_at: Some(guard_at),
        polling: true,
        interrupted: outer.interrupted.filter(|_| !moves),
    });
    Polling {
        guard_at,
        outer,
        moves,
    }
}

/// A poll of an invocation on this thread.
pub(crate) struct Polling {
    guard_at: Instant,
    outer: Current,
    moves: bool,
}

impl Polling {
    /// Whether a tick has interrupted this invocation, in this or an earlier poll. If so, a value that is ready all the same is
    /// not the handler's regular result.
    pub(crate) fn was_interrupted(&self) -> bool {
        CURRENT.get().interrupted == Some(self.guard_at)
    }
}

impl Drop for Polling {
    fn drop(&mut self) {
        let guard_at = if self.outer.polling {
            self.outer.guard_at
        } else {
            Some(self.guard_at).filter(|_| !self.moves)
        };
        CURRENT.set(Current {
            guard_at,
            polling: self.outer.polling,
            interrupted: CURRENT.get().interrupted,
        });
    }
}

#[cfg(test)]
mod tests;
