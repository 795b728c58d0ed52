//! The life of an environment that takes several invocations at a time, as those of Lambda Managed Instances do.
//!
//! The runtime asks for as many events at once as it can take. An invocation that is not answered in time fails by itself: the
//! others go on, and so does the process, whose answer is refused when it comes after all.
//! <https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-execution-environment.html>

use super::actor::{Announce, at, exited, timed_out, too_large};
use super::{
    Common, Ended, InitFailure, Initialised, Phase, Work, exit, logs::Logs, memory,
    process::Process,
};
use crate::identity;
use crate::invocation::{FunctionError, Reply};
use crate::limits;
use crate::runtime_api::{Call, Event, Request, ResultError, RuntimeApi, Verdict};
use std::collections::{HashMap, HashSet, VecDeque};
use std::process::ExitStatus;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::Instant;

pub(super) struct Crowd {
    process: Process,
    logs: Logs,
    common: Arc<Common>,
    phase: watch::Sender<Phase>,
    /// Answers the child for as long as the child is there.
    api: RuntimeApi,
    init: Option<Init>,
    /// The runtime's questions for an event.
    asking: VecDeque<oneshot::Sender<Verdict>>,
    /// Invocations that nobody has asked for yet.
    waiting: VecDeque<Work>,
    /// Those that the runtime has, by their request id.
    running: HashMap<String, Running>,
    /// The ids of those that were too late. The runtime still has them.
    late: HashSet<String>,
}

struct Init {
    initialised: Announce,
    until: Instant,
}

struct Running {
    work: Work,
    since: Instant,
}

/// What can happen to an environment.
enum Happening {
    Call(Call),
    Work(Work),
    /// Every handle is gone, or the service stops.
    Unwanted,
    Exited(Option<ExitStatus>),
    TimeIsUp,
}

