//! One watchdog for all invocations in flight.
//!
//! Each invocation is watched like one that runs alone: it is interrupted when its guard is due, and answered for if it cannot be
//! interrupted. The hard timeout differs. The thread that is held up cannot be ended without ending the other invocations, so it
//! is abandoned, and both the thread and its worker are replaced: its reply comes too late, and the service refuses it. The
//! binary is re-executed only when all threads are held up, those in reserve included, and every invocation in flight has been
//! answered.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::runtime::Handle;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::alarm::Alarm;
use super::nudge::{self, Threads};
use super::thread::{self, Next};
use super::watch::{Interrupt, Target, Task, Watch, Watched};
use super::{hard_timeout, reexec};

/// The watchdog of a concurrent environment.
pub(crate) struct SharedWatchdog {
    alarm: Alarm,
    /// One for each invocation that can be in flight at a time.
    slots: Mutex<Vec<&'static Watch>>,
}

/// The state of one slot.
enum Seen {
    Nothing,
    /// There is nothing to do before then.
    Running(Option<Instant>),
    /// Answered by the watchdog, and still holding its thread.
    Answered,
}

/// The next step after all slots have been checked.
#[derive(Debug, PartialEq, Eq)]
enum After {
    /// There is nothing to do before then; `None` is until the watchdog is woken.
    Sleep(Option<Instant>),
    /// No invocation can make progress in this process any more.
    Reexec,
}

impl SharedWatchdog {
    pub(crate) const fn new() -> Self {
        Self {
            alarm: Alarm::new(),
            slots: Mutex::new(Vec::new()),
        }
    }

    /// Starts the watchdog, for invocations that run on the threads of `runtime`, of which `in_use` are not in reserve. Whatever the
    /// receiver yields stands for one worker that has to be replaced.
    pub(crate) fn start(&'static self, runtime: Handle, in_use: usize) -> UnboundedReceiver<()> {
        let (abandoned, receiver) = unbounded_channel();
        self.alarm.start(|| {
            let threads = Threads::of(runtime, in_use);
            thread::spawn(move || self.run(threads, &abandoned))
        });
        receiver
    }

