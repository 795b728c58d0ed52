//! One watchdog for all invocations in flight.
//!
//! Each of them is watched as one that runs alone would be: interrupted when its guard is due, and answered for when nothing could
//! interrupt it. What differs is the last line. The thread that is held up cannot be ended without ending the others' invocations,
//! so it is left to itself: what it makes comes too late and the service refuses it, and until it comes back the function has one
//! thread less. Only when all threads are held up, and every invocation in flight has been answered, is the process started anew.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::runtime::Handle;

use super::last_line::{self, Target};
use super::nudge::{self, Threads};
use super::thread::{self, Next};
use super::{Interrupt, Task, Watch, Watched, anew};
use crate::interrupt;

/// Invocations that share a watchdog.
pub(crate) struct Crew {
    alarm: Mutex<Alarm>,
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

impl Crew {
    pub(crate) const fn new() -> Self {
        Self {
            alarm: Mutex::new(Alarm {
                seats: Vec::new(),
                due: 0,
                watchdog: Watchdog::Missing,
            }),
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
            if let Some(until) = self.look(&seats, &mut threads) {
                self.sleep(until);
            } else {
                anew::start_anew("");
            }
        }
    }

    fn begin_to_look(&self) -> Vec<&'static Watch> {
        let mut alarm = self.lock();
        alarm.watchdog = Watchdog::Looking { again: false };
        alarm.seats.clone()
    }

    /// Does what is due, and says when there is more to do; `None` if nothing will go on in this process.
    fn look(&self, seats: &[&Watch], threads: &mut Threads) -> Option<Option<Instant>> {
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
            return None;
        }
        if running + answered == 0 {
            return Some(None);
        }
        threads.nudge();
        let soon = Instant::now() + nudge::EVERY;
        Some(Some(earliest.map_or(soon, |earliest| earliest.min(soon))))
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
            Target::Init(_) => last_line::answer_and_end(watched, request_id),
            Target::Invocation { .. } => last_line::answer(
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
