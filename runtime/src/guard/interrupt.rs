//! Interrupting a loop that never awaits.
//!
//! Generated code calls [`tick`] at the head of every loop. Until a guard is due that is one load. From then on the first tick of the
//! invocation leaves the loop by unwinding, without a panic hook, and the guard catches it around its poll.
//!
//! The flag alone does not say who is due: it is raised for the whole process. Which invocation a thread works for is known from
//! the guard, which [enters](enter) it around every poll, and whether that one is due is asked of the clock. So a flag that is
//! raised for another invocation, or a moment too late for the one before, interrupts nobody.

use std::cell::Cell;
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Instant;

/// Some guard is due. It guards no data, so no ordering is needed.
static DUE: AtomicBool = AtomicBool::new(false);

thread_local! {
    static HERE: Cell<Here> = const { Cell::new(Here { guard_at: None, polling: false, interrupted: None }) };
}

/// What a thread works for. An invocation is known by the moment at which its guard answers.
#[derive(Clone, Copy)]
struct Here {
    /// The invocation that is being polled, or that was last: the tasks it has spawned run between its polls, on the same thread.
    /// Where invocations move between threads it is forgotten after the poll, see [`enter`].
    guard_at: Option<Instant>,
    polling: bool,
    /// The invocation that a tick has last interrupted. It stays said when nobody sees the unwinding: in a task it ends in a
    /// `JoinError`, and a `catch_unwind` of the user's can swallow it.
    interrupted: Option<Instant>,
}

/// What a tick unwinds with.
#[derive(Debug)]
pub(crate) struct Timeout;

/// The head of a loop: leaves it when the guard of the invocation that runs it is due.
///
/// Where a panic aborts nothing can be left by unwinding, and there is nothing to gain from stopping the loop in its place:
/// it may still come to its end, or to an `.await`, before the watchdog answers.
#[allow(
    clippy::inline_always,
    reason = "one load and a branch, in code that must stay as fast as it was"
)]
#[inline(always)]
pub fn tick() {
    if !cfg!(panic = "abort") && DUE.load(Ordering::Relaxed) {
        leave_if_due();
    }
}

/// A second unwinding in the destructors that the first one runs would end the process.
#[cold]
#[inline(never)]
fn leave_if_due() {
    let here = HERE.get();
    if here
        .guard_at
        .is_some_and(|guard_at| guard_at <= Instant::now())
        && !thread::panicking()
    {
        HERE.set(Here {
            interrupted: here.guard_at,
            ..here
        });
        panic::resume_unwind(Box::new(Timeout));
    }
}

/// Says that a guard is due: ticks look at the clock from now on.
pub(crate) fn raise() {
    DUE.store(true, Ordering::Relaxed);
}

/// Says that no guard is due any more. Before an interrupted future is dropped: loops in its destructors are no part of the
/// handler, and would be left half-way.
pub(crate) fn clear() {
    DUE.store(false, Ordering::Relaxed);
}

/// Begins a poll of the invocation whose guard answers at `guard_at`; it ends when the value is dropped.
///
/// An invocation that `moves` between threads is known to this one only for as long as the poll takes: the next poll here may be
/// another's, whose guard may even answer at the same moment. So what was interrupted before this poll does not count, and tasks that
/// it has spawned are not interrupted.
pub(crate) fn enter(guard_at: Instant, moves: bool) -> Polling {
    let outer = HERE.get();
    HERE.set(Here {
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

/// A poll of an invocation, on this thread.
pub(crate) struct Polling {
    guard_at: Instant,
    outer: Here,
    moves: bool,
}

impl Polling {
    /// Whether a tick has interrupted this invocation, now or in an earlier poll. A value that is ready all the same is not what
    /// the handler would have returned.
    pub(crate) fn was_interrupted(&self) -> bool {
        HERE.get().interrupted == Some(self.guard_at)
    }
}

impl Drop for Polling {
    fn drop(&mut self) {
        let guard_at = if self.outer.polling {
            self.outer.guard_at
        } else {
            Some(self.guard_at).filter(|_| !self.moves)
        };
        HERE.set(Here {
            guard_at,
            polling: self.outer.polling,
            interrupted: HERE.get().interrupted,
        });
    }
}

#[cfg(test)]
mod tests;
