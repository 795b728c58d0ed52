//! A lazy module's value that is there already, beside one in a `LazyLock`.

use anyhow::{Context, Result};

use crate::function::Function;
use crate::instructions;
use crate::table::{Goal, Row, Table, Unit};

/// Reads of one of the program's rounds.
const READS: usize = 1000;

/// The ways as the program calls them, and as they are shown; handlers read through the handle that they are given.
const WAYS: [(&str, &str, Option<Goal>); 3] = [
    ("handle", "through a handle", Some(Goal::Share(1.0))),
    ("try_get", "`try_get()` and the handle it gives", None),
    ("get", "`get().await` and the handle it gives", None),
];

const PEER: &str = "lock";

pub(super) fn measure() -> Result<Table> {
    let program = Function::build("bench-lazy")?;
    let timings = program.output(&["time"])?;
    let time = |way: &str| -> Result<f64> {
        let line = timings
            .lines()
            .find_map(|line| line.strip_prefix(way)?.strip_prefix(' '));
        Ok(line.context("no figure")?.parse()?)
    };
    let count = |way: &str| instructions::per_lookup(&program, &["count", way], READS);
    let mut rows = Vec::new();
    for (way, shown, goal) in WAYS {
        rows.push(Row {
            measure: shown.to_owned(),
            unit: Unit::Nanoseconds,
            ours: time(way)?,
            peers: vec![Some(time(PEER)?)],
            goal,
        });
        rows.push(Row {
            measure: shown.to_owned(),
            unit: Unit::Instructions,
            ours: count(way)?,
            peers: vec![Some(count(PEER)?)],
            goal,
        });
    }
    Ok(Table {
        title: "a value that is there already, read once: by a lazy module, and by a static `LazyLock`; medians of 2,001 rounds of 1,000 \
                reads in turns, and instructions"
            .to_owned(),
        peers: vec!["LazyLock"],
        rows,
    })
}
