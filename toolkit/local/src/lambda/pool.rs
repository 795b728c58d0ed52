//! The choice of an environment for an invocation.

use crate::environment::{Environment, Phase};
use crate::invocation::Refusal;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{self, Notify, OwnedSemaphorePermit, Semaphore};

/// How long a request waits for an environment that has replied but not yet asked for its next event. That usually takes microseconds.
/// Without the wait, a client that sends requests in a row would start one environment after another.
const SETTLE_LIMIT: Duration = Duration::from_millis(50);

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
    idle: Vec<Environment>,
    /// The number of environments between a reply and their next `next`.
    settling: usize,
    /// The number of requests that wait for one of those.
    waiting: usize,
}

/// An idle environment, or permission to start one.
pub(super) enum Lease {
    Warm(Environment),
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

    /// Returns the most recently used idle environment, or permission to start one.
    pub(super) async fn lease(&self) -> Result<Lease, Refusal> {
        if let Some(environment) = self.idle.take_idle() {
            return Ok(Lease::Warm(environment));
        }
        if let Some(waiting) = Waiting::begin(&self.idle) {
            let settled = tokio::time::timeout(SETTLE_LIMIT, self.idle.next_idle()).await;
            drop(waiting);
            if let Ok(Some(environment)) = settled {
                return Ok(Lease::Warm(environment));
            }
        }
        match Arc::clone(&self.permits).try_acquire_owned() {
            Ok(permit) => Ok(Lease::Cold(permit)),
            Err(_) => Err(Refusal::TooManyRequests),
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

    pub(super) fn give_back(&self, environment: Environment) {
        if environment.phase() == Phase::Idle {
            self.idle.lock().idle.push(environment);
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

    /// Takes the most recently used environment, and drops those whose process has ended.
    fn take_idle(&self) -> Option<Environment> {
        let mut state = self.lock();
        std::iter::from_fn(|| state.idle.pop())
            .find(|environment| environment.phase() == Phase::Idle)
    }

    /// Waits for an idle environment. `None` if no environment is settling.
    async fn next_idle(&self) -> Option<Environment> {
        loop {
            let mut changed = std::pin::pin!(self.changed.notified());
            // Enabled before the state is read, so that a change in between is not missed.
            changed.as_mut().enable();
            if let Some(environment) = self.take_idle() {
                return Some(environment);
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
#[derive(Debug)]
pub(super) struct SharedEnvironment {
    /// One permit for each invocation that may run at a time.
    permits: Arc<Semaphore>,
    /// Locked while an environment is started, so that all other requests wait for the same one.
    pub(super) environment: sync::Mutex<Option<Arc<Environment>>>,
}

impl SharedEnvironment {
    pub(super) fn new(concurrency: u32) -> Self {
        Self {
            permits: Arc::new(Semaphore::new(concurrency as usize)),
            environment: sync::Mutex::new(None),
        }
    }

    /// Returns permission to run one invocation.
    pub(super) fn permit(&self) -> Result<OwnedSemaphorePermit, Refusal> {
        Arc::clone(&self.permits)
            .try_acquire_owned()
            .map_err(|_| Refusal::TooManyRequests)
    }
}
