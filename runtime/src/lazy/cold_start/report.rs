//! The report of a cold start: its parts, as a line of JSON for the log.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::timeline::{Start, Timeline};
#[cfg(debug_assertions)]
use super::waterfall;
use crate::platform::log;

/// Writes the report to standard error.
pub(crate) fn write(timeline: &Timeline, request_id: &str) {
    let process = time_before_main(timeline.main);
    let mut report = formatted(timeline, process, request_id);
    report.push('\n');
    log::write(report.as_bytes());
}

/// A waterfall for people where the local Lambda runs the function, JSON for log queries elsewhere.
#[cfg(debug_assertions)]
fn formatted(timeline: &Timeline, process: Option<Duration>, request_id: &str) -> String {
    // The local Lambda sets this variable for the functions that it starts.
    if std::env::var_os("GATEWRIGHT_LOCAL").is_some() {
        waterfall::of(timeline, process)
    } else {
        json_line(timeline, process, request_id)
    }
}

#[cfg(not(debug_assertions))]
fn formatted(timeline: &Timeline, process: Option<Duration>, request_id: &str) -> String {
    json_line(timeline, process, request_id)
}

/// The report as one line of JSON, with durations in milliseconds.
///
/// - `processMs` is the time before `main`, in steps of 10 ms, or `null` where the system does not tell.
/// - `initMs` is the time from `main` until the function is ready for events; `runtimeMs` is the part of it without modules.
/// - `requestMs` is the first request with the modules that started for it; `handlerMs` is the same without them.
/// - `atMs` is the time from `main` until a module's start; `ms` includes the modules that it needs, and `ownMs` does not.
fn json_line(timeline: &Timeline, process: Option<Duration>, request_id: &str) -> String {
    let modules: Vec<Value> = timeline
        .starts
        .iter()
        .map(|start| module(timeline, start))
        .collect();
    json!({
        "level": "INFO",
        "function_request_id": request_id,
        "message": "cold start",
        "coldStart": {
            "processMs": process.map(ms),
            "initMs": ms(timeline.ready - timeline.main),
            "runtimeMs": ms(timeline.runtime()),
            "requestMs": ms(timeline.answered - timeline.arrived),
            "handlerMs": ms(timeline.handler()),
            "modules": modules,
        },
    })
    .to_string()
}

fn module(timeline: &Timeline, start: &Start) -> Value {
    let needs: Vec<&str> = start
        .module
        .needs()
        .iter()
        .map(|need| need.name())
        .collect();
    let phase = if timeline.is_in_init(start) {
        "init"
    } else {
        "request"
    };
    json!({
        "name": start.module.name(),
        "phase": phase,
        "needs": needs,
        "atMs": ms(start.began.saturating_duration_since(timeline.main)),
        "ms": ms(start.ended - start.began),
        "ownMs": ms(start.own()),
        "isOverBudget": start.is_over_budget(),
    })
}

/// Milliseconds, to the microsecond.
#[expect(
    clippy::cast_precision_loss,
    reason = "2^53 microseconds are 285 years"
)]
fn ms(duration: Duration) -> f64 {
    duration.as_micros() as f64 / 1000.0
}

/// The time between the start of the process and `main`: loading and linking the binary. Its resolution is the kernel's clock
/// tick of 10 ms; `None` where the system does not tell.
#[cfg(target_os = "linux")]
fn time_before_main(main: Instant) -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let uptime = std::fs::read_to_string("/proc/uptime").ok()?;
    let age = age(&stat, &uptime)?;
    Some(age.saturating_sub(main.elapsed()))
}

#[cfg(not(target_os = "linux"))]
fn time_before_main(_: Instant) -> Option<Duration> {
    None
}

/// The age of the process: the system's uptime minus the 22nd field of `stat`, its start in ticks after boot (proc(5)). The second
/// field is the program's name in parentheses, and may contain anything.
#[cfg(target_os = "linux")]
fn age(stat: &str, uptime: &str) -> Option<Duration> {
    /// `USER_HZ`, which Linux fixes at 100 on every architecture of Lambda.
    const TICKS_PER_SECOND: f64 = 100.0;
    let (_, after_name) = stat.rsplit_once(')')?;
    let start: f64 = after_name.split_ascii_whitespace().nth(19)?.parse().ok()?;
    let uptime: f64 = uptime.split_ascii_whitespace().next()?.parse().ok()?;
    Duration::try_from_secs_f64(uptime - start / TICKS_PER_SECOND).ok()
}

#[cfg(test)]
mod tests {
    use super::super::timeline::tests::sample;
    use super::*;

    #[test]
    fn line_splits_init_and_first_request() {
        let process = Some(Duration::from_millis(10));
        let line: Value = serde_json::from_str(&json_line(&sample(), process, "id-1")).unwrap();
        assert_eq!(
            line,
            json!({
                "level": "INFO",
                "function_request_id": "id-1",
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

    #[cfg(target_os = "linux")]
    #[test]
    fn process_age_is_uptime_minus_start() {
        let stat = "42 (a ) b) S 1 42 42 0 -1 4194304 100 0 0 0 1 1 0 0 20 0 1 0 150 1000000 200";
        assert_eq!(age(stat, "2.25 3.00\n"), Some(Duration::from_millis(750)));
        assert_eq!(age("nonsense", "2.25"), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_process_has_a_time_before_main() {
        let before = time_before_main(Instant::now()).unwrap();
        assert!(before < Duration::from_secs(600), "{before:?}");
    }
}
