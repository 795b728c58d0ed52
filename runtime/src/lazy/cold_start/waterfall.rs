//! The report as a picture of text.
//!
//! ```text
//! cold start: 40.0 ms from main to the first reply, and 10 ms before main
//!   runtime               2.0 ms  |##                                      |
//!   shop::settings        2.0 ms  | ##                                     |
//! ```

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use super::report::Report;

/// The width of the picture, in characters.
const WIDTH: u128 = 40;

/// A line of the picture.
struct Bar<'a> {
    name: &'a str,
    took: Duration,
    /// Where it begins and ends, after `main` and without the pause before the first event.
    from: Duration,
    to: Duration,
    remark: String,
}

/// The report for a terminal.
pub(super) fn of(report: &Report) -> String {
    let bars = bars(report);
    let total = after_main(report, report.answered);
    let before = report.process.map_or_else(String::new, |process| {
        format!(", and {} ms before main", process.as_millis())
    });
    let longest = bars.iter().map(|bar| bar.name.len()).max().unwrap_or(0);
    let mut text = format!(
        "cold start: {} from main to the first reply{before}",
        spell(total)
    );
    for bar in &bars {
        let place = |at: Duration| {
            let place = at.as_nanos() * WIDTH / total.as_nanos().max(1);
            usize::try_from(place).unwrap_or(0)
        };
        let (from, to) = (place(bar.from), place(bar.to));
        let width = to.saturating_sub(from).max(1);
        let picture = format!("{}{}", " ".repeat(from), "#".repeat(width));
        // Writing to a text cannot fail.
        let _ = write!(
            text,
            "\n  {:longest$}  {:>10}  |{picture:40.40}|{}",
            bar.name,
            spell(bar.took),
            bar.remark,
        );
    }
    text
}

/// The time from `main` on. Between INIT and the first event nothing is done, however long it is: that is no part of it.
fn after_main(report: &Report, at: Instant) -> Duration {
    let idle = report.arrived.saturating_duration_since(report.ready);
    let since = at.saturating_duration_since(report.main);
    if at < report.arrived {
        since
    } else {
        since.saturating_sub(idle)
    }
}

fn bars(report: &Report) -> Vec<Bar<'_>> {
    let runtime = Bar {
        name: "runtime",
        took: report.runtime(),
        from: Duration::ZERO,
        to: report.runtime(),
        remark: String::new(),
    };
    let end = after_main(report, report.answered);
    let handler = Bar {
        name: "handler",
        took: report.handler(),
        from: end.saturating_sub(report.handler()),
        to: end,
        remark: String::new(),
    };
    let modules = report.starts.iter().map(|start| Bar {
        name: start.module.name(),
        took: start.own(),
        from: after_main(report, start.needs_ready),
        to: after_main(report, start.ended),
        remark: match start.module.settings().budget_ms() {
            Some(budget) if start.is_over_budget() => format!(" over its budget of {budget} ms"),
            _ => String::new(),
        },
    });
    let mut bars: Vec<_> = [runtime]
        .into_iter()
        .chain(modules)
        .chain([handler])
        .collect();
    bars.sort_by_key(|bar| bar.from);
    bars
}

fn spell(duration: Duration) -> String {
    format!("{:.1} ms", duration.as_secs_f64() * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::super::report::tests::sample;
    use super::*;

    #[test]
    fn each_part_has_its_time_and_its_place() {
        assert_eq!(
            of(&sample()),
            "\
cold start: 34.0 ms from main to the first reply, and 10 ms before main
  runtime             2.0 ms  |##                                      |
  shop::settings      2.0 ms  | ##                                     |
  shop::catalog      19.0 ms  |       ######################           | over its budget of 10 ms
  handler            10.0 ms  |                            ############|"
        );
    }
}
