//! Reads of an initialised value in a lazy module, and of one in a `LazyLock`.

use anyhow::{Context, Result};

use crate::function::Function;
use crate::instructions;
use crate::table::{Goal, Row, Table, Unit};

/// The number of reads in one round of the program.
const READS: usize = 1000;

/// The ways to read, by their names in the program and in the table. Handlers read through their handle.
const WAYS: [(&str, &str, Option<Goal>); 3] = [
    ("handle", "through a handle", Some(Goal::Share(1.0))),
    ("try_get", "`try_get()`, then a handle", None),
    ("get", "`get().await`, then a handle", None),
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
        title: "lazy: one read of an initialised value, in a lazy module and in a static `LazyLock`; medians of 2,001 rounds of 1,000 \
                reads in turns, and instructions"
            .to_owned(),
        peers: vec!["LazyLock"],
        rows,
    })
}
