//! The state that the handler's thread and the watchdog share.

use std::io;
use std::mem;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::park;
use std::time::Instant;

use serde_json::value::RawValue;

#[cfg(feature = "concurrent")]
use super::alarm::Alarm;
use crate::error::FunctionError;
use crate::guard::deadline::Deadline;
use crate::guard::interrupt;
use crate::guard::interruption::{Activity, Phase};
use crate::platform::metrics::Recorder;
use crate::platform::threads::Slot;

/// The watched work, and so the kind of answer.
pub(crate) enum Target {
    /// An invocation.
    Invocation {
        /// The value of the header `Lambda-Runtime-Invocation-Id`; the answer repeats it.
        invocation_id: Option<String>,
    },
    /// INIT, with the error to report if it takes too long.
    Init(fn() -> FunctionError),
}

/// Makes the reply that is posted instead of this error; `None` posts the error.
pub(crate) type Reply = Box<dyn FnOnce(&FunctionError) -> Option<FallbackReply> + Send>;

/// A reply in the handler's place.
pub(crate) enum FallbackReply {
    /// Posted as the reply.
    Json(Box<RawValue>),
    /// Already posted by the maker of this value, with this result.
    Posted(io::Result<()>),
    /// Nothing more is posted: a part of the reply has been sent, and the rest was aborted.
    BrokenOff,
}

/// One watched invocation at a time.
pub(crate) struct Watch {
    pub(super) state: Mutex<State>,
    /// Wakes the watchdog before the end of its sleep.
    pub(super) sooner: Condvar,
    /// The alarm of the shared watchdog, if there is one.
    #[cfg(feature = "concurrent")]
    alarm: Option<&'static Alarm>,
}

pub(super) struct State {
    pub(super) task: Task,
    /// The id of the current or last invocation. Its buffer is reused, so that arming does not allocate.
    pub(super) request_id: String,
    pub(super) thread: Thread,
    /// Whether the shared watchdog has answered for an invocation here, since this was last asked.
    #[cfg(feature = "concurrent")]
    pub(super) is_abandoned: bool,
}

pub(super) enum Task {
    /// Nothing to watch: the function waits for an event.
    None,
    Running(Watched),
    /// The watchdog is answering, and only the watchdog may.
    Claimed,
}

/// The state of the watchdog's thread.
pub(super) enum Thread {
    /// Not started.
    None,
    /// Asleep until then; `None` is until it is woken.
    Asleep(Option<Instant>),
}

impl Thread {
    /// Returns the moment for which the thread was last asked to wake up, if it is still to come. With nothing to watch, the thread
    /// sleeps until then, so that the next invocation need not wake it.
    pub(super) fn until_asked(&self, now: Instant) -> Option<Instant> {
        match self {
            Self::None => None,
            Self::Asleep(until) => until.filter(|until| now < *until),
        }
    }
}

pub(super) struct Watched {
    pub(super) target: Target,
    pub(super) deadline: Deadline,
    /// Whether the watchdog may answer.
    pub(super) hard_timeout: bool,
    pub(super) activity: Activity,
    /// Makes the watchdog's answer; `None` answers with an error.
    pub(super) reply: Option<Reply>,
    pub(super) interrupt: Interrupt,
    /// The record that is still to be written, by whoever takes it.
    pub(super) record: Option<PendingRecord>,
}

/// A record of an invocation that is still to be written.
#[derive(Clone, Copy)]
pub(crate) struct PendingRecord {
    pub(crate) recorder: &'static Recorder,
    /// Writes it. A pointer, so that a function without records does not link it.
    pub(crate) write: fn(Self, &Unrecorded),
}

/// What the watch knows about an invocation whose record is to be written.
pub(crate) struct Unrecorded {
    pub(crate) deadline: Deadline,
    pub(crate) activity: Activity,
    /// The type of the error with which Lambda is answered.
    pub(crate) error_type: Option<String>,
    /// Whether the watchdog answers.
    pub(crate) is_overrun: bool,
}

impl Watched {
    /// Takes the record, for the one who answers.
    pub(super) fn take_record(
        &mut self,
        error_type: Option<&str>,
        is_overrun: bool,
    ) -> Option<TakenRecord> {
        let record = self.record.take()?;
        let unrecorded = Unrecorded {
            deadline: self.deadline,
            activity: self.activity,
            error_type: error_type.map(str::to_owned),
            is_overrun,
        };
        Some(TakenRecord(record, unrecorded))
    }
}

/// A record that only its owner can write.
pub(crate) struct TakenRecord(PendingRecord, Unrecorded);

impl TakenRecord {
    pub(crate) fn write(self) {
        (self.0.write)(self.0, &self.1);
    }
}

/// How far the guard of a watched invocation is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Interrupt {
    Due,
    Raised,
    /// The guard has finished by itself.
    Over,
}

impl Watch {
    /// With a watchdog thread of its own.
    pub(crate) const fn new() -> Self {
        Self {
            state: Mutex::new(State {
                task: Task::None,
                request_id: String::new(),
                thread: Thread::None,
                #[cfg(feature = "concurrent")]
                is_abandoned: false,
            }),
            sooner: Condvar::new(),
            #[cfg(feature = "concurrent")]
            alarm: None,
        }
    }