    /// Adds a slot that watches one invocation at a time, for as long as the process lives.
    pub(crate) fn add_slot(&'static self) -> &'static Watch {
        let slot: &'static Watch = Box::leak(Box::new(Watch::shared(&self.alarm)));
        self.slots().push(slot);
        slot
    }

    fn run(&self, mut threads: Threads, abandoned: &UnboundedSender<()>) {
        // Whether an invocation may have been in flight since the previous check.
        let mut was_busy = false;
        loop {
            self.alarm.begin_to_look();
            let slots = self.slots().clone();
            match self.look(&slots, &mut threads, abandoned) {
                // The next invocation would have to wake this thread, and may be over before the thread is awake. With one after
                // the other, each would.
                After::Sleep(None) if was_busy => {
                    was_busy = false;
                    self.alarm.sleep(Some(Instant::now() + nudge::INTERVAL));
                }
                After::Sleep(until) => {
                    self.alarm.sleep(until);
                    was_busy = true;
                }
                After::Reexec => reexec::reexec(""),
            }
        }
    }

    /// Performs the action that is due for each slot, and returns the next step.
    fn look(
        &self,
        slots: &[&Watch],
        threads: &mut Threads,
        abandoned: &UnboundedSender<()>,
    ) -> After {
        let (mut running, mut answered) = (0, 0);
        let mut earliest: Option<Instant> = None;
        for slot in slots {
            match self.look_at_one(slot, abandoned) {
                Seen::Nothing => {}
                Seen::Answered => answered += 1,
                Seen::Running(until) => {
                    running += 1;
                    earliest = [earliest, until].into_iter().flatten().min();
                }
            }
        }
        if answered >= threads.count() && running == 0 {
            return After::Reexec;
        }
        if running + answered == 0 {
            return After::Sleep(None);
        }
        threads.nudge();
        let soon = Instant::now() + nudge::INTERVAL;
        After::Sleep(Some(earliest.map_or(soon, |earliest| earliest.min(soon))))
    }

    fn look_at_one(&self, slot: &Watch, abandoned: &UnboundedSender<()>) -> Seen {
        let mut state = slot.lock();
        match thread::look(&mut state, Instant::now(), || self.alarm.raise()) {
            Next::Answer(watched) => {
                let request_id = state.request_id.clone();
                state.is_abandoned = true;
                drop(state);
                // Nobody receives it during INIT, or once the environment ends.
                let _ = abandoned.send(());
                self.answer(watched, &request_id);
                Seen::Answered
            }
            Next::Sleep(until) => match state.task {
                Task::None => Seen::Nothing,
                Task::Running(_) => Seen::Running(until),
                Task::Claimed => Seen::Answered,
            },
        }
    }

    fn answer(&self, watched: Watched, request_id: &str) {
        // The guard stays due until the thread returns, so that a loop on it is still interrupted. Its return lowers the guard.
        if watched.interrupt != Interrupt::Raised {
            self.alarm.raise();
        }
        match watched.target {
            Target::Init(_) => hard_timeout::answer_and_end(watched, request_id),
            Target::Invocation { .. } => hard_timeout::answer(
                watched,
                request_id,
                "; its thread is abandoned, and other invocations continue",
            ),
        }
    }

    fn slots(&self) -> MutexGuard<'_, Vec<&'static Watch>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guard::deadline::Deadline;
    use std::time::Duration;

    impl SharedWatchdog {
        fn look_alone(&self, slots: &[&Watch], threads: &mut Threads) -> After {
            self.look(slots, threads, &unbounded_channel().0)
        }
    }

    fn invocation() -> Target {
        Target::Invocation {
            invocation_id: None,
        }
    }

    /// A watchdog with this many slots, and a runtime of two threads.
    fn watchdog_with(
        count: usize,
    ) -> (
        &'static SharedWatchdog,
        Vec<&'static Watch>,
        tokio::runtime::Runtime,
    ) {
        let watchdog: &'static SharedWatchdog = Box::leak(Box::new(SharedWatchdog::new()));
        let slots = (0..count).map(|_| watchdog.add_slot()).collect();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .build();
        (watchdog, slots, runtime.expect("two threads"))
    }

    fn after(milliseconds: u64, guard: u64) -> Deadline {
        let time = Duration::from_millis(milliseconds);
        Deadline::arriving(time, Some(Duration::from_millis(guard)))
    }

    #[test]
    fn sleeps_until_woken_with_nothing_in_flight() {
        let (watchdog, slots, runtime) = watchdog_with(2);
        let mut threads = Threads::of(runtime.handle().clone(), 2);
        assert_eq!(
            watchdog.look_alone(&slots, &mut threads),
            After::Sleep(None)
        );
    }

    #[test]
    fn checks_again_soon_with_one_in_flight() {
        let (watchdog, slots, runtime) = watchdog_with(2);
        let mut threads = Threads::of(runtime.handle().clone(), 2);
        let _armed = slots[1].arm(invocation(), "8476a536", after(60_000, 1_000), true);
        let After::Sleep(Some(until)) = watchdog.look_alone(&slots, &mut threads) else {
            panic!("there is something to watch")
        };
        assert!(until <= Instant::now() + nudge::INTERVAL);
    }

    #[test]
    fn finished_guard_leaves_the_others_due() {
        let (watchdog, slots, runtime) = watchdog_with(3);
        let mut threads = Threads::of(runtime.handle().clone(), 2);
        // Their guards are due at once, their hard timeouts in a minute.
        let due: Vec<_> = slots[..2]
            .iter()
            .map(|slot| slot.arm(invocation(), "8476a536", after(60_000, 60_000), false))
            .collect();
        let later = slots[2].arm(invocation(), "8476a537", after(60_000, 1_000), false);
        watchdog.look_alone(&slots, &mut threads);
        assert_eq!(watchdog.alarm.due(), 2);
        drop(later);
        assert_eq!(watchdog.alarm.due(), 2);
        slots[0].guard_is_over();
        assert_eq!(watchdog.alarm.due(), 1);
        // A guard that is over already is not counted twice.
        drop(due);
        assert_eq!(watchdog.alarm.due(), 0);
    }

    #[test]
    fn each_slot_has_its_own_request_id() {
        let (_, slots, _runtime) = watchdog_with(2);
        let _one = slots[0].arm(invocation(), "8476a536", after(60_000, 1_000), true);
        let _other = slots[1].arm(invocation(), "8476a537", after(60_000, 1_000), true);
        let ids: Vec<_> = slots
            .iter()
            .map(|slot| slot.lock().request_id.clone())
            .collect();
        assert_eq!(ids, ["8476a536", "8476a537"]);
    }

    #[test]
    fn slot_is_free_again_after_its_thread_returned() {
        let (watchdog, slots, runtime) = watchdog_with(2);
        let mut threads = Threads::of(runtime.handle().clone(), 2);
        let armed = slots[0].arm(invocation(), "8476a536", after(60_000, 1_000), true);
        let other = slots[1].arm(invocation(), "8476a537", after(60_000, 1_000), true);
        for slot in &slots {
            // The hard timeout without its answer.
            slot.lock().task = Task::Claimed;
            watchdog.alarm.raise();
        }
        // Both threads are held up, and nothing is left to answer.
        assert_eq!(watchdog.look_alone(&slots, &mut threads), After::Reexec);
        drop(armed);
        assert_eq!(watchdog.alarm.due(), 1);
        let After::Sleep(Some(_)) = watchdog.look_alone(&slots, &mut threads) else {
            panic!("one thread has come back")
        };
        drop(other);
        assert_eq!(
            watchdog.look_alone(&slots, &mut threads),
            After::Sleep(None)
        );
    }
}
