//! One watchdog for all invocations in flight.
//!
//! Each of them is watched as one that runs alone would be: interrupted when its guard is due, and answered for when nothing could
//! interrupt it. What differs is the last line. The thread that is held up cannot be ended without ending the others' invocations,
//! so it is left to itself: what it makes comes too late and the service refuses it, and until it comes back the function has one
//! thread less. Only when all threads are held up, and every invocation in flight has been answered, is the process started anew.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Instant;

use tokio::runtime::Handle;

use super::hard_timeout::{self, Target};
use super::nudge::{self, Threads};
use super::thread::{self, Next};
use super::{Interrupt, Task, Watch, Watched, reexec};
use crate::guard::interrupt;

/// Invocations that share a watchdog.
pub(crate) struct SharedWatchdog {
    alarm: Mutex<Alarm>,
    /// The watchdog looks by itself before a guard that is due so late, in nanoseconds after `epoch`: nobody has to wake it, nor to take
    /// the lock. It is the largest number where that is not so.
    looks_before: AtomicU64,
    epoch: OnceLock<Instant>,
    /// Wakes the watchdog before the time that it sleeps for.
    sooner: Condvar,
}

struct Alarm {
    /// One for each invocation that there can be at a time.
    seats: Vec<&'static Watch>,
    /// How many guards are due.
    due: usize,
    watchdog: Watchdog,
}

/// What the watchdog is doing.
enum Watchdog {
    /// It was not started: nobody looks.
    Missing,
    /// It looks at one after the other; `again` is whether it may have looked too early at one.
    Looking { again: bool },
    /// It sleeps until then; `None` is until it is woken.
    Asleep(Option<Instant>),
}

/// How it is with one invocation.
enum Seen {
    Nothing,
    /// There is nothing to do before then.
    Running(Option<Instant>),
    /// It was answered, and still holds its thread.
    Answered,
}

/// What comes after a look at all of them.
#[derive(Debug, PartialEq, Eq)]
enum After {
    /// There is nothing to do before then, or before it is woken.
    Sleep(Option<Instant>),
    /// Nothing will go on in this process.
    StartAnew,
}

impl SharedWatchdog {
    pub(crate) const fn new() -> Self {
        Self {
            alarm: Mutex::new(Alarm {
                seats: Vec::new(),
                due: 0,
                watchdog: Watchdog::Missing,
            }),
            looks_before: AtomicU64::new(u64::MAX),
            epoch: OnceLock::new(),
            sooner: Condvar::new(),
        }
    }

    /// Starts the watchdog, for invocations that run on the threads of `runtime`.
    pub(crate) fn start(&'static self, runtime: Handle) {
        let mut alarm = self.lock();
        if matches!(alarm.watchdog, Watchdog::Missing) {
            match thread::spawn_with(move || self.run(Threads::of(runtime))) {
                Ok(()) => alarm.watchdog = Watchdog::Asleep(None),
                Err(error) => eprintln!("the watchdog could not start: {error}"),
            }
        }
    }

