//! An environment that runs several invocations at a time, as those of Lambda Managed Instances do.
//!
//! The runtime asks for as many events at once as it can take. An invocation that is not answered in time fails on its own. The
//! others and the process continue, and a late answer of the process is refused.
//! <https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-execution-environment.html>

use super::exit;
use super::lifecycle::{
    EnvironmentEvent, Host, InitFailure, InitResult, Initialised, Phase, Running, Work,
};
use crate::invocation::FunctionError;
use crate::runtime_api::{Call, Request, Verdict};
use std::collections::{HashMap, HashSet, VecDeque};
use std::ops::ControlFlow::{self, Break, Continue};
use std::process::ExitStatus;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::Instant;

pub(super) struct ConcurrentEnvironment {
    host: Host,
    init: Option<Init>,
    /// The open `next` calls of the runtime.
    polls: VecDeque<oneshot::Sender<Verdict>>,
    /// Invocations that wait for a `next`.
    waiting: VecDeque<Work>,
    /// Invocations that the runtime has, by their request id.
    running: HashMap<String, Running>,
    /// The request ids of invocations that timed out. The runtime still has them.
    late: HashSet<String>,
}

struct Init {
    initialised: InitResult,
    until: Instant,
}

impl ConcurrentEnvironment {
    pub(super) fn new(host: Host) -> Self {
        Self {
            host,
            init: None,
            polls: VecDeque::new(),
            waiting: VecDeque::new(),
            running: HashMap::new(),
            late: HashSet::new(),
        }
    }

    /// Runs until the process is reaped. `limit` is that of INIT.
    pub(super) async fn run(mut self, initialised: InitResult, limit: Duration) {
        let until = Instant::now() + limit;
        self.init = Some(Init { initialised, until });
        loop {
            let takes_work = self.init.is_none();
            let until = self.next_timeout();
            let event = self.host.next_event(until, takes_work, None).await;
            if self.handle(event).await.is_break() {
                break;
            }
            self.hand_out();
        }
        self.host.close().await;
    }

    /// The time at which INIT, or the first invocation, times out.
    fn next_timeout(&self) -> Option<Instant> {
        let invocations = self.running.values().map(|running| running.work.until);
        let waiting = self.waiting.iter().map(|work| work.until);
        let init = self.init.iter().map(|init| init.until);
        invocations.chain(waiting).chain(init).min()
    }

    async fn handle(&mut self, event: EnvironmentEvent) -> ControlFlow<()> {
        match event {
            EnvironmentEvent::Call(call) => return self.on_call(call).await,
            EnvironmentEvent::Work(work) => {
                if self.running.is_empty() {
                    self.host.logs.begin();
                }
                self.waiting.push_back(work);
            }
            EnvironmentEvent::Unwanted => return Break(()),
            EnvironmentEvent::Exited(status) => {
                self.on_exit(status).await;
                return Break(());
            }
            EnvironmentEvent::TimeIsUp => {
                if let Some(init) = self.init.take() {
                    self.host.process.kill().await;
                    let _ = init.initialised.send(Err(InitFailure::TimedOut));
                    return Break(());
                }
                self.end_late_invocations().await;
            }
            // Closed polls are skipped when an invocation is handed out.
            EnvironmentEvent::PollClosed => {}
        }
        Continue(())
    }

    async fn on_call(&mut self, Call { request, verdict }: Call) -> ControlFlow<()> {
        // Sending a verdict fails if the runtime has closed the connection. Then it is not needed.
        match request {
            Request::Reexecuted => {
                self.host.reexecution.begin();
                let _ = verdict.send(Verdict::Accepted);
            }
            Request::Next => {
                self.host.reexecution.end();
                if let Some(init) = self.init.take() {
                    let _ = init.initialised.send(Ok(Initialised { restore: None }));
                    self.host.phase.send_replace(Phase::Idle);
                }
                self.polls.push_back(verdict);
            }
            Request::InitError(error) => match self.init.take() {
                Some(init) => {
                    self.host
                        .init_failed(init.initialised, error, verdict)
                        .await;
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
                Some(running) => self.host.on_result(running, result, verdict).await,
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

    /// Gives waiting invocations to open polls.
    fn hand_out(&mut self) {
        while !self.waiting.is_empty() {
            let Some(poll) = self.polls.pop_front() else {
                return;
            };
            // The runtime may have closed the connection.
            if poll.is_closed() {
                continue;
            }
            let Some(work) = self.waiting.pop_front() else {
                return;
            };
            let since = Instant::now();
            let event = self.host.event(&work, since);
            if poll.send(Verdict::Event(event)).is_err() {
                self.waiting.push_front(work);
                continue;
            }
            let id = work.invocation.request_id.clone();
            let restarted = self.host.reexecution.take();
            let running = Running {
                work,
                since,
                restarted,
            };
            self.running.insert(id, running);
        }
    }

    async fn end_late_invocations(&mut self) {
        let now = Instant::now();
        let timeout = self.host.common.function.timeout;
        let late: Vec<_> = self
            .running
            .extract_if(|_, running| running.work.until <= now)
            .collect();
        for (id, running) in late {
            let error = FunctionError::timed_out(&id, timeout);
            self.late.insert(id);
            self.host.complete(running, Err(error)).await;
        }
        // The runtime never asked for these: it is fully occupied.
        while let Some(at) = self.waiting.iter().position(|work| work.until <= now) {
            if let Some(work) = self.waiting.remove(at) {
                let running = Running {
                    work,
                    since: now,
                    restarted: None,
                };
                let error = FunctionError::timed_out(running.request_id(), timeout);
                self.host.complete(running, Err(error)).await;
            }
        }
    }

    async fn on_exit(&mut self, status: Option<ExitStatus>) {
        self.host.logs.finish().await;
        if let Some(init) = self.init.take() {
            let reason = exit::reason(status);
            let _ = init.initialised.send(Err(InitFailure::Exited(reason)));
            return;
        }
        // The callers of these see that this environment is gone, and take the next one.
        self.waiting.clear();
        for (_, running) in std::mem::take(&mut self.running) {
            let error = running.exited(status);
            self.host.complete(running, Err(error)).await;
        }
    }
}
