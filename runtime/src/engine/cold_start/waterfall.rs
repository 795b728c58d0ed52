//! The report as a picture of text.
//!
//! ```text
//! cold start: 40.0 ms from main to the first reply, and 10 ms before main
//!   runtime               2.0 ms  |##                                      |
//!   shop::settings        2.0 ms  | ##                                     |
//! ```

use std::time::{Duration, Instant};

use super::report::Report;

/// The width of the picture, in characters.
const WIDTH: u128 = 40;

/// A line: from here to there.
struct Bar<'a> {
    name: &'a str,
    took: Duration,
    from: Instant,
    to: Instant,
    remark: String,
}

/// The report for a terminal.
pub(super) fn of(report: &Report) -> String {
    let bars = bars(report);
    // Between INIT and the first event nothing is done, however long it is.
    let idle = report.arrived - report.ready;
    let total = (report.answered - report.main).saturating_sub(idle);
    let before = report.process.map_or_else(String::new, |process| {
        format!(", and {} ms before main", process.as_millis())
    });
    let longest = bars.iter().map(|bar| bar.name.len()).max().unwrap_or(0);
    let mut text = format!(
        "cold start: {} from main to the first reply{before}",
        spell(total)
    );
    for bar in &bars {
        let place = |at: Instant| {
            let at = if at >= report.arrived { at - idle } else { at };
            let done = at.saturating_duration_since(report.main);
            let place = done.as_nanos() * WIDTH / total.as_nanos().max(1);
            usize::try_from(place).unwrap_or(0)
        };
        let (from, to) = (place(bar.from), place(bar.to));
        let width = (to - from).max(1);
        let picture = format!("{}{}", " ".repeat(from), "#".repeat(width));
        text += &format!(
            "\n  {:longest$}  {:>10}  |{picture:40.40}|{}",
            bar.name,
            spell(bar.took),
            bar.remark,
        );
    }
    text
}

fn bars(report: &Report) -> Vec<Bar<'_>> {
    let runtime = Bar {
        name: "runtime",
        took: report.runtime(),
        from: report.main,
        to: report.main + report.runtime(),
        remark: String::new(),
    };
    let handler = Bar {
        name: "handler",
        took: report.handler(),
        from: report.answered - report.handler(),
        to: report.answered,
        remark: String::new(),
    };
    let modules = report.starts.iter().map(|start| Bar {
        name: start.module.name(),
        took: start.own(),
        from: start.needs_ready,
        to: start.ended,
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
