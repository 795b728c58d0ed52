//! The watchdog's thread: it sleeps, looks, and sleeps again.

use std::io;
use std::mem;
use std::sync::PoisonError;
use std::time::Instant;

use super::{Interrupt, State, Task, Thread, Watch, Watched, hard_timeout};
use crate::guard::interrupt;

/// Enough for an answer; the pages that are not touched cost nothing.
const STACK: usize = 256 * 1024;

pub(super) fn spawn(watch: &'static Watch) -> io::Result<()> {
    spawn_with(move || run(watch))
}

pub(super) fn spawn_with(run: impl FnOnce() + Send + 'static) -> io::Result<()> {
    std::thread::Builder::new()
        .name("watchdog".to_owned())
        .stack_size(STACK)
        .spawn(run)
        .map(drop)
}

fn run(watch: &'static Watch) {
    let mut state = watch.lock();
    loop {
        let now = Instant::now();
        let until = match look(&mut state, now, interrupt::raise) {
            Next::Sleep(until) => until,
            Next::Answer(watched) => {
                let request_id = mem::take(&mut state.request_id);
                drop(state);
                hard_timeout::answer_and_end(watched, &request_id);
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

pub(super) enum Next {
    Sleep(Option<Instant>),
    Answer(Watched),
}

/// Does what is due, and says what comes next.
pub(super) fn look(state: &mut State, now: Instant, raise: impl FnOnce()) -> Next {
    let Task::Running(watched) = &mut state.task else {
        return Next::Sleep(None);
    };
    if watched.interrupt == Interrupt::Due {
        let guard_at = watched.deadline.guard_at();
        if now < guard_at {
            return Next::Sleep(Some(guard_at));
        }
        watched.interrupt = Interrupt::Raised;
        raise();
    }
    if !watched.hard_timeout {
        return Next::Sleep(None);
    }
    let hard_timeout_at = watched.deadline.hard_timeout_at();
    if now < hard_timeout_at {
        return Next::Sleep(Some(hard_timeout_at));
    }
    match mem::replace(&mut state.task, Task::Claimed) {
        Task::Running(watched) => Next::Answer(watched),
        Task::None | Task::Claimed => Next::Sleep(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guard::deadline::Deadline;
    use crate::guard::watchdog::Target;
    use std::time::Duration;

    fn invocation() -> Target {
        Target::Invocation {
            invocation_id: Some("i-1".to_owned()),
        }
    }

    /// What the watchdog does next, so many milliseconds after the invocation arrived; it has 10 s, so the guard is due at 9.5 s.
    fn at(watch: &Watch, arrived: Instant, milliseconds: u64) -> Next {
        look(
            &mut watch.lock(),
            arrived + Duration::from_millis(milliseconds),
            interrupt::raise,
        )
    }

    fn armed_for_10_s(
        watch: &Watch,
        hard_timeout: bool,
    ) -> (Instant, crate::guard::watchdog::Armed<'_>) {
        let deadline = Deadline::after(Duration::from_secs(10));
        let arrived = deadline
            .guard_at()
            .checked_sub(Duration::from_millis(9_500));
        let armed = watch.arm(invocation(), "8476a536", deadline, hard_timeout);
        (arrived.expect("the machine has run for longer"), armed)
    }

    #[test]
    fn with_nothing_to_watch_it_sleeps_until_it_is_woken() {
        assert!(matches!(
            at(&Watch::new(), Instant::now(), 0),
            Next::Sleep(None)
        ));
    }

    #[test]
    fn it_sleeps_until_the_guard_is_due_and_then_until_the_last_line() {
        let watch = Watch::new();
        let (arrived, _armed) = armed_for_10_s(&watch, true);
        let until = |at: u64| Some(arrived + Duration::from_millis(at));
        assert!(matches!(at(&watch, arrived, 9_499), Next::Sleep(next) if next == until(9_500)));
        assert!(matches!(at(&watch, arrived, 9_500), Next::Sleep(next) if next == until(9_750)));
        assert!(matches!(at(&watch, arrived, 9_749), Next::Sleep(next) if next == until(9_750)));
        let Next::Answer(watched) = at(&watch, arrived, 9_750) else {
            panic!("it is time to answer")
        };
        assert!(
            matches!(watched.target, Target::Invocation { invocation_id: Some(id) } if id == "i-1")
        );
        assert_eq!(watch.lock().request_id, "8476a536");
        assert!(matches!(at(&watch, arrived, 9_751), Next::Sleep(None)));
        // The thread of the handler would wait here for the end of the process.
        watch.lock().task = Task::None;
    }

    #[test]
    fn what_is_over_is_not_answered() {
        let watch = Watch::new();
        let (arrived, armed) = armed_for_10_s(&watch, true);
        drop(armed);
        assert!(matches!(at(&watch, arrived, 20_000), Next::Sleep(None)));
    }

    #[test]
    fn without_the_last_line_it_only_interrupts() {
        let watch = Watch::new();
        let (arrived, _armed) = armed_for_10_s(&watch, false);
        assert!(matches!(at(&watch, arrived, 20_000), Next::Sleep(None)));
        let state = watch.lock();
        let Task::Running(watched) = &state.task else {
            panic!("it is still running")
        };
        assert!(watched.interrupt == Interrupt::Raised);
    }

    #[test]
    fn once_the_guard_has_answered_nothing_is_interrupted() {
        let watch = Watch::new();
        let (arrived, _armed) = armed_for_10_s(&watch, true);
        watch.guard_is_over();
        assert!(matches!(at(&watch, arrived, 9_600), Next::Sleep(Some(_))));
        let state = watch.lock();
        let Task::Running(watched) = &state.task else {
            panic!("it is still running")
        };
        assert!(watched.interrupt == Interrupt::Over);
    }
}
