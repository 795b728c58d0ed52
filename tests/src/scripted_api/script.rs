//! The state of a script: the events that are left and the answers that arrived.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use super::event::Fault;
use super::{Event, Outcome};

/// The events to serve and the progress of the function, shared by the connections.
#[derive(Debug)]
pub(super) struct Script {
    events: Vec<Event>,
    progress: Mutex<Progress>,
    moved: Condvar,
}

/// The events that the service has observed so far.
#[derive(Debug, Default)]
pub(super) struct Progress {
    served: usize,
    failure: Option<String>,
    pub(super) outcomes: Vec<Outcome>,
    pub(super) invocation_ids: Vec<Option<String>>,
    pub(super) init_error: Option<Vec<u8>>,
    pub(super) first_next: Option<Instant>,
    pub(super) first_outcome: Option<Instant>,
    pub(super) is_idle: bool,
    /// Heads and bodies of the requests, if they are recorded.
    requests: Option<Vec<(Vec<u8>, Vec<u8>)>>,
}

impl Script {
    pub(super) fn new(events: Vec<Event>) -> Self {
        Self {
            events,
            progress: Mutex::default(),
            moved: Condvar::new(),
        }
    }

    /// Records the requests from now on.
    pub(super) fn record(&self) {
        self.lock().requests.get_or_insert_default();
    }

    pub(super) fn requested(&self, head: &[u8], body: &[u8]) {
        if let Some(requests) = &mut self.lock().requests {
            requests.push((head.to_vec(), body.to_vec()));
        }
    }

    /// Returns the requests that were recorded.
    pub(super) fn requests(&self) -> Vec<(Vec<u8>, Vec<u8>)> {
        self.lock().requests.clone().unwrap_or_default()
    }

    /// Returns the response to a request for the next event and its fault, or `None` without further events.
    pub(super) fn next(&self) -> Option<(Vec<u8>, Fault)> {
        let now = Instant::now();
        let mut progress = self.lock();
        progress.first_next.get_or_insert(now);
        let Some(event) = self.events.get(progress.served) else {
            progress.is_idle = true;
            self.moved.notify_all();
            return None;
        };
        progress.served += 1;
        Some((event.response(progress.served), event.fault))
    }

    /// Records the answer to the last event, and returns its fault.
    pub(super) fn answered(&self, outcome: Outcome, invocation_id: Option<String>) -> Fault {
        let now = Instant::now();
        let mut progress = self.lock();
        progress.first_outcome.get_or_insert(now);
        progress.outcomes.push(outcome);
        progress.invocation_ids.push(invocation_id);
        self.moved.notify_all();
        let event = progress
            .served
            .checked_sub(1)
            .map(|last| &self.events[last]);
        event.map_or(Fault::None, |event| event.fault)
    }

    pub(super) fn invocation_ids(&self) -> Vec<Option<String>> {
        self.lock().invocation_ids.clone()
    }

    pub(super) fn init_failed(&self, error: Vec<u8>) {
        self.lock().init_error = Some(error);
        self.moved.notify_all();
    }

    /// Returns the answers so far.
    pub(super) fn outcomes(&self) -> Vec<Outcome> {
        self.lock().outcomes.clone()
    }

    /// Returns whether the function has answered every event and requests another.
    pub(super) fn is_idle(&self) -> bool {
        self.lock().is_idle
    }

    pub(super) fn fail(&self, what: &str) {
        self.lock().failure.get_or_insert_with(|| what.to_owned());
        self.moved.notify_all();
    }

    pub(super) fn wait<T>(
        &self,
        limit: Duration,
        reached: impl Fn(&Progress) -> Option<T>,
    ) -> Result<T> {
        let deadline = Instant::now() + limit;
        let mut progress = self.lock();
        loop {
            if let Some(failure) = &progress.failure {
                bail!("{failure}");
            }
            if let Some(found) = reached(&progress) {
                return Ok(found);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                bail!(
                    "the function has not reached the expected state within {limit:?}; it answered {} of {} events",
                    progress.outcomes.len(),
                    self.events.len()
                );
            }
            progress = self
                .moved
                .wait_timeout(progress, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
