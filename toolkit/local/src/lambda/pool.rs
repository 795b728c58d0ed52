//! Which environment an invocation gets.

use super::Refusal;
use crate::environment::{Environment, Phase};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

/// How long a request waits for an environment that has replied but not yet asked for its next event. Usually that
/// takes microseconds; without the wait, a client that asks again at once would start one environment after another.
const PATIENCE: Duration = Duration::from_millis(50);

#[derive(Debug)]
pub(super) struct Pool {
    shared: Arc<Shared>,
    /// One for each environment that there may be; held until its process is reaped.
    permits: Arc<Semaphore>,
    size: u32,
}

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct State {
    /// The most recently used last.
    idle: Vec<Environment>,
    /// Environments between a reply and their next `next`.
    settling: usize,
    /// Requests that wait for one of those.
    waiting: usize,
}

/// What an invocation runs in.
pub(super) enum Lease {
    Warm(Environment),
    /// The right to start another environment.
    Cold(OwnedSemaphorePermit),
}

impl Pool {
    pub(super) fn new(size: u32) -> Self {
        Self {
            shared: Arc::default(),
            permits: Arc::new(Semaphore::new(size as usize)),
            size,
        }
    }

    /// The most recently used idle environment, or the right to start one.
    pub(super) async fn lease(&self) -> Result<Lease, Refusal> {
        if let Some(environment) = self.shared.take_idle() {
            return Ok(Lease::Warm(environment));
        }
        if let Some(waiting) = Waiting::begin(&self.shared) {
            let settled = tokio::time::timeout(PATIENCE, self.shared.next_idle()).await;
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

    /// The right to start an environment, as soon as there is one.
    pub(super) async fn permit(&self) -> Result<OwnedSemaphorePermit, Refusal> {
        let permit = Arc::clone(&self.permits).acquire_owned().await;
        permit.map_err(|_| Refusal::Stopped)
    }

    /// Announces an environment that will be given back soon. The announcement ends with the value.
    pub(super) fn settling(&self) -> Settling {
        self.shared.lock().settling += 1;
        Settling(Arc::clone(&self.shared))
    }

    pub(super) fn give_back(&self, environment: Environment) {
        if environment.phase() == Phase::Idle {
            self.shared.lock().idle.push(environment);
        }
    }

    /// Waits until no environment is left; nobody may start one in the meantime.
    pub(super) async fn all_gone(&self) {
        // Nobody closes the semaphore.
        let _ = self.permits.acquire_many(self.size).await;
    }
}

impl Shared {
    /// The state is plain data that is valid between any two statements, whatever panicked in between.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets the environments whose process has ended on the way.
    fn take_idle(&self) -> Option<Environment> {
        let mut state = self.lock();
        std::iter::from_fn(|| state.idle.pop())
            .find(|environment| environment.phase() == Phase::Idle)
    }

    /// Waits for an idle environment; `None` when none is on its way any more.
    async fn next_idle(&self) -> Option<Environment> {
        loop {
            let mut changed = std::pin::pin!(self.changed.notified());
            // Before the look at the state, so that a change in between is not missed.
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

pub(super) struct Settling(Arc<Shared>);

impl Drop for Settling {
    fn drop(&mut self) {
        self.0.lock().settling -= 1;
        self.0.changed.notify_waiters();
    }
}

/// A place in the queue for the environments that are settling.
struct Waiting<'a>(&'a Shared);

impl<'a> Waiting<'a> {
    /// `None` when each of them is waited for already.
    fn begin(shared: &'a Shared) -> Option<Self> {
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
