//! Work that takes several invocations, or that waits for many futures.

use anyhow::{Context, Result};

use crate::function::Function;
use crate::instructions;
use crate::table::{Goal, Row, Table, Unit};

/// The number of items in one pass.
const ITEMS: usize = 10_000;

/// A key for signing tokens, for this bench only.
const KEY: &str = "a key of a benchmark with more than 32 bytes";

pub(super) fn measure() -> Result<Table> {
    let program = Function::build("bench-long-work")?;
    let count = |gatherer| instructions::per_lookup(&program, &["count", gatherer], ITEMS);
    let waits = program.output(&["waits"])?;
    let wait = |gatherer| figure_of(&waits, gatherer);
    let tokens = program.output_with(&["tokens"], &[("GATEWRIGHT_TOKEN_KEY", KEY)])?;
    Ok(Table {
        title: String::from(
            "long-work: `gather` and streams of `futures-util` with the same limit, ordered (`buffered`) and unordered; and an invocation that \
             checks and makes a signed token of 1 KB, compared with one that takes and returns its state unsigned",
        ),
        peers: vec!["FuturesUnordered", "buffered", "without a token"],
        rows: vec![
            Row {
                measure: String::from("one of 10,000 ready items"),
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
                measure: String::from("an invocation with a token of 1 KB"),
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
    line.with_context(|| format!("expected a figure of `{name}` in\n{lines}"))?
        .parse()
        .with_context(|| lines.to_owned())
}
