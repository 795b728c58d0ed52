//! What the check at the head of a loop costs.

use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::function::Function;
use crate::table::{Goal, Row, Table, Unit};

/// The loops by the names under which `bench-loops` prints them, and how much slower each may be.
const LOOPS: [(&str, &str, f64); 5] = [
    ("fields", "fields of a page, parsed", 1.02),
    ("bytes-while", "bytes of a page, `while`", 1.12),
    ("bytes-for", "bytes of a page, `for`", 1.12),
    ("sum-4096", "vectorised sum of 4,096", 1.02),
    ("sum-1000000", "vectorised sum of 1,000,000", 1.02),
];

/// Passes that a figure is of: a single one would be a few microseconds.
const PASSES: f64 = 1000.0;

pub(super) fn measure() -> Result<Table> {
    let loops = Function::build("bench-loops")?;
    let output = Command::new(&loops.path).output()?;
    ensure!(
        output.status.success(),
        "bench-loops failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let figures = String::from_utf8(output.stdout)?;
    let rows = LOOPS
        .into_iter()
        .map(|(name, measure, goal)| {
            let (plain, guarded) = figures_of(name, &figures)
                .with_context(|| format!("bench-loops said nothing of `{name}`:\n{figures}"))?;
            Ok(Row {
                measure: String::from(measure),
                unit: Unit::Milliseconds,
                ours: guarded * PASSES / 1e6,
                peers: vec![Some(plain * PASSES / 1e6)],
                goal: Some(Goal::Share(goal)),
            })
        })
        .collect::<Result<_>>()?;
    Ok(Table {
        title: "loops that can be interrupted, a thousand passes; the peer is the same loop without `#[guarded]`"
            .to_owned(),
        peers: vec!["as it is"],
        rows,
    })
}

/// The two figures of a line, in nanoseconds.
fn figures_of(name: &str, lines: &str) -> Option<(f64, f64)> {
    let line = lines
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix('\t'))?;
    let (plain, guarded) = line.split_once('\t')?;
    Some((plain.parse().ok()?, guarded.parse().ok()?))
}
