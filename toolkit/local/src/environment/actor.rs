//! The life of one environment: INIT, then event after event, then its end.

use super::{
    Common, Ended, InitFailure, Initialised, Initialization, Phase, Work, exit, logs::Logs, memory,
    process::Process,
};
use crate::identity;
use crate::invocation::{FunctionError, Reply};
use crate::limits;
use crate::runtime_api::{Call, Event, Request, ResultError, RuntimeApi, Verdict};
use std::process::ExitStatus;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, sleep_until};

pub(super) struct Actor {
    process: Process,
    logs: Logs,
    common: Arc<Common>,
    phase: watch::Sender<Phase>,
    /// Answers the child for as long as the child is there.
    api: RuntimeApi,
}

/// Where the environment is between two things that happen to it.
enum State {
    /// The process has been started and has not asked for an event.
    Init {
        initialised: Announce,
        until: Instant,
    },
    /// The process has been restored from the snapshot that its INIT was for, and has not asked for an event.
    Restored {
        initialised: Announce,
        since: Instant,
    },
    /// The runtime waits for an event.
    Idle { next: oneshot::Sender<Verdict> },
    /// There is an event, and no result of it.
    Busy(Running),
    /// The result is there and the runtime has not asked for another event: it may do so until the old deadline.
    Finishing { until: Instant },
    /// Nothing more will happen here.
    Over,
}

/// Who waits for the end of INIT.
pub(super) type Announce = oneshot::Sender<Result<Initialised, InitFailure>>;

struct Running {
    work: Work,
    since: Instant,
    event: Event,
    /// False while the runtime's `next` broke off before it had the event, and it has to ask again.
    delivered: bool,
}

/// What can happen to an environment.
enum Happening {
    Call(Call),
    Work(Work),
    /// Every handle is gone, or the service stops.
    Unwanted,
    Exited(Option<ExitStatus>),
    TimeIsUp,
    /// The runtime hung up on its `next`.
    NextBroke,
}

impl Actor {
    pub(super) fn new(
        process: Process,
        api: RuntimeApi,
        logs: Logs,
        common: Arc<Common>,
        phase: watch::Sender<Phase>,
    ) -> Self {
        Self {
            process,
            logs,
            common,
            phase,
            api,
        }
    }

    /// Runs until the process has ended and is reaped.
    pub(super) async fn run(
        mut self,
        mut calls: mpsc::Receiver<Call>,
        mut work: mpsc::Receiver<Work>,
        initialised: Announce,
        limit: Duration,
    ) {
        let until = Instant::now() + limit;
        let mut state = State::Init { initialised, until };
        while !matches!(state, State::Over) {
            let happening = self.next_happening(&mut state, &mut calls, &mut work).await;
            if matches!(happening, Happening::Unwanted) && self.api.announces_the_end() {
                self.process.terminate(limits::SHUTDOWN).await;
            }
            state = self.handle(state, happening).await;
            let phase = if matches!(state, State::Idle { .. }) {
                Phase::Idle
            } else {
                Phase::Busy
            };
            self.phase.send_replace(phase);
        }
        self.process.kill().await;
        self.logs.finish().await;
        self.phase.send_replace(Phase::Gone);
    }

    async fn next_happening(
        &mut self,
        state: &mut State,
        calls: &mut mpsc::Receiver<Call>,
        work: &mut mpsc::Receiver<Work>,
    ) -> Happening {
        let until = match state {
            State::Init { until, .. } | State::Finishing { until } => Some(*until),
            State::Restored { since, .. } => Some(*since + limits::RESTORE),
            State::Busy(running) => Some(running.work.until),
            State::Idle { .. } | State::Over => None,
        };
        let takes_work = matches!(state, State::Idle { .. });
        let mut stop = self.common.stop.clone();
        loop {
            let next = match state {
                State::Idle { next } => Some(next),
                _ => None,
            };
            tokio::select! {
                // In this order: what the runtime said before it ended counts, and so does a result at the last moment; no
                // work goes to a process that has ended;
                // a function that never stops logging does not outlive its deadline.
                biased;
                _ = stop.wait_for(|stop| *stop) => return Happening::Unwanted,
                Some(call) = calls.recv() => return Happening::Call(call),
                status = self.process.wait() => return Happening::Exited(status),
                given = work.recv(), if takes_work => {
                    return given.map_or(Happening::Unwanted, Happening::Work);
                }
                () = at(until) => return Happening::TimeIsUp,
                () = closed(next) => return Happening::NextBroke,
                () = self.logs.forward() => {}
            }
        }
    }

