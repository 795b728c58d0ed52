//! The moments of a cold start, as they are recorded.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::platform::context::Context;

use crate::lazy::lazy_module::AnyModule;

/// The modules that have started, in the order in which they finished.
static STARTS: Mutex<Vec<Start>> = Mutex::new(Vec::new());

/// A successful start of a module.
#[derive(Clone, Copy)]
pub(crate) struct Start {
    pub(crate) module: &'static dyn AnyModule,
    /// The start was requested.
    pub(crate) began: Instant,
    /// The modules that it needs were ready, and its own `init` began.
    pub(crate) needs_ready: Instant,
    pub(crate) ended: Instant,
    /// Writes the report of the cold start, with the request id. A pointer, so that a function without lazy modules does not link
    /// it.
    pub(crate) report: fn(&Timeline, &str),
}

impl Start {
    /// The time of the module's own `init`.
    pub(crate) fn own(&self) -> Duration {
        self.ended - self.needs_ready
    }

    /// Whether its own `init` took longer than the module's `budget`.
    pub(crate) fn is_over_budget(&self) -> bool {
        let budget = self.module.settings().budget();
        budget.is_some_and(|budget| self.own() > budget)
    }
}

/// Records a start.
pub(crate) fn record(start: Start) {
    lock().push(start);
}

/// The starts so far.
pub(crate) fn starts() -> Vec<Start> {
    lock().clone()
}

/// Returns the names and durations of the modules that have started since the first `seen` of them.
pub(crate) fn starts_after(seen: usize) -> Vec<(&'static str, Duration)> {
    let starts = lock();
    let new = starts.get(seen..).unwrap_or_default();
    new.iter()
        .map(|start| (start.module.name(), start.own()))
        .collect()
}

fn lock() -> MutexGuard<'static, Vec<Start>> {
    STARTS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The moments of a cold start before the first event.
#[derive(Clone, Copy)]
pub(crate) struct ColdStart {
    /// `main` began.
    main: Instant,
    /// INIT ended.
    ready: Instant,
}

impl ColdStart {
    /// INIT ends now; `main` began at `main`.
    pub(crate) fn ready(main: Instant) -> Self {
        Self {
            main,
            ready: Instant::now(),
        }
    }

    /// Logs the report of the first invocation, which arrived at `arrived` and is answered now. Without a lazy module that has
    /// started there is nothing to split, and no report.
    pub(crate) fn report(&self, arrived: Instant, context: &Context) {
        let answered = Instant::now();
        let starts = starts();
        let Some(report) = starts.first().map(|first| first.report) else {
            return;
        };
        let timeline = Timeline {
            main: self.main,
            ready: self.ready,
            arrived,
            answered,
            starts,
        };
        report(&timeline, &context.request_id);
    }
}

/// All moments of a cold start.
pub(crate) struct Timeline {
    /// `main` began.
    pub(super) main: Instant,
    /// INIT ended.
    pub(super) ready: Instant,
    /// The first event arrived.
    pub(super) arrived: Instant,
    /// Its reply was made.
    pub(super) answered: Instant,
    /// The lazy modules that have started, in the order in which they finished.
    pub(super) starts: Vec<Start>,
}

impl Timeline {
    /// Whether a module started in INIT, and not with the first request.
    pub(super) fn is_in_init(&self, start: &Start) -> bool {
        start.ended <= self.ready
    }

    /// The time of INIT without the modules that started in it.
    pub(super) fn runtime(&self) -> Duration {
        let modules = self.covered(|start| self.is_in_init(start));
        (self.ready - self.main).saturating_sub(modules)
    }

    /// The time of the first request without the modules that started for it.
    pub(super) fn handler(&self) -> Duration {
        let modules = self.covered(|start| !self.is_in_init(start));
        (self.answered - self.arrived).saturating_sub(modules)
    }

    /// The time during which at least one of these modules was starting.
    fn covered(&self, counts: impl Fn(&Start) -> bool) -> Duration {
        let mut spans: Vec<_> = self
            .starts
            .iter()
            .filter(|start| counts(start))
            .map(|start| (start.began, start.ended))
            .collect();
        spans.sort();
        let mut covered = Duration::ZERO;
        let mut until = None;
        for (began, ended) in spans {
            let began = until.map_or(began, |until| began.max(until));
            covered += ended.saturating_duration_since(began);
            until = Some(until.map_or(ended, |until| ended.max(until)));
        }
        covered
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::lazy::LazySettings;
    use crate::lazy::lazy_module::Starting;

    struct Named(&'static str, &'static [&'static dyn AnyModule]);

    impl AnyModule for Named {
        fn name(&self) -> &'static str {
            self.0
        }
        fn settings(&self) -> LazySettings {
            LazySettings::DEFAULT.with_budget(10)
        }
        fn needs(&self) -> &'static [&'static dyn AnyModule] {
            self.1
        }
        #[cfg(debug_assertions)]
        fn variables(&self) -> &'static [crate::lazy::environment::EnvironmentVariable] {
            &[]
        }
        fn start(&self) -> Starting {
            Box::pin(async { Ok(()) })
        }
        fn reset(&self) {}
    }

    static SETTINGS: Named = Named("shop::settings", &[]);
    static CATALOG: Named = Named("shop::catalog", &[&SETTINGS]);

    /// `main` at 0 ms; `settings` from 1 to 3 ms in INIT, which ends at 4 ms; a request from 10 to 40 ms, and in it `catalog`
    /// from 11 to 31 ms, of which it waited 1 ms for the module that it needs.
    pub(in crate::lazy::cold_start) fn sample() -> Timeline {
        let main = Instant::now();
        let at = |ms| main + Duration::from_millis(ms);
        let settings = Start {
            module: &SETTINGS,
            began: at(1),
            needs_ready: at(1),
            ended: at(3),
            report: |_, _| {},
        };
        let catalog = Start {
            module: &CATALOG,
            began: at(11),
            needs_ready: at(12),
            ended: at(31),
            report: |_, _| {},
        };
        Timeline {
            main,
            ready: at(4),
            arrived: at(10),
            answered: at(40),
            starts: vec![settings, catalog],
        }
    }

    #[test]
    fn overlapping_starts_are_counted_once() {
        let mut timeline = sample();
        let beside = Start {
            began: timeline.main + Duration::from_millis(20),
            ..timeline.starts[1]
        };
        timeline.starts.push(beside);
        assert_eq!(timeline.handler(), Duration::from_millis(10));
    }
}
