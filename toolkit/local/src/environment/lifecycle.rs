//! The parts that environments of one and of many invocations at a time share.

use super::exit;
use super::logs::Logs;
use super::process::{Process, Program};
use crate::function::Function;
use crate::identity;
use crate::invocation::{FunctionError, Invocation, Reply};
use crate::limits;
use crate::runtime_api::{Call, Event, ResultError, RuntimeApi, Verdict};
use bytes::Bytes;
use std::process::ExitStatus;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, sleep_until};

/// The state of an environment, for those who wait for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// In INIT, in an invocation, or between its response and the next `next`.
    Busy,
    /// Waiting for an event.
    Idle,
    /// Its process has ended and is reaped.
    Gone,
}

/// One invocation for an environment.
#[derive(Debug)]
pub(crate) struct Work {
    pub(crate) invocation: Arc<Invocation>,
    /// The time at which the environment is killed.
    pub(crate) until: Instant,
    pub(crate) done: oneshot::Sender<Completion>,
}

/// The end of an invocation, as its environment saw it.
#[derive(Debug)]
pub(crate) struct Completion {
    pub(crate) result: Result<Reply, FunctionError>,
    pub(crate) duration: Duration,
    pub(crate) peak_memory: Option<u64>,
    pub(crate) log_tail: Bytes,
    /// How long INIT took, if the process re-executed its binary before the invocation.
    pub(crate) restarted: Option<Duration>,
}

/// How environments are initialised: `AWS_LAMBDA_INITIALIZATION_TYPE`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Initialization {
    /// Each environment for the invocation that needs it.
    OnDemand,
    /// All environments from one snapshot after INIT. Snapshots cannot be taken here: each environment goes through INIT, pauses where
    /// the snapshot would be taken, and continues as if it had been restored.
    SnapStart,
}

impl Initialization {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::OnDemand => "on-demand",
            Self::SnapStart => "snap-start",
        }
    }
}

/// An INIT that ended with `next`.
#[derive(Debug)]
pub(crate) struct Initialised {
    /// The time from the restore to `next`, if there was a restore.
    pub(crate) restore: Option<Duration>,
}

/// An INIT that did not end with `next`.
#[derive(Debug)]
pub(crate) enum InitFailure {
    /// The runtime posted an error.
    Posted(FunctionError),
    /// The process ended, for the reason that Lambda's message gives.
    Exited(String),
    /// INIT took longer than its limit.
    TimedOut,
    /// The process could not be started.
    NotStarted(std::io::Error),
    /// The runtime posted an error or ended after the restore.
    RestoreFailed,
    /// The time after the restore was longer than its limit.
    RestoreTimedOut,
    /// The service is stopping.
    Stopped,
}

/// The receiver of the result of INIT.
pub(super) type InitResult = oneshot::Sender<Result<Initialised, InitFailure>>;

/// The settings that all environments of a function share.
#[derive(Debug)]
pub(crate) struct Common {
    pub(crate) function: Function,
    pub(crate) program: Program,
    pub(crate) initialization: Initialization,
    /// Becomes true when every environment has to end.
    pub(crate) stop: watch::Receiver<bool>,
}

/// The process of an environment, with everything that is connected to it.
pub(super) struct Host {
    pub(super) process: Process,
    pub(super) logs: Logs,
    pub(super) common: Arc<Common>,
    pub(super) phase: watch::Sender<Phase>,
    /// Serves the process for as long as the process exists.
    pub(super) api: RuntimeApi,
    pub(super) calls: mpsc::Receiver<Call>,
    pub(super) work: mpsc::Receiver<Work>,
    pub(super) reexecution: Reexecution,
}

/// Whether the process re-executed its binary since the last invocation, as the runtime does after an answer of its watchdog.
#[derive(Default)]
pub(super) struct Reexecution {
    since: Option<Instant>,
    took: Option<Duration>,
}

impl Reexecution {
    pub(super) fn begin(&mut self) {
        self.since = Some(Instant::now());
    }

    /// Ends its INIT.
    pub(super) fn end(&mut self) {
        self.took = self.since.take().map(|since| since.elapsed()).or(self.took);
    }

    /// Returns the time of its INIT, once.
    pub(super) fn take(&mut self) -> Option<Duration> {
        self.took.take()
    }
}

/// An event in the life of an environment.
pub(super) enum EnvironmentEvent {
    /// The runtime calls the Runtime API.
    Call(Call),
    /// There is an invocation to run.
    Work(Work),
    /// Every handle is dropped, or the service stops.
    Unwanted,
    /// The process ended.
    Exited(Option<ExitStatus>),
    /// The time limit of the current state is over.
    TimeIsUp,
    /// The runtime closed the connection of its `next`.
    PollClosed,
}

