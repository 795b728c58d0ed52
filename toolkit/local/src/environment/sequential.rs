//! An environment that runs one invocation at a time: INIT, then event after event, then its end.

use super::exit;
use super::lifecycle::{
    EnvironmentEvent, Host, InitFailure, InitResult, Initialised, Initialization, Phase, Running,
    Work,
};
use crate::console;
use crate::invocation::FunctionError;
use crate::limits;
use crate::quote;
use crate::runtime_api::{Call, Event, Request, Verdict};
use std::process::ExitStatus;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::Instant;

pub(super) struct SequentialEnvironment {
    host: Host,
}

/// The state between two events.
enum State {
    /// The process is started and has not asked for an event.
    Init {
        initialised: InitResult,
        until: Instant,
    },
    /// The process is restored from its snapshot and has not asked for an event.
    Restored {
        initialised: InitResult,
        since: Instant,
    },
    /// The runtime waits for an event.
    Idle { next: oneshot::Sender<Verdict> },
    /// An event has no result yet.
    Busy(Busy),
    /// The result is there. The runtime may ask for another event until the old deadline.
    Finishing { until: Instant },
    /// The environment ends.
    Over,
}

struct Busy {
    running: Running,
    event: Event,
    /// False if the runtime's `next` was aborted before it had the event, so that it has to ask again.
    delivered: bool,
}

impl SequentialEnvironment {
    pub(super) fn new(host: Host) -> Self {
        Self { host }
    }

    /// Runs until the process is reaped. `limit` is that of INIT.
    pub(super) async fn run(mut self, initialised: InitResult, limit: Duration) {
        let until = Instant::now() + limit;
        let mut state = State::Init { initialised, until };
        while !matches!(state, State::Over) {
            let event = self.next_event(&mut state).await;
            state = self.handle(state, event).await;
            let phase = if matches!(state, State::Idle { .. }) {
                Phase::Idle
            } else {
                Phase::Busy
            };
            self.host.phase.send_replace(phase);
        }
        self.host.close().await;
    }

    async fn next_event(&mut self, state: &mut State) -> EnvironmentEvent {
        let until = match state {
            State::Init { until, .. } | State::Finishing { until } => Some(*until),
            State::Restored { since, .. } => Some(*since + limits::RESTORE),
            State::Busy(busy) => Some(busy.running.work.until),
            State::Idle { .. } | State::Over => None,
        };
        let poll = match state {
            State::Idle { next } => Some(next),
            _ => None,
        };
        self.host.next_event(until, poll.is_some(), poll).await
    }

    async fn handle(&mut self, state: State, event: EnvironmentEvent) -> State {
        match event {
            EnvironmentEvent::Call(call) => self.on_call(state, call).await,
            EnvironmentEvent::Work(work) => self.on_work(state, work),
            EnvironmentEvent::Exited(status) => self.on_exit(state, status).await,
            EnvironmentEvent::TimeIsUp => self.on_time_is_up(state).await,
            EnvironmentEvent::Unwanted => State::Over,
            EnvironmentEvent::PollClosed => State::Finishing {
                until: Instant::now() + self.host.common.function.timeout,
            },
        }
    }

