//! The choice of an environment for an invocation.

use crate::environment::{Environment, Phase};
use crate::invocation::Refusal;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{self, Notify, OwnedSemaphorePermit, Semaphore};

/// How long a request waits for an environment that has replied but not yet asked for its next event. That usually takes microseconds.
/// Without the wait, a client that sends requests in a row would start one environment after another.
const SETTLE_LIMIT: Duration = Duration::from_millis(50);

/// An environment, with the build of the function that it runs.
#[derive(Debug)]
pub(super) struct Built<E> {
    pub(super) environment: E,
    pub(super) build: u64,
}

#[derive(Debug)]
pub(super) struct Pool {
    idle: Arc<IdleEnvironments>,
    /// One permit for each environment that may exist. It is held until the process is reaped.
    permits: Arc<Semaphore>,
    size: u32,
}

#[derive(Debug, Default)]
struct IdleEnvironments {
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct State {
    /// The most recently used is last.
    idle: Vec<Built<Environment>>,
    /// The number of environments between a reply and their next `next`.
    settling: usize,
    /// The number of requests that wait for one of those.
    waiting: usize,
}

/// An idle environment, or permission to start one.
pub(super) enum Lease {
    Warm(Built<Environment>),
    /// Permission to start another environment.
    Cold(OwnedSemaphorePermit),
}

impl Pool {
    pub(super) fn new(size: u32) -> Self {
        Self {
            idle: Arc::default(),
            permits: Arc::new(Semaphore::new(size as usize)),
            size,
        }
    }

    /// Returns the most recently used idle environment of the build, or permission to start one. Waits until there is one or the other:
    /// an environment that has replied may still be busy, or end.
    pub(super) async fn lease(&self, build: u64) -> Result<Lease, Refusal> {
        if let Some(built) = self.idle.take_idle(build) {
            return Ok(Lease::Warm(built));
        }
        if let Some(waiting) = Waiting::begin(&self.idle) {
            let settled = tokio::time::timeout(SETTLE_LIMIT, self.idle.next_idle(build)).await;
            drop(waiting);
            if let Ok(Some(built)) = settled {
                return Ok(Lease::Warm(built));
            }
        }
        tokio::select! {
            biased;
            built = self.idle.later_idle(build) => Ok(Lease::Warm(built)),
            permit = self.permit() => permit.map(Lease::Cold),
        }
    }

    /// Waits for permission to start an environment.
    pub(super) async fn permit(&self) -> Result<OwnedSemaphorePermit, Refusal> {
        let permit = Arc::clone(&self.permits).acquire_owned().await;
        permit.map_err(|_| Refusal::Stopped)
    }

    /// Announces an environment that will be given back soon. Dropping the value ends the announcement.
    pub(super) fn settling(&self) -> Settling {
        self.idle.lock().settling += 1;
        Settling(Arc::clone(&self.idle))
    }

    pub(super) fn give_back(&self, built: Built<Environment>) {
        if built.environment.phase() == Phase::Idle {
            self.idle.lock().idle.push(built);
        }
    }

    /// Waits until no environment is left. None may be started meanwhile.
    pub(super) async fn all_gone(&self) {
        // The semaphore is never closed.
        let _ = self.permits.acquire_many(self.size).await;
    }
}

impl IdleEnvironments {
    /// Locks the state. Poisoning is ignored: the state is valid between any two statements.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the most recently used environment of this build or of a newer one. Drops the others, and those whose process has ended.
    fn take_idle(&self, build: u64) -> Option<Built<Environment>> {
        let mut state = self.lock();
        state
            .idle
            .retain(|built| built.build >= build && built.environment.phase() == Phase::Idle);
        state.idle.pop()
    }

    /// Waits for an idle environment, without a limit.
    async fn later_idle(&self, build: u64) -> Built<Environment> {
        loop {
            let mut changed = std::pin::pin!(self.changed.notified());
            changed.as_mut().enable();
            if let Some(built) = self.take_idle(build) {
                return built;
            }
            changed.await;
        }
    }

    /// Waits for an idle environment. `None` if no environment is settling.
    async fn next_idle(&self, build: u64) -> Option<Built<Environment>> {
        loop {
            let mut changed = std::pin::pin!(self.changed.notified());
            // Enabled before the state is read, so that a change in between is not missed.
            changed.as_mut().enable();
            if let Some(built) = self.take_idle(build) {
                return Some(built);
            }
            if self.lock().settling == 0 {
                return None;
            }
            changed.await;
        }
    }
}

pub(super) struct Settling(Arc<IdleEnvironments>);

impl Drop for Settling {
    fn drop(&mut self) {
        self.0.lock().settling -= 1;
        self.0.changed.notify_waiters();
    }
}

/// A place in the queue for settling environments.
struct Waiting<'a>(&'a IdleEnvironments);

impl<'a> Waiting<'a> {
    /// Returns `None` if another request waits for each of them.
    fn begin(shared: &'a IdleEnvironments) -> Option<Self> {
        let mut state = shared.lock();
        (state.waiting < state.settling).then(|| {
            state.waiting += 1;
            Self(shared)
        })
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.lock().waiting -= 1;
    }
}

/// The one environment of a function that runs several invocations at a time.
#[derive(Debug, Default)]
pub(super) struct SharedEnvironment {
    /// Locked while an environment is started, so that all other requests wait for the same one.
    pub(super) environment: sync::Mutex<Option<Built<Arc<Environment>>>>,
}