/// An invocation that the runtime works on.
pub(super) struct Running {
    pub(super) work: Work,
    pub(super) since: Instant,
    pub(super) restarted: Option<Duration>,
}

impl Host {
    /// Waits for the next event. `poll` is the open `next` of a runtime, to notice when the runtime closes it.
    pub(super) async fn next_event(
        &mut self,
        until: Option<Instant>,
        takes_work: bool,
        poll: Option<&mut oneshot::Sender<Verdict>>,
    ) -> EnvironmentEvent {
        let mut stop = self.common.stop.clone();
        let mut closed = std::pin::pin!(closed(poll));
        let event = loop {
            tokio::select! {
                // The order matters. A call that the runtime made before it ended counts, and so does a result at the last moment.
                // A process that has ended gets no work. A function that never stops logging is still killed at its deadline.
                biased;
                _ = stop.wait_for(|stop| *stop) => break EnvironmentEvent::Unwanted,
                Some(call) = self.calls.recv() => break EnvironmentEvent::Call(call),
                status = self.process.wait() => break EnvironmentEvent::Exited(status),
                given = self.work.recv(), if takes_work => {
                    break given.map_or(EnvironmentEvent::Unwanted, EnvironmentEvent::Work);
                }
                () = at(until) => break EnvironmentEvent::TimeIsUp,
                () = &mut closed => break EnvironmentEvent::PollClosed,
                () = self.logs.forward() => {}
            }
        };
        if matches!(event, EnvironmentEvent::Unwanted) && self.api.announces_shutdown() {
            self.process.terminate(limits::SHUTDOWN).await;
        }
        event
    }

    /// Kills the process and waits until it is reaped.
    pub(super) async fn close(mut self) {
        self.process.kill().await;
        self.logs.finish().await;
        self.phase.send_replace(Phase::Gone);
    }

    /// The answer to `next`, with a deadline on the clock of the function.
    pub(super) fn event(&self, work: &Work, now: Instant) -> Event {
        let remaining = work.until.saturating_duration_since(now);
        let arn = work.invocation.invoked_arn.clone();
        Event {
            invocation: Arc::clone(&work.invocation),
            deadline: identity::epoch() + remaining,
            invoked_arn: arn.unwrap_or_else(|| self.common.function.arn()),
        }
    }

    /// Ends INIT with the error that the runtime posted.
    pub(super) async fn init_failed(
        &mut self,
        initialised: InitResult,
        error: FunctionError,
        verdict: oneshot::Sender<Verdict>,
    ) {
        let _ = verdict.send(Verdict::Accepted);
        // The runtime ends itself now. Its last output is still forwarded.
        self.logs.catch_up(true).await;
        let _ = initialised.send(Err(InitFailure::Posted(error)));
    }

    /// Ends an invocation with the result that the runtime posted.
    pub(super) async fn on_result(
        &mut self,
        running: Running,
        result: Result<Reply, ResultError>,
        verdict: oneshot::Sender<Verdict>,
    ) {
        let (result, answer) = match result {
            Ok(reply) => (Ok(reply), Verdict::Accepted),
            Err(ResultError::Function(error)) => (Err(error), Verdict::Accepted),
            Err(ResultError::TooLarge(limit)) => (
                Err(FunctionError::too_large(limit)),
                Verdict::TooLarge(limit),
            ),
        };
        // The caller is answered before the runtime, which may end itself as soon as it has its answer.
        self.complete(running, result).await;
        let _ = verdict.send(answer);
    }

    /// Ends an invocation.
    pub(super) async fn complete(
        &mut self,
        running: Running,
        result: Result<Reply, FunctionError>,
    ) {
        let peak = self.process.peak_memory();
        self.logs
            .catch_up(running.work.invocation.wants_log_tail)
            .await;
        running.complete(result, peak, self.logs.tail());
    }
}

impl Running {
    pub(super) fn request_id(&self) -> &str {
        &self.work.invocation.request_id
    }

    pub(super) fn exited(&self, status: Option<ExitStatus>) -> FunctionError {
        FunctionError::exited(self.request_id(), &exit::reason(status))
    }

    pub(super) fn complete(
        self,
        result: Result<Reply, FunctionError>,
        peak_memory: Option<u64>,
        log_tail: Bytes,
    ) {
        // The caller may be gone.
        let _ = self.work.done.send(Completion {
            result,
            duration: self.since.elapsed(),
            peak_memory,
            log_tail,
            restarted: self.restarted,
        });
    }
}

async fn at(time: Option<Instant>) {
    match time {
        Some(time) => sleep_until(time).await,
        None => std::future::pending().await,
    }
}

async fn closed(poll: Option<&mut oneshot::Sender<Verdict>>) {
    match poll {
        Some(poll) => poll.closed().await,
        None => std::future::pending().await,
    }
}
