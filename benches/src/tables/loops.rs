//! The cost of the check at the head of a guarded loop.

use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::function::Function;
use crate::table::{Goal, Row, Table, Unit};

/// The loops, by their names in the output of `bench-loops` and in the table, with the largest acceptable ratio.
const LOOPS: [(&str, &str, f64); 5] = [
    ("fields", "fields of a page, parsed", 1.02),
    ("bytes-while", "bytes of a page, `while`", 1.12),
    ("bytes-for", "bytes of a page, `for`", 1.12),
    ("sum-4096", "vectorised sum of 4,096", 1.02),
    ("sum-1000000", "vectorised sum of 1,000,000", 1.02),
];

/// The number of passes in a figure. A single pass takes only a few microseconds.
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
            let (plain, guarded) = figures_of(name, &figures).with_context(|| {
                format!("expected a line for `{name}` from bench-loops, got:\n{figures}")
            })?;
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
        title: "loops: a thousand passes of loops that can be interrupted; the peer is the same loop without `#[guarded]`"
            .to_owned(),
        peers: vec!["unguarded"],
        rows,
    })
}

/// Parses the two figures of a line, in nanoseconds.
fn figures_of(name: &str, lines: &str) -> Option<(f64, f64)> {
    let line = lines
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix('\t'))?;
    let (plain, guarded) = line.split_once('\t')?;
    Some((plain.parse().ok()?, guarded.parse().ok()?))
}
