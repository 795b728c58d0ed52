//! Work that is longer than an invocation, or waits for many others.

use anyhow::{Context, Result};

use crate::function::Function;
use crate::instructions;
use crate::table::{Goal, Row, Table, Unit};

/// Items that one pass gathers.
const ITEMS: usize = 10_000;

/// What is signed with it is nobody's.
const KEY: &str = "a key of a benchmark, with more than 32 bytes";

pub(super) fn measure() -> Result<Table> {
    let program = Function::build("bench-long-work")?;
    let count = |gatherer| instructions::per_lookup(&program, &["count", gatherer], ITEMS);
    let waits = program.output(&["waits"])?;
    let wait = |gatherer| figure_of(&waits, gatherer);
    let tokens = program.output_with(&["tokens"], &[("GATEWRIGHT_TOKEN_KEY", KEY)])?;
    Ok(Table {
        title: String::from(
            "`gather` beside streams of `futures-util` with the same limit, which keep the order (`buffered`) or do not; and a signed token of 1 KB \
             checked and made, beside the same invocation with its state as it is",
        ),
        peers: vec!["FuturesUnordered", "buffered", "without a token"],
        rows: vec![
            Row {
                measure: String::from("an item of 10,000 that are ready"),
                unit: Unit::Instructions,
                ours: count("gather")?,
                peers: vec![
                    Some(count("futures-unordered")?),
                    Some(count("buffered")?),
                    None,
                ],
                goal: Some(Goal::ShareOfFirst(1.1)),
            },
            Row {
                measure: String::from("ten waits of 200 ms"),
                unit: Unit::Milliseconds,
                ours: wait("gather")?,
                peers: vec![
                    Some(wait("futures-unordered")?),
                    Some(wait("buffered")?),
                    None,
                ],
                goal: Some(Goal::Above(100.0)),
            },
            Row {
                measure: String::from("from one token of 1 KB to the next"),
                unit: Unit::Nanoseconds,
                ours: figure_of(&tokens, "by-token")?,
                peers: vec![None, None, Some(figure_of(&tokens, "as-it-is")?)],
                goal: Some(Goal::Above(20_000.0)),
            },
        ],
    })
}

fn figure_of(lines: &str, name: &str) -> Result<f64> {
    let line = lines
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.with_context(|| format!("no figure of `{name}` in\n{lines}"))?
        .parse()
        .with_context(|| lines.to_owned())
}
