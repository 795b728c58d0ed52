//! The watchdog's thread: it sleeps, checks the watched invocation, and sleeps again.

use std::io;
use std::mem;
use std::sync::PoisonError;
use std::time::Instant;

use super::hard_timeout;
use super::watch::{Interrupt, State, Task, Thread, Watch, Watched};
use crate::guard::interrupt;
use crate::platform::log;

/// Enough for an answer. Untouched pages cost nothing.
const STACK: usize = 256 * 1024;

impl Watch {
    /// Starts the watchdog's thread, unless it runs already. Without the thread, the guard acts only where a handler awaits.
    pub(crate) fn start(&'static self) {
        let mut state = self.lock();
        if matches!(state.thread, Thread::None) && !self.is_one_of_many() {
            // Ids are UUIDs.
            state.request_id.reserve_exact(36);
            match spawn(move || run(self)) {
                Ok(()) => state.thread = Thread::Asleep(None),
                Err(error) => {
                    log::warning(&format!("could not start the watchdog thread: {error}"));
                }
            }
        }
    }
}

pub(super) fn spawn(run: impl FnOnce() + Send + 'static) -> io::Result<()> {
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
            Next::Sleep(until) => until.or_else(|| state.thread.until_asked(now)),
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

/// Raises the interrupt if the guard is due, and returns the next step.
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
    use crate::guard::watchdog::watch::{Armed, Target};
    use std::time::Duration;

    fn invocation() -> Target {
        Target::Invocation {
            invocation_id: Some("i-1".to_owned()),
        }
    }

    /// The watchdog's next step, this many milliseconds after the invocation arrived. It has 10 s, so the guard is due at 9.5 s.
    fn at(watch: &Watch, arrived: Instant, milliseconds: u64) -> Next {
        look(
            &mut watch.lock(),
            arrived + Duration::from_millis(milliseconds),
            interrupt::raise,
        )
    }

    fn armed_for_10_s(watch: &Watch, hard_timeout: bool) -> (Instant, Armed<'_>) {
        let deadline = Deadline::after(Duration::from_secs(10));
        let arrived = deadline
            .guard_at()
            .checked_sub(Duration::from_millis(9_500));
        let armed = watch.arm(invocation(), "8476a536", deadline, hard_timeout);
        (arrived.expect("the machine has run for longer"), armed)
    }

    /// A handler that is quicker than the thread wakes up would otherwise wake it for each invocation.
    #[test]
    fn sleeps_until_the_deadline_of_a_finished_invocation() {
        let watch = Watch::new();
        watch.lock().thread = Thread::Asleep(None);
        let (arrived, armed) = armed_for_10_s(&watch, true);
        drop(armed);
        let guard_at = arrived + Duration::from_millis(9_500);
        let asked = watch.lock().thread.until_asked(arrived);
        assert_eq!(asked, Some(guard_at));
        let asked = watch.lock().thread.until_asked(guard_at);
        assert_eq!(asked, None);
    }

    #[test]
    fn sleeps_until_woken_with_nothing_to_watch() {
        assert!(matches!(
            at(&Watch::new(), Instant::now(), 0),
            Next::Sleep(None)
        ));
    }

    #[test]
    fn sleeps_until_the_guard_then_until_the_hard_timeout() {
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
        // Dropping `_armed` would otherwise park this thread until the process ends.
        watch.lock().task = Task::None;
    }

    #[test]
    fn finished_invocation_is_not_answered() {
        let watch = Watch::new();
        let (arrived, armed) = armed_for_10_s(&watch, true);
        drop(armed);
        assert!(matches!(at(&watch, arrived, 20_000), Next::Sleep(None)));
    }

    #[test]
    fn without_hard_timeout_it_only_interrupts() {
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
    fn nothing_is_interrupted_after_the_guard_answered() {
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
