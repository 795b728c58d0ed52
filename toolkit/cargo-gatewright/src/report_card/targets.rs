//! The performance targets: cold start, warm invocations, the slowest ones, and cost.

use super::Subject;
use super::model::Row;
use super::rows::COLD_START_MS;
use crate::budget::Key;

const PERFORMANCE: &str =
    "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html";
const PRICING: &str = "https://aws.amazon.com/lambda/pricing/";

const WARM_MS: f64 = 100.0;
const P99_MS: f64 = 1_000.0;

/// All rows.
pub(super) fn all(subject: &Subject) -> Vec<Row> {
    let performance = subject.performance.as_ref();
    vec![
        time(
            subject,
            "cold_start",
            "Cold start",
            performance.map(|one| one.cold_ms),
            COLD_START_MS,
            Some(Key::ColdStart),
        ),
        time(
            subject,
            "warm",
            "Warm invocation",
            performance.map(|one| one.mean_ms),
            WARM_MS,
            None,
        ),
        time(
            subject,
            "p99",
            "99th percentile",
            performance.map(|one| one.p99_ms),
            P99_MS,
            Some(Key::P99),
        ),
        cost(subject),
    ]
}

/// A time and its target: that of the budget, if it has one.
fn time(
    subject: &Subject,
    id: &'static str,
    title: &str,
    ms: Option<f64>,
    target: f64,
    key: Option<Key>,
) -> Row {
    let limit = key.and_then(|key| subject.budget.limit(key));
    let target = limit.map_or(target, |limit| limit.value);
    let shown = if target < 1_000.0 {
        format!("{target} ms")
    } else {
        format!("{} s", target / 1_000.0)
    };
    let mut row = Row::new(id, &format!("{title} under {shown}"), PERFORMANCE);
    if let Some(limit) = limit {
        row.fact(
            format!("the budget allows {shown}"),
            subject.budget_line(limit.line),
        );
    }
    match (ms, &subject.performance) {
        (Some(ms), Some(performance)) if ms < target => {
            row.fact(format!("{ms:.2} ms at {} MB", performance.memory_mb), performance.source.clone());
        }
        (Some(ms), Some(performance)) => row.against(
            format!("{ms:.2} ms at {} MB", performance.memory_mb),
            performance.source.clone(),
            "see where the time goes: `cargo gatewright tune` has CPU time, waiting and INIT, and the memory that is faster",
        ),
        _ => row.unknown(subject.what_would_tell()),
    }
    row
}

fn cost(subject: &Subject) -> Row {
    let limit = subject.budget.limit(Key::CostPerMillion);
    let title = limit.map_or_else(
        || "Cost per million invocations".to_owned(),
        |limit| format!("Cost per million invocations up to {} USD", limit.value),
    );
    let mut row = Row::new("cost", &title, PRICING);
    let Some(performance) = &subject.performance else {
        row.unknown(subject.what_would_tell());
        return row;
    };
    let cost = performance.cost_per_million;
    let text = format!("{cost:.3} USD, warm, at {} MB", performance.memory_mb);
    match limit {
        Some(limit) if cost > limit.value => row.against(
            format!("{text}, more than {} USD", limit.value),
            subject.budget_line(limit.line),
            "`cargo gatewright tune --strategy cost` recommends the cheapest size",
        ),
        Some(limit) => {
            row.fact(text, performance.source.clone());
            row.fact(
                format!("the budget allows {} USD", limit.value),
                subject.budget_line(limit.line),
            );
        }
        None => {
            row.fact(text, performance.source.clone());
            row.unknown("no limit is set: write `cost_per_million` in `[package.metadata.gatewright.budget]`");
        }
    }
    row
}
