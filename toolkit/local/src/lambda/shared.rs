//! The one environment of a function that takes several invocations at a time.

use super::Refusal;
use crate::environment::{Environment, Phase};
use std::sync::Arc;
use tokio::sync::{Mutex, OwnedSemaphorePermit, Semaphore};

#[derive(Debug)]
pub(super) struct Shared {
    /// One for each invocation that there may be at a time.
    places: Arc<Semaphore>,
    /// Held while one is started, so that all who ask meanwhile get that one.
    pub(super) environment: Mutex<Option<Arc<Environment>>>,
}

impl Shared {
    pub(super) fn new(places: u32) -> Self {
        Self {
            places: Arc::new(Semaphore::new(places as usize)),
            environment: Mutex::new(None),
        }
    }

    /// The right to one invocation, until it is dropped.
    pub(super) fn place(&self) -> Result<OwnedSemaphorePermit, Refusal> {
        Arc::clone(&self.places)
            .try_acquire_owned()
            .map_err(|_| Refusal::TooManyRequests)
    }
}

/// Whether it still takes invocations.
pub(super) fn is_there(environment: &Arc<Environment>) -> bool {
    environment.phase() != Phase::Gone
}