    async fn on_call(&mut self, state: State, Call { request, verdict }: Call) -> State {
        // Sending a verdict fails if the runtime has closed the connection. Then it is not needed.
        if matches!(request, Request::Next) {
            self.host.reexecution.end();
        }
        match (request, state) {
            (Request::Reexecuted, state) => {
                self.host.reexecution.begin();
                let _ = verdict.send(Verdict::Accepted);
                state
            }
            (Request::Next, State::Init { initialised, .. }) => {
                let _ = initialised.send(Ok(Initialised { restore: None }));
                State::Idle { next: verdict }
            }
            (Request::RestoreNext, State::Init { initialised, .. })
                if self.host.common.initialization == Initialization::SnapStart =>
            {
                // Lambda takes the snapshot here, and later restores environments from it.
                let _ = verdict.send(Verdict::Restored);
                let since = Instant::now();
                State::Restored { initialised, since }
            }
            (Request::Next, State::Restored { initialised, since }) => {
                let restore = Some(since.elapsed());
                let _ = initialised.send(Ok(Initialised { restore }));
                State::Idle { next: verdict }
            }
            (Request::RestoreError(error), State::Restored { initialised, .. }) => {
                let _ = verdict.send(Verdict::Accepted);
                // The caller only learns that the restore failed. The reason is in the log.
                console::line(format_args!(
                    "the function failed after its restore: {}",
                    quote::document(&error.to_string())
                ));
                self.host.logs.catch_up(true).await;
                let _ = initialised.send(Err(InitFailure::RestoreFailed));
                State::Over
            }
            // A second `next` while idle: the runtime has closed the first one, and this was not noticed yet.
            (Request::Next, State::Finishing { .. } | State::Idle { .. }) => {
                State::Idle { next: verdict }
            }
            (Request::Next, State::Busy(busy)) if !busy.delivered => {
                State::Busy(busy.deliver(verdict))
            }
            (Request::InitError(error), State::Init { initialised, .. }) => {
                self.host.init_failed(initialised, error, verdict).await;
                State::Over
            }
            (Request::Stream(id), State::Busy(busy)) if busy.is(&id) => {
                let listener = busy.running.work.invocation.listener.clone();
                let _ = verdict.send(Verdict::Streams(listener));
                State::Busy(busy)
            }
            (Request::Result(id, result), State::Busy(busy)) if busy.is(&id) => {
                let until = busy.running.work.until;
                self.host.on_result(busy.running, result, verdict).await;
                State::Finishing { until }
            }
            (Request::Result(..) | Request::Stream(_), state) => {
                let _ = verdict.send(Verdict::InvalidId);
                state
            }
            (_, state) => {
                let _ = verdict.send(Verdict::InvalidState);
                state
            }
        }
    }

    fn on_work(&mut self, state: State, work: Work) -> State {
        let State::Idle { next } = state else {
            return state;
        };
        self.host.logs.begin();
        let since = Instant::now();
        let busy = Busy {
            event: self.host.event(&work, since),
            running: Running {
                work,
                since,
                restarted: self.host.reexecution.take(),
            },
            delivered: false,
        };
        State::Busy(busy.deliver(next))
    }

    async fn on_exit(&mut self, state: State, status: Option<ExitStatus>) -> State {
        match state {
            State::Init { initialised, .. } => {
                self.host.logs.finish().await;
                let reason = exit::reason(status);
                let _ = initialised.send(Err(InitFailure::Exited(reason)));
            }
            State::Restored { initialised, .. } => {
                self.host.logs.finish().await;
                let reason = exit::reason(status);
                console::line(format_args!(
                    "the function failed after its restore: {reason}"
                ));
                let _ = initialised.send(Err(InitFailure::RestoreFailed));
            }
            State::Busy(Busy { running, .. }) => {
                self.host.logs.finish().await;
                let error = running.exited(status);
                self.host.complete(running, Err(error)).await;
            }
            State::Idle { .. } | State::Finishing { .. } | State::Over => {}
        }
        State::Over
    }

    async fn on_time_is_up(&mut self, state: State) -> State {
        let host = &mut self.host;
        match state {
            State::Init { initialised, .. } => {
                host.process.kill().await;
                let _ = initialised.send(Err(InitFailure::TimedOut));
            }
            State::Restored { initialised, .. } => {
                host.process.kill().await;
                let _ = initialised.send(Err(InitFailure::RestoreTimedOut));
            }
            State::Busy(Busy { running, .. }) => {
                let peak = host.process.peak_memory();
                // When the caller is answered, the environment must be gone.
                host.process.kill().await;
                host.logs.finish().await;
                let timeout = host.common.function.timeout;
                let error = FunctionError::timed_out(running.request_id(), timeout);
                running.complete(Err(error), peak, host.logs.tail());
            }
            State::Idle { .. } | State::Finishing { .. } | State::Over => {}
        }
        State::Over
    }
}

impl Busy {
    fn deliver(mut self, next: oneshot::Sender<Verdict>) -> Self {
        self.delivered = next.send(Verdict::Event(self.event.clone())).is_ok();
        self
    }

    /// Whether the runtime has the event of this request id.
    fn is(&self, id: &str) -> bool {
        self.delivered && self.running.request_id() == id
    }
}
