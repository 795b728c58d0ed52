//! An execution environment: one process of the function and its Runtime API.
//!
//! Each environment is a task that owns the process, its log pipes and its Runtime API, and alone knows its state.
//! Others hold an [`Environment`], hand it one invocation at a time and watch its [`Phase`]. When the last handle is
//! gone, the process is killed and reaped.

mod actor;
mod crowd;
mod exit;
mod logs;
mod memory;
mod output;
mod process;
mod program;
mod variables;

pub(crate) use actor::{exited, timed_out};
pub(crate) use program::Program;

use crate::function::Function;
use crate::invocation::{FunctionError, Invocation, Reply};
use crate::runtime_api::RuntimeApi;
use actor::Actor;
use bytes::Bytes;
use crowd::Crowd;
use logs::Logs;
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

/// What an environment is doing, for those who wait for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// In INIT, in an invocation, or between its reply and the next `next`.
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
    /// When the environment is killed.
    pub(crate) until: Instant,
    pub(crate) done: oneshot::Sender<Ended>,
}

/// The end of an invocation, as its environment saw it.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) result: Result<Reply, FunctionError>,
    pub(crate) duration: Duration,
    pub(crate) peak_memory: Option<u64>,
    pub(crate) log_tail: Bytes,
}

/// Why INIT did not end with `next`.
#[derive(Debug)]
pub(crate) enum InitFailure {
    /// The runtime posted an error.
    Posted(FunctionError),
    /// The process ended; how it ended, in the service's words.
    Exited(String),
    /// It took longer than it may.
    TimedOut,
    /// There was no process to start.
    NotStarted(std::io::Error),
    /// The service is being stopped.
    Stopped,
}

/// What all environments of a function share.
#[derive(Debug)]
pub(crate) struct Common {
    pub(crate) function: Function,
    pub(crate) program: Program,
    /// Turns true when every environment has to end.
    pub(crate) stop: watch::Receiver<bool>,
}

impl Environment {
    /// Starts a process and waits for the end of its INIT, at most `limit`. The permit is held until it is reaped.
    pub(crate) async fn start(
        common: Arc<Common>,
        permit: Arc<OwnedSemaphorePermit>,
        limit: Duration,
    ) -> Result<Self, InitFailure> {
        // One call at a time: a runtime has one question open, and more would only queue up.
        let (calls, called) = mpsc::channel(1);
        let api = RuntimeApi::start(calls)
            .await
            .map_err(InitFailure::NotStarted)?;
        let variables = variables::of(&common.function, api.address());
        let process = common
            .program
            .start(&variables)
            .map_err(InitFailure::NotStarted)?;
        let logs = Logs::of(&process).map_err(InitFailure::NotStarted)?;

        let (work, working) = mpsc::channel(1);
        let (announce, phase) = watch::channel(Phase::Busy);
        let (initialised, init) = oneshot::channel();
        let takes_several = common.function.concurrency > 1;
        tokio::spawn(async move {
            if takes_several {
                let crowd = Crowd::new(process, api, logs, common, announce);
                crowd.run(called, working, initialised, limit).await;
            } else {
                let actor = Actor::new(process, api, logs, common, announce);
                actor.run(called, working, initialised, limit).await;
            }
            drop(permit);
        });
        init.await.unwrap_or(Err(InitFailure::Stopped))?;
        Ok(Self { work, phase })
    }

    /// Hands over an invocation and waits for its end. `None` when the environment ended before it took it.
    pub(crate) async fn invoke(
        &self,
        invocation: Arc<Invocation>,
        until: Instant,
    ) -> Option<Ended> {
        let (done, ended) = oneshot::channel();
        let work = Work {
            invocation,
            until,
            done,
        };
        self.work.send(work).await.ok()?;
        ended.await.ok()
    }

    /// What it is doing now.
    pub(crate) fn phase(&self) -> Phase {
        *self.phase.borrow()
    }

    /// Waits for the next time it waits for an event, or for its end.
    pub(crate) async fn settled(&mut self) {
        // An error means that the task is gone, which `phase` reports as well.
        let _ = self.phase.wait_for(|phase| *phase != Phase::Busy).await;
    }
}
