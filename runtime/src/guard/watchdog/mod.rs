//! The watchdog: a thread that sees to it that an invocation is answered, whatever the thread of the handler does.
//!
//! When the guard is due it raises the [interrupt](crate::guard::interrupt), so that a loop which never awaits comes to an end and the
//! [guard](crate::guard::guarded) can answer. What cannot be interrupted (a long synchronous call, a foreign function) it answers for
//! itself shortly before the kill, and starts the process anew: the [`hard_timeout`].
//!
//! The two threads share one lock. Whoever holds it decides: an invocation that is over is taken out under the lock, and the
//! watchdog claims one under the lock, so that no event is answered twice. To arm it is that lock and a few words. It is no
//! system call as long as deadlines move forward: the thread finds the new one when it wakes up for the old one.

mod hard_timeout;
#[cfg(feature = "concurrent")]
mod nudge;
mod reexec;
#[cfg(feature = "concurrent")]
mod shared;
mod step;
mod thread;

use std::mem;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::park;
use std::time::Instant;

pub(crate) use self::hard_timeout::{FallbackReply, Reply, Target, post_init_error};
#[cfg(feature = "concurrent")]
pub(crate) use self::nudge::{had_its_thread_for, let_others_go_first};
pub(crate) use self::reexec::was_reexecuted;
#[cfg(feature = "concurrent")]
pub(crate) use self::shared::SharedWatchdog;
pub(crate) use self::step::{Doing, Progress, Step};
use crate::guard::deadline::Deadline;
use crate::guard::interrupt;

/// What the thread of the handler and the watchdog know together.
pub(crate) struct Watch {
    state: Mutex<State>,
    /// Wakes the watchdog before the time that it sleeps for.
    sooner: Condvar,
    /// Those with whom this one shares a watchdog.
    #[cfg(feature = "concurrent")]
    crew: Option<&'static SharedWatchdog>,
}

struct State {
    task: Task,
    /// The id of the invocation that is running, or was last: its memory is used again, so that arming allocates none.
    request_id: String,
    thread: Thread,
}

/// What there is to watch.
enum Task {
    /// Nothing: the function waits for an event.
    None,
    Running(Watched),
    /// The watchdog is answering. Nobody else may.
    Claimed,
}

/// What the watchdog is doing.
enum Thread {
    /// It was not started: nobody looks.
    None,
    /// It sleeps until then; `None` is until it is woken.
    Asleep(Option<Instant>),
}

/// What is being watched.
struct Watched {
    target: Target,
    deadline: Deadline,
    /// Whether the watchdog may answer.
    hard_timeout: bool,
    step: Step,
    /// What it answers with; `None` is an error.
    reply: Option<Reply>,
    interrupt: Interrupt,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Interrupt {
    Due,
    Raised,
    /// The guard has come to its end by itself.
    Over,
}

impl Watch {
    pub(crate) const fn new() -> Self {
        Self {
            state: Mutex::new(State {
                task: Task::None,
                request_id: String::new(),
                thread: Thread::None,
            }),
            sooner: Condvar::new(),
            #[cfg(feature = "concurrent")]
            crew: None,
        }
    }

    /// Starts the thread, if it is not there. Without it the guard acts only where a handler awaits.
    pub(crate) fn start(&'static self) {
        let mut state = self.lock();
        if matches!(state.thread, Thread::None) && !self.is_one_of_many() {
            // Ids are UUIDs.
            state.request_id.reserve_exact(36);
            match thread::spawn(self) {
                Ok(()) => state.thread = Thread::Asleep(None),
                Err(error) => eprintln!("the watchdog could not start: {error}"),
            }
        }
    }

    /// Watches until what it returns is dropped. INIT has no `request_id`.
    pub(crate) fn arm(
        &self,
        target: Target,
        request_id: &str,
        deadline: Deadline,
        hard_timeout: bool,
    ) -> Armed<'_> {
        let mut state = self.lock();
        state.request_id.clear();
        state.request_id.push_str(request_id);
        state.task = Task::Running(Watched {
            target,
            deadline,
            hard_timeout,
            step: Step::FIRST,
            reply: None,
            interrupt: Interrupt::Due,
        });
        let is_sooner = match state.thread {
            Thread::None => false,
            Thread::Asleep(until) => until.is_none_or(|until| deadline.guard_at() < until),
        };
        if is_sooner {
            self.sooner.notify_one();
        }
        #[cfg(feature = "concurrent")]
        if let Some(crew) = self.crew {
            crew.look_at(deadline.guard_at());
        }
        Armed(self)
    }

    /// Notes what is being done from here on.
    fn note(&self, step: Step) {
        self.change(|watched| watched.step = step);
    }

    /// Sets what the watchdog answers with, if it has to. Returns whether it still may: not when it is answering already.
    pub(crate) fn answer_with(&self, reply: Reply) -> bool {
        self.change(|watched| watched.reply = Some(reply))
    }

    /// The guard has stopped the handler: what runs from here on, such as the handler's destructors, is not interrupted.
    pub(crate) fn guard_is_over(&self) {
        self.change(|watched| self.end_interrupt(watched));
    }

    /// Whether other invocations are in flight beside this one's.
    #[cfg(feature = "concurrent")]
    pub(crate) fn is_one_of_many(&self) -> bool {
        self.crew.is_some()
    }

    /// Whether other invocations are in flight beside this one's.
    #[cfg(not(feature = "concurrent"))]
    #[expect(clippy::unused_self, reason = "with the feature it is asked")]
    pub(crate) fn is_one_of_many(&self) -> bool {
        false
    }

    fn end_interrupt(&self, watched: &mut Watched) {
        if watched.interrupt == Interrupt::Raised {
            self.lower();
        }
        watched.interrupt = Interrupt::Over;
    }

    /// This invocation is due no more. Others may be.
    #[cfg_attr(
        not(feature = "concurrent"),
        expect(
            clippy::unused_self,
            reason = "with the feature it is asked for its crew"
        )
    )]
    fn lower(&self) {
        #[cfg(feature = "concurrent")]
        if let Some(crew) = self.crew {
            return crew.lower();
        }
        interrupt::clear();
    }

    fn change(&self, change: impl FnOnce(&mut Watched)) -> bool {
        let Task::Running(watched) = &mut self.lock().task else {
            return false;
        };
        change(watched);
        true
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Something that is being watched, until this is dropped.
pub(crate) struct Armed<'a>(&'a Watch);

impl Drop for Armed<'_> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        match mem::replace(&mut state.task, Task::None) {
            Task::None => {}
            Task::Running(mut watched) => self.0.end_interrupt(&mut watched),
            // What it has made comes too late, and the service refuses it. The others go on.
            Task::Claimed if self.0.is_one_of_many() => self.0.lower(),
            Task::Claimed => {
                state.task = Task::Claimed;
                drop(state);
                // What this thread has made comes too late, and the process is about to end.
                loop {
                    park();
                }
            }
        }
    }
}