impl Crowd {
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
            init: None,
            asking: VecDeque::new(),
            waiting: VecDeque::new(),
            running: HashMap::new(),
            late: HashSet::new(),
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
        self.init = Some(Init { initialised, until });
        loop {
            let happening = self.next_happening(&mut calls, &mut work).await;
            if matches!(happening, Happening::Unwanted) && self.api.announces_the_end() {
                self.process.terminate(limits::SHUTDOWN).await;
            }
            if self.handle(happening).await.is_break() {
                break;
            }
            self.hand_out();
        }
        self.process.kill().await;
        self.logs.finish().await;
        self.phase.send_replace(Phase::Gone);
    }

    async fn next_happening(
        &mut self,
        calls: &mut mpsc::Receiver<Call>,
        work: &mut mpsc::Receiver<Work>,
    ) -> Happening {
        let until = self.next_end();
        let takes_work = self.init.is_none();
        let mut stop = self.common.stop.clone();
        loop {
            tokio::select! {
                // In this order, for the reasons that the actor of one invocation at a time has.
                biased;
                _ = stop.wait_for(|stop| *stop) => return Happening::Unwanted,
                Some(call) = calls.recv() => return Happening::Call(call),
                status = self.process.wait() => return Happening::Exited(status),
                given = work.recv(), if takes_work => {
                    return given.map_or(Happening::Unwanted, Happening::Work);
                }
                () = at(until) => return Happening::TimeIsUp,
                () = self.logs.forward() => {}
            }
        }
    }

    /// When the time of INIT, or of the first invocation, is up.
    fn next_end(&self) -> Option<Instant> {
        let invocations = self.running.values().map(|running| running.work.until);
        let waiting = self.waiting.iter().map(|work| work.until);
        let init = self.init.iter().map(|init| init.until);
        invocations.chain(waiting).chain(init).min()
    }

    async fn handle(&mut self, happening: Happening) -> std::ops::ControlFlow<()> {
        use std::ops::ControlFlow::{Break, Continue};

        match happening {
            Happening::Call(call) => return self.on_call(call).await,
            Happening::Work(work) => {
                if self.running.is_empty() {
                    self.logs.begin();
                }
                self.waiting.push_back(work);
            }
            Happening::Unwanted => return Break(()),
            Happening::Exited(status) => {
                self.on_exit(status).await;
                return Break(());
            }
            Happening::TimeIsUp => {
                if let Some(init) = self.init.take() {
                    self.process.kill().await;
                    let _ = init.initialised.send(Err(InitFailure::TimedOut));
                    return Break(());
                }
                self.end_those_that_are_late().await;
            }
        }
        Continue(())
    }

    async fn on_call(&mut self, Call { request, verdict }: Call) -> std::ops::ControlFlow<()> {
        use std::ops::ControlFlow::{Break, Continue};

        // A verdict that nobody waits for any more needs none: the runtime hung up.
        match request {
            Request::Next => {
                if let Some(init) = self.init.take() {
                    let _ = init.initialised.send(Ok(Initialised { restore: None }));
                    self.phase.send_replace(Phase::Idle);
                }
                self.asking.push_back(verdict);
            }
            Request::InitError(error) => match self.init.take() {
                Some(init) => {
                    let _ = verdict.send(Verdict::Accepted);
                    // The runtime ends itself now; what it has to say on the way is still passed on.
                    self.logs.catch_up(true).await;
                    let _ = init.initialised.send(Err(InitFailure::Posted(error)));
                    return Break(());
                }
                None => {
                    let _ = verdict.send(Verdict::InvalidState);
                }
            },
            // Managed instances start without snapshots.
            Request::RestoreNext | Request::RestoreError(_) => {
                let _ = verdict.send(Verdict::InvalidState);
            }
            Request::Stream(id) => {
                let answer = match self.running.get(&id) {
                    Some(running) => Verdict::Streams(running.work.invocation.listener.clone()),
                    None if self.late.contains(&id) => Verdict::Late,
                    None => Verdict::InvalidId,
                };
                let _ = verdict.send(answer);
            }
            Request::Result(id, result) => match self.running.remove(&id) {
                Some(running) => {
                    let (result, answer) = match result {
                        Ok(reply) => (Ok(reply), Verdict::Accepted),
                        Err(ResultError::Function(error)) => (Err(error), Verdict::Accepted),
                        Err(ResultError::TooLarge(limit)) => {
                            (Err(too_large(limit)), Verdict::TooLarge(limit))
                        }
                    };
                    self.end(running, result).await;
                    let _ = verdict.send(answer);
                }
                None => {
                    let answer = if self.late.remove(&id) {
                        Verdict::Late
                    } else {
                        Verdict::InvalidId
                    };
                    let _ = verdict.send(answer);
                }
            },
        }
        Continue(())
    }

    /// Gives the invocations that wait to those who ask.
    fn hand_out(&mut self) {
        while !self.waiting.is_empty() {
            let Some(next) = self.asking.pop_front() else {
                return;
            };
            // The runtime may have hung up.
            if next.is_closed() {
                continue;
            }
            let Some(work) = self.waiting.pop_front() else {
                return;
            };
            let now = Instant::now();
            let remaining = work.until.saturating_duration_since(now);
            let arn = work.invocation.invoked_arn.clone();
            let event = Event {
                invocation: Arc::clone(&work.invocation),
                deadline: identity::epoch() + remaining,
                invoked_arn: arn.unwrap_or_else(|| self.common.function.arn()),
            };
            if next.send(Verdict::Event(event)).is_err() {
                self.waiting.push_front(work);
                continue;
            }
            let id = work.invocation.request_id.clone();
            self.running.insert(id, Running { work, since: now });
        }
    }

    async fn end_those_that_are_late(&mut self) {
        let now = Instant::now();
        let timeout = self.common.function.timeout;
        let late: Vec<_> = self
            .running
            .extract_if(|_, running| running.work.until <= now)
            .collect();
        for (id, running) in late {
            let error = timed_out(&id, timeout);
            self.late.insert(id);
            self.end(running, Err(error)).await;
        }
        // Nobody asked for these: every place is taken.
        while let Some(at) = self.waiting.iter().position(|work| work.until <= now) {
            if let Some(work) = self.waiting.remove(at) {
                let error = timed_out(&work.invocation.request_id, timeout);
                self.end(Running { work, since: now }, Err(error)).await;
            }
        }
    }

    async fn on_exit(&mut self, status: Option<ExitStatus>) {
        let reason = status.map_or_else(
            || "Runtime exited without providing a reason".to_owned(),
            exit::reason,
        );
        self.logs.finish().await;
        if let Some(init) = self.init.take() {
            let _ = init.initialised.send(Err(InitFailure::Exited(reason)));
            return;
        }
        // Those that nobody had asked for are handed to the next environment: their callers see that this one is gone.
        self.waiting.clear();
        for (id, running) in std::mem::take(&mut self.running) {
            self.end(running, Err(exited(&id, &reason))).await;
        }
    }

    async fn end(&mut self, running: Running, result: Result<Reply, FunctionError>) {
        let peak_memory = memory::peak(self.process.id());
        self.logs
            .catch_up(running.work.invocation.wants_log_tail)
            .await;
        // A caller that is gone has no use for it.
        let _ = running.work.done.send(Ended {
            result,
            duration: running.since.elapsed(),
            peak_memory,
            log_tail: self.logs.tail(),
        });
    }
}
