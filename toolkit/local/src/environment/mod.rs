//! An execution environment: one process of the function and its Runtime API.
//!
//! Each environment is a task that owns the process, its log pipes and its Runtime API, and only this task knows its state. Others
//! hold an [`Environment`], give it invocations and watch its [`Phase`]. When the last handle is dropped, the process is killed and
//! reaped.

mod concurrent;
mod exit;
mod group;
mod lifecycle;
mod logs;
mod output;
mod process;
mod sequential;
mod variables;

pub(crate) use lifecycle::{Common, Completion, InitFailure, Initialised, Initialization, Phase};
pub(crate) use process::{Observer, Program};
pub(crate) use variables::is_reserved;

use crate::invocation::Invocation;
use crate::runtime_api::RuntimeApi;
use concurrent::ConcurrentEnvironment;
use lifecycle::{Host, Reexecution, Work};
use logs::Logs;
use sequential::SequentialEnvironment;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, mpsc, oneshot, watch};
use tokio::time::Instant;

/// A started environment, between INIT and its end.
#[derive(Debug)]
pub(crate) struct Environment {
    work: mpsc::Sender<Work>,
    phase: watch::Receiver<Phase>,
}

impl Environment {
    /// Starts a process and waits for the end of its INIT, for at most `limit`. The permit is held until the process is reaped.
    pub(crate) async fn start(
        common: Arc<Common>,
        permit: Arc<OwnedSemaphorePermit>,
        limit: Duration,
    ) -> Result<(Self, Initialised), InitFailure> {
        // A runtime has one call open at a time. Further calls would only wait in the channel.
        let (sender, calls) = mpsc::channel(1);
        let api = RuntimeApi::start(sender)
            .await
            .map_err(InitFailure::NotStarted)?;
        let variables = variables::of(&common.function, common.initialization, api.address());
        let process = common
            .program
            .start(&variables)
            .map_err(InitFailure::NotStarted)?;
        let logs = Logs::of(&process, common.program.shows_log).map_err(InitFailure::NotStarted)?;

        let (sender, work) = mpsc::channel(1);
        let (announce, phase) = watch::channel(Phase::Busy);
        let (initialised, init) = oneshot::channel();
        let is_concurrent = common.function.concurrency > 1;
        let host = Host {
            process,
            logs,
            common,
            phase: announce,
            api,
            calls,
            work,
            reexecution: Reexecution::default(),
        };
        tokio::spawn(async move {
            if is_concurrent {
                let environment = ConcurrentEnvironment::new(host);
                environment.run(initialised, limit).await;
            } else {
                let environment = SequentialEnvironment::new(host);
                environment.run(initialised, limit).await;
            }
            drop(permit);
        });
        let initialised = init.await.unwrap_or(Err(InitFailure::Stopped))?;
        let environment = Self {
            work: sender,
            phase,
        };
        Ok((environment, initialised))
    }

    /// Runs an invocation and waits for its end. `None` if the environment ended before it took the invocation.
    pub(crate) async fn invoke(
        &self,
        invocation: Arc<Invocation>,
        until: Instant,
    ) -> Option<Completion> {
        let (done, completed) = oneshot::channel();
        let work = Work {
            invocation,
            until,
            done,
        };
        self.work.send(work).await.ok()?;
        completed.await.ok()
    }

    /// Returns the current phase.
    pub(crate) fn phase(&self) -> Phase {
        *self.phase.borrow()
    }

    /// Waits until the environment is idle or gone.
    pub(crate) async fn settled(&mut self) {
        // An error means that the task has ended, which `phase` reports as well.
        let _ = self.phase.wait_for(|phase| *phase != Phase::Busy).await;
    }
}