    /// A place for one invocation at a time. It is there for as long as the process is.
    pub(crate) fn seat(&'static self) -> &'static Watch {
        let mut watch = Watch::new();
        watch.crew = Some(self);
        let seat: &'static Watch = Box::leak(Box::new(watch));
        self.lock().seats.push(seat);
        seat
    }

    /// A guard is due then.
    pub(super) fn look_at(&self, guard_at: Instant) {
        // Its invocation is armed already. Either the watchdog sees that when it looks, or it has looked before, and what it wrote before
        // it did is seen here.
        if self.nanoseconds(guard_at) >= self.looks_before.load(Ordering::Acquire) {
            return;
        }
        let mut alarm = self.lock();
        match &mut alarm.watchdog {
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
        // The first is 584 years later.
        u64::try_from(since).unwrap_or(u64::MAX - 1)
    }

    fn raise(&self) {
        let mut alarm = self.lock();
        alarm.due += 1;
        interrupt::raise();
    }

    /// One guard less is due. Under the lock, so that none is forgotten that is raised meanwhile.
    pub(super) fn lower(&self) {
        let mut alarm = self.lock();
        alarm.due = alarm.due.saturating_sub(1);
        if alarm.due == 0 {
            interrupt::clear();
        }
    }

    fn run(&self, mut threads: Threads) {
        loop {
            let seats = self.begin_to_look();
            match self.look(&seats, &mut threads) {
                After::Sleep(until) => self.sleep(until),
                After::StartAnew => reexec::reexec(""),
            }
        }
    }

    fn begin_to_look(&self) -> Vec<&'static Watch> {
        let mut alarm = self.lock();
        self.looks_before.store(u64::MAX, Ordering::Release);
        alarm.watchdog = Watchdog::Looking { again: false };
        alarm.seats.clone()
    }

    /// Does what is due, and says what comes next.
    fn look(&self, seats: &[&Watch], threads: &mut Threads) -> After {
        let (mut running, mut answered) = (0, 0);
        let mut earliest: Option<Instant> = None;
        for seat in seats {
            match self.look_at_one(seat) {
                Seen::Nothing => {}
                Seen::Answered => answered += 1,
                Seen::Running(until) => {
                    running += 1;
                    earliest = [earliest, until].into_iter().flatten().min();
                }
            }
        }
        if answered > 0 && answered >= threads.count().min(seats.len()) && running == 0 {
            return After::StartAnew;
        }
        if running + answered == 0 {
            return After::Sleep(None);
        }
        threads.nudge();
        let soon = Instant::now() + nudge::EVERY;
        After::Sleep(Some(earliest.map_or(soon, |earliest| earliest.min(soon))))
    }

    fn look_at_one(&self, seat: &Watch) -> Seen {
        let mut state = seat.lock();
        match thread::look(&mut state, Instant::now(), || self.raise()) {
            Next::Answer(watched) => {
                let request_id = state.request_id.clone();
                drop(state);
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
        // Until it comes back it stays due: what it does then, such as a loop, is interrupted. Coming back lowers it.
        if watched.interrupt != Interrupt::Raised {
            self.raise();
        }
        match watched.target {
            Target::Init(_) => hard_timeout::answer_and_end(watched, request_id),
            Target::Invocation { .. } => hard_timeout::answer(
                watched,
                request_id,
                "; its thread is left to itself, and other invocations go on",
            ),
        }
    }

    fn sleep(&self, until: Option<Instant>) {
        let mut alarm = self.lock();
        if matches!(alarm.watchdog, Watchdog::Looking { again: true }) {
            return;
        }
        alarm.watchdog = Watchdog::Asleep(until);
        let looks_before = until.map_or(u64::MAX, |until| self.nanoseconds(until));
        self.looks_before.store(looks_before, Ordering::Release);
        match until {
            None => drop(self.sooner.wait(alarm)),
            Some(until) => {
                let time = until.saturating_duration_since(Instant::now());
                drop(self.sooner.wait_timeout(alarm, time));
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Alarm> {
        self.alarm.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guard::deadline::Deadline;
    use std::time::Duration;

    fn invocation() -> Target {
        Target::Invocation {
            invocation_id: None,
        }
    }

    /// A crew of so many, and a runtime of two threads.
    fn crew_of(
        count: usize,
    ) -> (
        &'static SharedWatchdog,
        Vec<&'static Watch>,
        tokio::runtime::Runtime,
    ) {
        let crew: &'static SharedWatchdog = Box::leak(Box::new(SharedWatchdog::new()));
        let seats = (0..count).map(|_| crew.seat()).collect();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .build();
        (crew, seats, runtime.expect("two threads"))
    }

    fn after(milliseconds: u64, guard: u64) -> Deadline {
        let time = Duration::from_millis(milliseconds);
        Deadline::arriving(time, Some(Duration::from_millis(guard)))
    }

    #[test]
    fn with_nothing_in_flight_it_sleeps_until_it_is_woken() {
        let (crew, seats, runtime) = crew_of(2);
        let mut threads = Threads::of(runtime.handle().clone());
        assert_eq!(crew.look(&seats, &mut threads), After::Sleep(None));
    }

    #[test]
    fn with_one_in_flight_it_looks_again_soon() {
        let (crew, seats, runtime) = crew_of(2);
        let mut threads = Threads::of(runtime.handle().clone());
        let _armed = seats[1].arm(invocation(), "8476a536", after(60_000, 1_000), true);
        let After::Sleep(Some(until)) = crew.look(&seats, &mut threads) else {
            panic!("there is something to watch")
        };
        assert!(until <= Instant::now() + nudge::EVERY);
    }

    #[test]
    fn a_guard_that_is_over_leaves_those_that_are_due() {
        let (crew, seats, runtime) = crew_of(3);
        let mut threads = Threads::of(runtime.handle().clone());
        // Their guards are due at once, their last lines in a minute.
        let due: Vec<_> = seats[..2]
            .iter()
            .map(|seat| seat.arm(invocation(), "8476a536", after(60_000, 60_000), false))
            .collect();
        let later = seats[2].arm(invocation(), "8476a537", after(60_000, 1_000), false);
        crew.look(&seats, &mut threads);
        assert_eq!(crew.lock().due, 2);
        drop(later);
        assert_eq!(crew.lock().due, 2);
        seats[0].guard_is_over();
        assert_eq!(crew.lock().due, 1);
        // It is told once.
        drop(due);
        assert_eq!(crew.lock().due, 0);
    }

    #[test]
    fn each_looks_at_its_own_step_and_id() {
        let (_, seats, _runtime) = crew_of(2);
        let _one = seats[0].arm(invocation(), "8476a536", after(60_000, 1_000), true);
        let _other = seats[1].arm(invocation(), "8476a537", after(60_000, 1_000), true);
        let ids: Vec<_> = seats
            .iter()
            .map(|seat| seat.lock().request_id.clone())
            .collect();
        assert_eq!(ids, ["8476a536", "8476a537"]);
    }

    #[test]
    fn what_was_answered_for_comes_back_and_its_place_is_free() {
        let (crew, seats, runtime) = crew_of(2);
        let mut threads = Threads::of(runtime.handle().clone());
        let armed = seats[0].arm(invocation(), "8476a536", after(60_000, 1_000), true);
        let other = seats[1].arm(invocation(), "8476a537", after(60_000, 1_000), true);
        for seat in &seats {
            // As the last line does it, but for the answer.
            seat.lock().task = Task::Claimed;
            crew.raise();
        }
        // Both threads are held up, and nothing is left to answer.
        assert_eq!(crew.look(&seats, &mut threads), After::StartAnew);
        drop(armed);
        assert_eq!(crew.lock().due, 1);
        let After::Sleep(Some(_)) = crew.look(&seats, &mut threads) else {
            panic!("one thread has come back")
        };
        drop(other);
        assert_eq!(crew.look(&seats, &mut threads), After::Sleep(None));
    }
}
