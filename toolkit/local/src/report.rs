//! The line about each invocation on standard error.

use crate::batch;
use crate::invocation::{Outcome, Start};
use crate::quote;
use std::fmt;
use std::time::Duration;

/// One invocation in one line: request, status, milliseconds, cold or warm, memory.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// The HTTP method and path, or `invoke`.
    pub what: String,
    /// The HTTP status, `ok`, the type of the function error, or the number of failed records of a batch.
    pub status: String,
    /// The time of the invocation without INIT.
    pub duration: Duration,
    /// How the invocation got its environment.
    pub start: Start,
    /// Peak resident memory of the environment, in bytes. `None` if the system does not report it.
    pub peak_memory: Option<u64>,
}

impl Report {
    pub(crate) fn new(
        what: impl Into<String>,
        status: impl Into<String>,
        outcome: &Outcome,
    ) -> Self {
        Self {
            what: what.into(),
            status: status.into(),
            duration: outcome.duration,
            start: outcome.start,
            peak_memory: outcome.peak_memory,
        }
    }

    /// Creates the report of a direct invocation with the event `payload`. Its status is `ok`, the type of the function error, or the
    /// number of records that failed.
    pub(crate) fn of_invoke(outcome: &Outcome, payload: &[u8]) -> Self {
        let status = match &outcome.result {
            Ok(reply) => batch::failures(payload, reply.bytes()).unwrap_or_else(|| "ok".to_owned()),
            Err(error) => quote::logged(&error.error_type),
        };
        Self::new("invoke", status, outcome)
    }

    /// Creates the report of one step of resumed work, which continues with the state `next` if it is not done.
    pub(crate) fn of_step(
        step: u64,
        outcome: &Outcome,
        payload: &[u8],
        next: Option<String>,
    ) -> Self {
        let what = format!("step {step}");
        match next {
            Some(state) => Self::new(what, format!("continues at {state}"), outcome),
            None => Self {
                what,
                ..Self::of_invoke(outcome, payload)
            },
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, status, .. } = self;
        write!(f, "{what} {status} {} ms ", Millis(self.duration))?;
        match self.start {
            Start::Cold(init) => write!(f, "cold (init {} ms) ", Millis(init))?,
            Start::Restored { init, restore } => write!(
                f,
                "restored (init {} ms, restore {} ms) ",
                Millis(init),
                Millis(restore)
            )?,
            Start::Warm => f.write_str("warm ")?,
            Start::Restarted(init) => write!(
                f,
                "restarted after a watchdog answer (init {} ms) ",
                Millis(init)
            )?,
        }
        match self.peak_memory {
            // As Lambda's REPORT line: 1 MB is 2^20 bytes, rounded up.
            Some(bytes) => write!(f, "{} MB", bytes.div_ceil(1 << 20)),
            None => f.write_str("-"),
        }
    }
}

struct Millis(Duration);

impl fmt::Display for Millis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1}", self.0.as_secs_f64() * 1000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_has_request_status_time_start_and_memory() {
        let mut report = Report {
            what: "GET /products/A-100".to_owned(),
            status: "200".to_owned(),
            duration: Duration::from_micros(3140),
            start: Start::Warm,
            peak_memory: Some(5 << 20 | 1),
        };
        assert_eq!(
            report.to_string(),
            "GET /products/A-100 200 3.1 ms warm 6 MB"
        );
        report.start = Start::Cold(Duration::from_millis(12));
        report.peak_memory = None;
        assert_eq!(
            report.to_string(),
            "GET /products/A-100 200 3.1 ms cold (init 12.0 ms) -"
        );
        report.start = Start::Restarted(Duration::from_millis(7));
        assert_eq!(
            report.to_string(),
            "GET /products/A-100 200 3.1 ms restarted after a watchdog answer (init 7.0 ms) -"
        );
        report.start = Start::Restored {
            init: Duration::from_millis(800),
            restore: Duration::from_micros(300),
        };
        assert_eq!(
            report.to_string(),
            "GET /products/A-100 200 3.1 ms restored (init 800.0 ms, restore 0.3 ms) -"
        );
    }
}
