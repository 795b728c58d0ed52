//! The cold start, split into what took the time: the process, the runtime, each lazy module, the handler.

mod process;
mod report;
#[cfg(debug_assertions)]
mod waterfall;

use std::time::Instant;

use lambda_runtime::Context;

use self::report::Report;
use crate::lazy;

/// The moments of a cold start that are known before the first event.
#[derive(Clone, Copy)]
pub(super) struct ColdStart {
    /// `main` began.
    main: Instant,
    /// INIT was over.
    ready: Instant,
}

impl ColdStart {
    /// INIT is over now; `main` began then.
    pub(super) fn ready(main: Instant) -> Self {
        Self {
            main,
            ready: Instant::now(),
        }
    }

    /// Writes the report of the first invocation, which arrived then and is answered now, to the log. A function in which no lazy
    /// module has started has nothing to split, and writes none.
    pub(super) fn report(&self, arrived: Instant, context: &Context) {
        let answered = Instant::now();
        let starts = lazy::starts_so_far();
        if starts.is_empty() {
            return;
        }
        let report = Report {
            process: process::before(self.main),
            main: self.main,
            ready: self.ready,
            arrived,
            answered,
            starts,
        };
        eprintln!("{}", shown(&report, context));
    }
}

/// For people where the local Lambda runs the function, for log queries elsewhere.
#[cfg(debug_assertions)]
fn shown(report: &Report, context: &Context) -> String {
    // The local Lambda sets it for the functions that it starts.
    if std::env::var_os("GATEWRIGHT_LOCAL").is_some() {
        waterfall::of(report)
    } else {
        report.line(&context.request_id)
    }
}

#[cfg(not(debug_assertions))]
fn shown(report: &Report, context: &Context) -> String {
    report.line(&context.request_id)
}
