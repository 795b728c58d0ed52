//! Lookups of operation names in tables of 10 to 10,000 names, in Gatewright's table and in its alternatives.

use std::path::Path;

use anyhow::{Context, Result};

use crate::function::Function;
use crate::instructions;
use crate::plot;
use crate::table::{Goal, Row, Table, Unit};

/// The numbers of names, and the goal for each.
const GOALS: [(usize, f64); 4] = [(10, 0.7), (100, 0.7), (1_000, 0.7), (10_000, 0.85)];

/// The structures, by their names in the program and in the table. Gatewright's is first.
const OURS: &str = "gatewright";
const PEERS: [(&str, &str); 6] = [
    ("match", "match"),
    ("phf", "phf"),
    ("foldhash", "hashbrown + foldhash"),
    ("ahash", "hashbrown + ahash"),
    ("std", "std HashMap"),
    ("binary-search", "binary search"),
];

/// The nanoseconds of one lookup, as the program printed them.
struct Timing {
    names: usize,
    kind: String,
    structure: String,
    nanoseconds: f64,
}

pub(super) fn measure() -> Result<Table> {
    let program = Function::build("bench-lookup")?;
    let timings = time(&program)?;
    let mut rows = Vec::new();
    for (names, goal) in GOALS {
        for kind in ["hit", "miss"] {
            let figure = |structure: &str| {
                let mut all = timings.iter();
                all.find(|it| it.names == names && it.kind == kind && it.structure == structure)
                    .map(|timing| timing.nanoseconds)
            };
            rows.push(Row {
                measure: format!("{names} names, {kind}"),
                unit: Unit::Nanoseconds,
                ours: figure(OURS).context("expected a figure of Gatewright's table")?,
                peers: PEERS.map(|(name, _)| figure(name)).to_vec(),
                goal: Some(Goal::Share(goal)),
            });
        }
    }
    for (names, _) in GOALS {
        for kind in ["hit", "miss"] {
            rows.push(counted(&program, &timings, names, kind)?);
        }
    }
    plot::lookups(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("lookup.svg"),
        &curves(&timings),
    )?;
    Ok(Table {
        title: String::from(
            "lookup: one name that is in the table (hit) or differs in one letter (miss); medians of 201 rounds in turns, and \
             instructions. A `match` of 10,000 names takes more than a minute to compile, and is left out",
        ),
        peers: PEERS.map(|(_, shown)| shown).to_vec(),
        rows,
    })
}

fn time(program: &Function) -> Result<Vec<Timing>> {
    let printed = program.output(&["time"])?;
    let line = |line: &str| -> Option<Timing> {
        let mut words = line.split(' ');
        Some(Timing {
            names: words.next()?.parse().ok()?,
            kind: words.next()?.to_owned(),
            structure: words.next()?.to_owned(),
            nanoseconds: words.next()?.parse().ok()?,
        })
    };
    printed
        .lines()
        .map(|text| line(text).with_context(|| format!("no timing: {text}")))
        .collect()
}

/// Counts the instructions of one lookup in every structure with this number of names.
fn counted(program: &Function, timings: &[Timing], names: usize, kind: &str) -> Result<Row> {
    let count = |structure: &str| {
        instructions::per_lookup(
            program,
            &["count", structure, &names.to_string(), kind],
            names,
        )
    };
    let peers = PEERS.map(|(name, _)| {
        timings
            .iter()
            .any(|timing| timing.names == names && timing.structure == name)
            .then(|| count(name))
            .transpose()
    });
    Ok(Row {
        measure: format!("{names} names, {kind}"),
        unit: Unit::Instructions,
        ours: count(OURS)?,
        peers: peers.into_iter().collect::<Result<_>>()?,
        goal: None,
    })
}

/// Returns for each structure the curve of the time of a hit against the number of names.
fn curves(timings: &[Timing]) -> Vec<plot::Curve> {
    let all = [(OURS, OURS)].into_iter().chain(PEERS);
    all.map(|(name, shown)| plot::Curve {
        name: shown,
        points: timings
            .iter()
            .filter(|timing| timing.structure == name && timing.kind == "hit")
            .map(|timing| (timing.names, timing.nanoseconds))
            .collect(),
    })
    .collect()
}
