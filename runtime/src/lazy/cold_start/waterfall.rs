//! The report of a cold start as a waterfall of text, for a terminal.
//!
//! ```text
//! cold start: 40.0 ms from main to the first reply, and 10 ms before main
//!   runtime               2.0 ms  |##                                      |
//!   shop::settings        2.0 ms  | ##                                     |
//! ```

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use super::timeline::Timeline;

/// The width of the diagram, in characters.
const WIDTH: u128 = 40;

/// A line of the diagram.
struct Bar<'a> {
    name: &'a str,
    took: Duration,
    /// Its beginning and end, from `main` on and without the pause before the first event.
    from: Duration,
    to: Duration,
    remark: String,
}

/// Draws the waterfall. `process` is the time before `main`.
pub(super) fn of(timeline: &Timeline, process: Option<Duration>) -> String {
    let bars = bars(timeline);
    let total = after_main(timeline, timeline.answered);
    let before = process.map_or_else(String::new, |process| {
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
        // Writing to a string does not fail.
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

/// The time from `main` on, without the idle time between INIT and the first event.
fn after_main(timeline: &Timeline, at: Instant) -> Duration {
    let idle = timeline.arrived.saturating_duration_since(timeline.ready);
    let since = at.saturating_duration_since(timeline.main);
    if at < timeline.arrived {
        since
    } else {
        since.saturating_sub(idle)
    }
}

fn bars(timeline: &Timeline) -> Vec<Bar<'_>> {
    let runtime = Bar {
        name: "runtime",
        took: timeline.runtime(),
        from: Duration::ZERO,
        to: timeline.runtime(),
        remark: String::new(),
    };
    let end = after_main(timeline, timeline.answered);
    let handler = Bar {
        name: "handler",
        took: timeline.handler(),
        from: end.saturating_sub(timeline.handler()),
        to: end,
        remark: String::new(),
    };
    let modules = timeline.starts.iter().map(|start| Bar {
        name: start.module.name(),
        took: start.own(),
        from: after_main(timeline, start.needs_ready),
        to: after_main(timeline, start.ended),
        remark: match start.module.settings().budget_ms() {
            Some(budget) if start.is_over_budget() => format!(" over its budget of {budget} ms"),
            _ => String::new(),
        },
    });
    let mut bars: Vec<_> = [runtime].into_iter().chain(modules).collect();
    bars.sort_by_key(|bar| bar.from);
    // It ends with the reply. Its beginning, next to that of a fast module, is chance.
    bars.push(handler);
    bars
}

fn spell(duration: Duration) -> String {
    format!("{:.1} ms", duration.as_secs_f64() * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::super::timeline::tests::sample;
    use super::*;

    #[test]
    fn each_part_has_its_time_and_place() {
        assert_eq!(
            of(&sample(), Some(Duration::from_millis(10))),
            "\
cold start: 34.0 ms from main to the first reply, and 10 ms before main
  runtime             2.0 ms  |##                                      |
  shop::settings      2.0 ms  | ##                                     |
  shop::catalog      19.0 ms  |       ######################           | over its budget of 10 ms
  handler            10.0 ms  |                            ############|"
        );
    }
}
