//! The cold start, split into what took the time: the process, the runtime, each lazy module, the handler.

mod process;
mod report;
#[cfg(debug_assertions)]
mod waterfall;

use std::time::Instant;

use lambda_runtime::Context;

pub use self::report::Report;
use crate::lazy;

/// The moments of a cold start that are known before the first event.
#[derive(Clone, Copy)]
pub(crate) struct ColdStart {
    /// `main` began.
    main: Instant,
    /// INIT was over.
    ready: Instant,
}

impl ColdStart {
    /// INIT is over now; `main` began then.
    pub(crate) fn ready(main: Instant) -> Self {
        Self {
            main,
            ready: Instant::now(),
        }
    }

    /// Writes the report of the first invocation, which arrived then and is answered now, to the log. A function in which no lazy
    /// module has started has nothing to split, and writes none.
    pub(crate) fn report(&self, arrived: Instant, context: &Context) {
        let answered = Instant::now();
        let starts = lazy::starts_so_far();
        let Some(first) = starts.first() else { return };
        first.module.report(
            Report {
                process: None,
                main: self.main,
                ready: self.ready,
                arrived,
                answered,
                starts,
            },
            &context.request_id,
        );
    }
}

/// Writes the report. Called by way of a lazy module, so that a function that has none does not link it.
pub(crate) fn write(mut report: Report, request_id: &str) {
    report.process = process::before(report.main);
    eprintln!("{}", shown(&report, request_id));
}

/// For people where the local Lambda runs the function, for log queries elsewhere.
#[cfg(debug_assertions)]
fn shown(report: &Report, request_id: &str) -> String {
    // The local Lambda sets it for the functions that it starts.
    if std::env::var_os("GATEWRIGHT_LOCAL").is_some() {
        waterfall::of(report)
    } else {
        report.line(request_id)
    }
}

#[cfg(not(debug_assertions))]
fn shown(report: &Report, request_id: &str) -> String {
    report.line(request_id)
}
