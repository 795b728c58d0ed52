//! The figures of one cold start.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::lazy::Start;

/// All that is known of a cold start.
pub struct Report {
    /// What the process needed before `main`; found out when the report is written.
    pub(super) process: Option<Duration>,
    /// `main` began.
    pub(super) main: Instant,
    /// INIT was over.
    pub(super) ready: Instant,
    /// The first event arrived.
    pub(super) arrived: Instant,
    /// Its reply was made.
    pub(super) answered: Instant,
    /// The lazy modules that have started, in the order in which they were done.
    pub(super) starts: Vec<Start>,
}

impl Report {
    /// Whether a module started in INIT, or with the first request.
    pub(super) fn is_in_init(&self, start: &Start) -> bool {
        start.ended <= self.ready
    }

    /// INIT without the modules that started in it.
    pub(super) fn runtime(&self) -> Duration {
        let modules = self.covered(|start| self.is_in_init(start));
        (self.ready - self.main).saturating_sub(modules)
    }

    /// The first request without the modules that started for it.
    pub(super) fn handler(&self) -> Duration {
        let modules = self.covered(|start| !self.is_in_init(start));
        (self.answered - self.arrived).saturating_sub(modules)
    }

    /// The time in which at least one of these modules was starting.
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

    /// One line of JSON.
    ///
    /// Durations are milliseconds. `processMs` is the time before `main`, in steps of 10 ms, `null` where the system does not tell;
    /// `initMs` is from `main` until the function is ready for events, `runtimeMs` the part of it that is no module's; `requestMs` is
    /// the first request with the modules that started for it, `handlerMs` without them. Of a module `atMs` is after `main`, `ms` with
    /// what it waited for in the modules that it needs, and `ownMs` without.
    pub(super) fn line(&self, request_id: &str) -> String {
        let modules: Vec<Value> = self.starts.iter().map(|start| self.module(start)).collect();
        json!({
            "level": "INFO",
            "requestId": request_id,
            "message": "cold start",
            "coldStart": {
                "processMs": self.process.map(ms),
                "initMs": ms(self.ready - self.main),
                "runtimeMs": ms(self.runtime()),
                "requestMs": ms(self.answered - self.arrived),
                "handlerMs": ms(self.handler()),
                "modules": modules,
            },
        })
        .to_string()
    }

    fn module(&self, start: &Start) -> Value {
        let needs: Vec<&str> = start
            .module
            .needs()
            .iter()
            .map(|need| need.name())
            .collect();
        let phase = if self.is_in_init(start) {
            "init"
        } else {
            "request"
        };
        json!({
            "name": start.module.name(),
            "phase": phase,
            "needs": needs,
            "atMs": ms(start.began.saturating_duration_since(self.main)),
            "ms": ms(start.ended - start.began),
            "ownMs": ms(start.own()),
            "isOverBudget": start.is_over_budget(),
        })
    }
}

/// Milliseconds, to the microsecond.
#[expect(
    clippy::cast_precision_loss,
    reason = "2^53 microseconds are 285 years"
)]
fn ms(duration: Duration) -> f64 {
    duration.as_micros() as f64 / 1000.0
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::lazy::{AnyModule, LazySettings, Starting};

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
        fn start(&self) -> Starting {
            Box::pin(async { Ok(()) })
        }
        fn reset(&self) {}
    }

    static SETTINGS: Named = Named("shop::settings", &[]);
    static CATALOG: Named = Named("shop::catalog", &[&SETTINGS]);

    /// `main` at 0; settings from 1 to 3 ms in INIT, which ends at 4; a request from 10 to 40, and in it the catalogue from 11 to 31,
    /// of which the first millisecond was for what it needs.
    pub(crate) fn sample() -> Report {
        let main = Instant::now();
        let at = |ms| main + Duration::from_millis(ms);
        let settings = Start {
            module: &SETTINGS,
            began: at(1),
            needs_ready: at(1),
            ended: at(3),
        };
        let catalog = Start {
            module: &CATALOG,
            began: at(11),
            needs_ready: at(12),
            ended: at(31),
        };
        Report {
            process: Some(Duration::from_millis(10)),
            main,
            ready: at(4),
            arrived: at(10),
            answered: at(40),
            starts: vec![settings, catalog],
        }
    }

    #[test]
    fn the_line_splits_init_and_first_request() {
        let line: Value = serde_json::from_str(&sample().line("id-1")).unwrap();
        assert_eq!(
            line,
            json!({
                "level": "INFO",
                "requestId": "id-1",
                "message": "cold start",
                "coldStart": {
                    "processMs": 10.0,
                    "initMs": 4.0,
                    "runtimeMs": 2.0,
                    "requestMs": 30.0,
                    "handlerMs": 10.0,
                    "modules": [
                        {
                            "name": "shop::settings", "phase": "init", "needs": [],
                            "atMs": 1.0, "ms": 2.0, "ownMs": 2.0, "isOverBudget": false,
                        },
                        {
                            "name": "shop::catalog", "phase": "request", "needs": ["shop::settings"],
                            "atMs": 11.0, "ms": 20.0, "ownMs": 19.0, "isOverBudget": true,
                        },
                    ],
                },
            })
        );
    }

    #[test]
    fn modules_that_start_at_the_same_time_are_counted_once() {
        let mut report = sample();
        let beside = Start {
            began: report.main + Duration::from_millis(20),
            ..report.starts[1]
        };
        report.starts.push(beside);
        assert_eq!(report.handler(), Duration::from_millis(10));
    }
}