    /// With a shared watchdog, woken by `alarm`.
    #[cfg(feature = "concurrent")]
    pub(super) fn shared(alarm: &'static Alarm) -> Self {
        let mut watch = Self::new();
        watch.alarm = Some(alarm);
        watch
    }

    /// Watches until the returned value is dropped. INIT has no `request_id`.
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
            activity: Activity::FIRST,
            reply: None,
            interrupt: Interrupt::Due,
            record: None,
        });
        if let Thread::Asleep(until) = &mut state.thread
            && until.is_none_or(|until| deadline.guard_at() < until)
        {
            *until = Some(deadline.guard_at());
            self.sooner.notify_one();
        }
        #[cfg(feature = "concurrent")]
        if let Some(alarm) = self.alarm {
            alarm.look_at(deadline.guard_at());
        }
        Armed(self)
    }

    /// Sets the watchdog's answer, if it has to give one. Returns `false` if the watchdog is answering already.
    pub(crate) fn answer_with(&self, reply: Reply) -> bool {
        self.change(|watched| watched.reply = Some(reply))
    }

    /// Sets the record that is written at the end.
    pub(crate) fn record_with(&self, record: PendingRecord) {
        self.change(|watched| watched.record = Some(record));
    }

    /// Writes the record now, unless it has been written, or the watchdog answers and writes it.
    pub(crate) fn write_record(&self, error_type: Option<&str>) {
        let mut taken = None;
        self.change(|watched| taken = watched.take_record(error_type, false));
        if let Some(record) = taken {
            record.write();
        }
    }

    /// The guard has stopped the handler. Code that runs from here on, such as the handler's destructors, is not interrupted.
    pub(crate) fn guard_is_over(&self) {
        self.change(|watched| self.end_interrupt(watched));
    }

    /// Whether other invocations may be in flight at the same time.
    #[cfg(feature = "concurrent")]
    pub(crate) fn is_one_of_many(&self) -> bool {
        self.alarm.is_some()
    }

    /// Whether the shared watchdog has answered for an invocation here, since this was last asked.
    #[cfg(feature = "concurrent")]
    pub(crate) fn take_abandoned(&self) -> bool {
        mem::take(&mut self.lock().is_abandoned)
    }

    /// Whether other invocations may be in flight at the same time.
    #[cfg(not(feature = "concurrent"))]
    #[expect(clippy::unused_self, reason = "used with the feature `concurrent`")]
    pub(crate) fn is_one_of_many(&self) -> bool {
        false
    }

    fn end_interrupt(&self, watched: &mut Watched) {
        if watched.interrupt == Interrupt::Raised {
            self.lower();
        }
        watched.interrupt = Interrupt::Over;
    }

    /// The guard of this invocation is not due any more. Others may be.
    #[cfg_attr(
        not(feature = "concurrent"),
        expect(clippy::unused_self, reason = "used with the feature `concurrent`")
    )]
    fn lower(&self) {
        #[cfg(feature = "concurrent")]
        if let Some(alarm) = self.alarm {
            return alarm.lower();
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

    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Keeps an invocation watched until it is dropped.
pub(crate) struct Armed<'a>(&'a Watch);

impl Armed<'_> {
    /// Ends the watch, and returns the record that is still to be written. Returns `None` if the watchdog is answering.
    pub(crate) fn finish(&self, error_type: Option<&str>) -> Option<TakenRecord> {
        let mut state = self.0.lock();
        let Task::Running(watched) = &mut state.task else {
            return None;
        };
        self.0.end_interrupt(watched);
        let record = watched.take_record(error_type, false);
        state.task = Task::None;
        record
    }
}

impl Drop for Armed<'_> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        match mem::replace(&mut state.task, Task::None) {
            Task::None => {}
            Task::Running(mut watched) => self.0.end_interrupt(&mut watched),
            // The reply comes too late, and the service refuses it. The other invocations continue.
            Task::Claimed if self.0.is_one_of_many() => self.0.lower(),
            Task::Claimed => {
                state.task = Task::Claimed;
                drop(state);
                // The reply comes too late, and the process is about to end.
                loop {
                    park();
                }
            }
        }
    }
}

/// The activity of one handler, reported to the watchdog. There are several at a time for the records of a concurrent batch.
pub(crate) struct ActivityTracker<'a> {
    activity: Slot<Activity>,
    watch: &'a Watch,
}

impl<'a> ActivityTracker<'a> {
    pub(crate) fn new(watch: &'a Watch) -> Self {
        Self {
            activity: Slot::new(Activity::FIRST),
            watch,
        }
    }

    /// A handler begins.
    pub(crate) fn begin(&self, handler: &'static str) {
        self.set(Activity {
            handler,
            phase: Phase::Extraction,
        });
    }

    /// The handler enters a phase.
    pub(crate) fn enter(&self, phase: Phase) {
        self.set(Activity {
            phase,
            ..self.activity.get()
        });
    }

    fn set(&self, activity: Activity) {
        self.activity.set(activity);
        self.watch.change(|watched| watched.activity = activity);
    }

    pub(crate) fn activity(&self) -> Activity {
        self.activity.get()
    }

    pub(crate) fn watch(&self) -> &'a Watch {
        self.watch
    }
}
