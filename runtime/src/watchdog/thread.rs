//! The watchdog's thread: it sleeps, looks, and sleeps again.

use std::io;
use std::mem;
use std::sync::PoisonError;
use std::time::Instant;

use super::{Interrupt, State, Task, Thread, Watch, Watched, last_line};
use crate::interrupt;

/// Enough for an answer; the pages that are not touched cost nothing.
const STACK: usize = 256 * 1024;

pub(super) fn spawn(watch: &'static Watch) -> io::Result<()> {
    std::thread::Builder::new()
        .name("watchdog".to_owned())
        .stack_size(STACK)
        .spawn(move || run(watch))
        .map(drop)
}

fn run(watch: &'static Watch) {
    let mut state = watch.lock();
    loop {
        let now = Instant::now();
        let until = match look(&mut state, now) {
            Next::Sleep(until) => until,
            Next::Answer(watched) => {
                drop(state);
                last_line::answer_and_end(watched);
            }
        };
        state.thread = Thread::Asleep(until);
        state = match until {
            None => watch
                .sooner
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner),
            Some(until) => {
                let time = until.saturating_duration_since(now);
                let woken = watch.sooner.wait_timeout(state, time);
                woken.unwrap_or_else(PoisonError::into_inner).0
            }
        };
    }
}

enum Next {
    Sleep(Option<Instant>),
    Answer(Watched),
}

/// Does what is due, and says what comes next.
fn look(state: &mut State, now: Instant) -> Next {
    let Task::Running(watched) = &mut state.task else {
        return Next::Sleep(None);
    };
    if watched.interrupt == Interrupt::Due {
        let guard_at = watched.deadline.guard_at();
        if now < guard_at {
            return Next::Sleep(Some(guard_at));
        }
        watched.interrupt = Interrupt::Raised;
        interrupt::raise();
    }
    match watched.last_line_at {
        Some(at) if at <= now => match mem::replace(&mut state.task, Task::Claimed) {
            Task::Running(watched) => Next::Answer(watched),
            Task::None | Task::Claimed => Next::Sleep(None),
        },
        last_line_at => Next::Sleep(last_line_at),
    }
}