    async fn handle(&mut self, state: State, happening: Happening) -> State {
        match happening {
            Happening::Call(call) => self.on_call(state, call).await,
            Happening::Work(work) => self.on_work(state, work),
            Happening::Exited(status) => self.on_exit(state, status).await,
            Happening::TimeIsUp => self.on_time_is_up(state).await,
            Happening::Unwanted => State::Over,
            Happening::NextBroke => State::Finishing {
                until: Instant::now() + self.common.function.timeout,
            },
        }
    }

    async fn on_call(&mut self, state: State, Call { request, verdict }: Call) -> State {
        // A verdict that nobody waits for any more needs none: the runtime hung up.
        match (request, state) {
            (Request::Next, State::Init { initialised, .. }) => {
                let _ = initialised.send(Ok(Initialised { restore: None }));
                State::Idle { next: verdict }
            }
            (Request::RestoreNext, State::Init { initialised, .. })
                if self.common.initialization == Initialization::SnapStart =>
            {
                // Here the snapshot would be taken, and some day an environment restored from it.
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
                // The caller is told that it failed and no more: why stands in the log.
                eprintln!("the function could not be restored: {error}");
                self.logs.catch_up(true).await;
                let _ = initialised.send(Err(InitFailure::RestoreFailed));
                State::Over
            }
            // Asked again while idle: the runtime has given up on its old question without our noticing.
            (Request::Next, State::Finishing { .. } | State::Idle { .. }) => {
                State::Idle { next: verdict }
            }
            (Request::Next, State::Busy(running)) if !running.delivered => {
                State::Busy(running.deliver(verdict))
            }
            (Request::InitError(error), State::Init { initialised, .. }) => {
                let _ = verdict.send(Verdict::Accepted);
                // The runtime ends itself now; what it has to say on the way is still passed on.
                self.logs.catch_up(true).await;
                let _ = initialised.send(Err(InitFailure::Posted(error)));
                State::Over
            }
            (Request::Stream(id), State::Busy(running))
                if running.delivered && running.work.invocation.request_id == id =>
            {
                let listener = running.work.invocation.listener.clone();
                let _ = verdict.send(Verdict::Streams(listener));
                State::Busy(running)
            }
            (Request::Result(id, result), State::Busy(running))
                if running.delivered && running.work.invocation.request_id == id =>
            {
                self.on_result(running, result, verdict).await
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
        self.logs.begin();
        let now = Instant::now();
        let remaining = work.until.saturating_duration_since(now);
        let arn = work.invocation.invoked_arn.clone();
        let event = Event {
            invocation: Arc::clone(&work.invocation),
            deadline: identity::epoch() + remaining,
            invoked_arn: arn.unwrap_or_else(|| self.common.function.arn()),
        };
        let running = Running {
            work,
            since: now,
            event,
            delivered: false,
        };
        State::Busy(running.deliver(next))
    }

    async fn on_result(
        &mut self,
        running: Running,
        result: Result<Reply, ResultError>,
        verdict: oneshot::Sender<Verdict>,
    ) -> State {
        let (result, answer) = match result {
            Ok(reply) => (Ok(reply), Verdict::Accepted),
            Err(ResultError::Function(error)) => (Err(error), Verdict::Accepted),
            Err(ResultError::TooLarge(limit)) => (Err(too_large(limit)), Verdict::TooLarge(limit)),
        };
        let until = running.work.until;
        // First the invocation, then the runtime: it may end itself as soon as it has been answered.
        self.end(running, result).await;
        let _ = verdict.send(answer);
        State::Finishing { until }
    }

    async fn on_exit(&mut self, state: State, status: Option<ExitStatus>) -> State {
        let reason = status.map_or_else(
            || "Runtime exited without providing a reason".to_owned(),
            exit::reason,
        );
        match state {
            State::Init { initialised, .. } => {
                self.logs.finish().await;
                let _ = initialised.send(Err(InitFailure::Exited(reason)));
            }
            State::Restored { initialised, .. } => {
                self.logs.finish().await;
                eprintln!("the function could not be restored: {reason}");
                let _ = initialised.send(Err(InitFailure::RestoreFailed));
            }
            State::Busy(running) => {
                self.logs.finish().await;
                let error = exited(&running.work.invocation.request_id, &reason);
                self.end(running, Err(error)).await;
            }
            State::Idle { .. } | State::Finishing { .. } | State::Over => {}
        }
        State::Over
    }

    async fn on_time_is_up(&mut self, state: State) -> State {
        match state {
            State::Init { initialised, .. } => {
                self.process.kill().await;
                let _ = initialised.send(Err(InitFailure::TimedOut));
            }
            State::Restored { initialised, .. } => {
                self.process.kill().await;
                let _ = initialised.send(Err(InitFailure::RestoreTimedOut));
            }
            State::Busy(running) => {
                let peak = memory::peak(self.process.id());
                // The answer says that the environment is gone, so it goes first.
                self.process.kill().await;
                self.logs.finish().await;
                let error = timed_out(
                    &running.work.invocation.request_id,
                    self.common.function.timeout,
                );
                running.end(Err(error), peak, self.logs.tail());
            }
            State::Idle { .. } | State::Finishing { .. } | State::Over => {}
        }
        State::Over
    }

    async fn end(&mut self, running: Running, result: Result<Reply, FunctionError>) {
        let peak = memory::peak(self.process.id());
        self.logs
            .catch_up(running.work.invocation.wants_log_tail)
            .await;
        running.end(result, peak, self.logs.tail());
    }
}

impl Running {
    fn deliver(mut self, next: oneshot::Sender<Verdict>) -> Self {
        self.delivered = next.send(Verdict::Event(self.event.clone())).is_ok();
        self
    }

    fn end(
        self,
        result: Result<Reply, FunctionError>,
        peak_memory: Option<u64>,
        log_tail: bytes::Bytes,
    ) {
        // A caller that is gone has no use for it.
        let _ = self.work.done.send(Ended {
            result,
            duration: self.since.elapsed(),
            peak_memory,
            log_tail,
        });
    }
}

/// `Runtime.ExitError`, in AWS's words.
pub(crate) fn exited(request_id: &str, reason: &str) -> FunctionError {
    FunctionError::new(
        "Runtime.ExitError",
        &format!("RequestId: {request_id} Error: {reason}"),
    )
}

/// `Sandbox.Timedout`, in AWS's words.
pub(crate) fn timed_out(request_id: &str, timeout: Duration) -> FunctionError {
    let seconds = timeout.as_secs_f64();
    FunctionError::new(
        "Sandbox.Timedout",
        &format!("RequestId: {request_id} Error: Task timed out after {seconds:.2} seconds"),
    )
}

/// `Function.ResponseSizeTooLarge`, in AWS's words.
pub(super) fn too_large(limit: usize) -> FunctionError {
    FunctionError::new(
        "Function.ResponseSizeTooLarge",
        &format!("Response payload size exceeded maximum allowed payload size ({limit} bytes)."),
    )
}

pub(super) async fn at(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

async fn closed(next: Option<&mut oneshot::Sender<Verdict>>) {
    match next {
        Some(next) => next.closed().await,
        None => std::future::pending().await,
    }
}
