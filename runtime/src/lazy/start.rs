//! One start of a module: its needs, its `init`, and how long that took.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::module::{AnyModule, Module};
use super::{InitError, LazyModule, together};
use crate::platform::log;

/// The modules that have started, in the order in which they were done.
static STARTED: Mutex<Vec<Start>> = Mutex::new(Vec::new());

/// A start that succeeded.
#[derive(Clone, Copy)]
pub(crate) struct Start {
    pub(crate) module: &'static dyn AnyModule,
    /// When it was asked for.
    pub(crate) began: Instant,
    /// When what it needs was there, and its own `init` began.
    pub(crate) needs_ready: Instant,
    pub(crate) ended: Instant,
}

impl Start {
    /// How long the module's own `init` took.
    pub(crate) fn own(&self) -> Duration {
        self.ended - self.needs_ready
    }

    /// Whether it took longer than the module's `budget`.
    pub(crate) fn is_over_budget(&self) -> bool {
        let budget = self.module.settings().budget();
        budget.is_some_and(|budget| self.own() > budget)
    }
}

/// Makes a module's value for the first time.
pub(super) async fn first<L: LazyModule>() -> Result<L::Value, InitError> {
    let began = Instant::now();
    // Concurrently; `init` takes them one after the other.
    together::start(L::needs().iter().copied()).await?;
    let needs_ready = Instant::now();
    let value = L::init().await?;
    let start = Start {
        module: &Module::<L>::NEW,
        began,
        needs_ready,
        ended: Instant::now(),
    };
    report_overrun(&start);
    STARTED
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(start);
    Ok(value)
}

/// Makes a module's value.
pub(super) async fn value<L: LazyModule>() -> Result<L::Value, InitError> {
    L::init().await
}

fn report_overrun(start: &Start) {
    if let Some(budget) = start.module.settings().budget_ms()
        && start.is_over_budget()
    {
        let took = start.own().as_millis();
        let message = format!("the start took {took} ms, and its budget is {budget} ms");
        log::module(start.module.name(), &message);
    }
}

/// The starts so far.
pub(crate) fn so_far() -> Vec<Start> {
    STARTED
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone()
}
