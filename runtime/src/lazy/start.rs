//! Starts of modules: the first use, the INIT phase, and the reset before a SnapStart snapshot.

use std::future::poll_fn;
use std::task::Poll;
use std::time::Instant;

use super::cold_start::{self, Start};
use super::lazy_module::{AnyModule, LazyModule, Starting};
use crate::error::InitError;
use crate::platform::log;

/// Makes the value of `module`, whose handle is `L`, for the first time.
pub(super) async fn first<L: LazyModule>(
    module: &'static dyn AnyModule,
) -> Result<L::Value, InitError> {
    let began = Instant::now();
    // Concurrently: `init` takes them one after the other.
    all(L::needs().iter().copied()).await?;
    let needs_ready = Instant::now();
    let value = L::init().await?;
    let start = Start {
        module,
        began,
        needs_ready,
        ended: Instant::now(),
        report: cold_start::write,
    };
    report_overrun(&start);
    cold_start::record(start);
    Ok(value)
}

fn report_overrun(start: &Start) {
    if let Some(budget) = start.module.settings().budget_ms()
        && start.is_over_budget()
    {
        let took = start.own().as_millis();
        let message = format!("initialisation took {took} ms, over its budget of {budget} ms");
        log::module(start.module.name(), &message);
    }
}

/// Starts all modules concurrently. Returns the first failure, and then drops the other futures.
///
/// `futures_util::future::try_join_all` would add 9 kB to every function with a lazy module (x86-64, fat LTO), for more than 30
/// futures.
async fn all(modules: impl IntoIterator<Item = &'static dyn AnyModule>) -> Result<(), InitError> {
    let mut starting: Vec<Starting> = modules.into_iter().map(AnyModule::start).collect();
    poll_fn(|context| {
        let mut at = 0;
        while let Some(module) = starting.get_mut(at) {
            match module.as_mut().poll(context) {
                Poll::Pending => at += 1,
                Poll::Ready(Ok(())) => drop(starting.swap_remove(at)),
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
            }
        }
        if starting.is_empty() {
            Poll::Ready(Ok(()))
        } else {
            Poll::Pending
        }
    })
    .await
}

/// Called with each module.
type ModuleVisitor<'v> = dyn FnMut(&'static dyn AnyModule) + 'v;

/// Starts the modules with `start = "init"` among those that `visit` names and those that they need. Returns `None` if there are
/// none.
///
/// `visit` names the modules in the signatures of the handlers. A module that is reached only through `get()` in a function's
/// body starts on first use.
pub(crate) fn in_init(
    visit: &dyn Fn(&mut ModuleVisitor<'_>),
) -> Option<impl Future<Output = Result<(), InitError>> + use<>> {
    let mut reached = Reached::default();
    visit(&mut |module| reached.add(module));
    (!reached.in_init.is_empty()).then(|| all(reached.in_init))
}

#[derive(Default)]
struct Reached {
    names: Vec<&'static str>,
    in_init: Vec<&'static dyn AnyModule>,
}

impl Reached {
    fn add(&mut self, module: &'static dyn AnyModule) {
        if self.names.contains(&module.name()) {
            return;
        }
        self.names.push(module.name());
        if module.settings().starts_in_init {
            self.in_init.push(module);
        }
        for need in module.needs() {
            self.add(*need);
        }
    }
}

/// Resets modules with `restore = "reset"`, and those that need them, before SnapStart takes the snapshot of the environment.
///
/// Each restored environment initialises them again on first use.
pub(crate) fn reset_before_snapshot() {
    for start in cold_start::starts() {
        if resets(start.module) {
            start.module.reset();
        }
    }
}

fn resets(module: &dyn AnyModule) -> bool {
    module.settings().resets_before_snapshot || module.needs().iter().any(|need| resets(*need))
}
