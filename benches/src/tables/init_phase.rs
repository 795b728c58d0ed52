//! Lazy modules that wait in INIT, concurrently instead of one after the other.

use anyhow::Result;

use crate::cold_start;
use crate::function::Function;
use crate::replies::the_same_reply;
use crate::table::{Goal, Row, Table, Unit};

const EVENT: &[u8] = br#"{"name":"Gatewright"}"#;

const STARTS: usize = 20;

/// In milliseconds. The source measured 0.3 s for ten concurrent calls that took 2.0 s one after the other.
const GOAL: f64 = 300.0;

pub(super) fn measure() -> Result<Table> {
    let concurrent = Function::build("bench-waits-in-init")?;
    let in_a_row = Function::build("bench-waits-in-a-row")?;
    the_same_reply(EVENT, &concurrent, &in_a_row)?;
    let starts = || std::iter::repeat_n(EVENT, STARTS);
    let [ours, peer] = cold_start::in_turns([&concurrent, &in_a_row], 1, starts)?;
    let to_first_next = |times: &[cold_start::Times]| {
        cold_start::quantile(times.iter().map(|(next, _)| *next), 0.5)
    };
    Ok(Table {
        title: format!(
            "init-phase: eight waits of 200 ms before the first request, in lazy modules that start in INIT; the peer is written by \
             hand on lambda_runtime and awaits one after the other; medians of {STARTS} starts"
        ),
        peers: vec!["in a row"],
        rows: vec![Row {
            measure: "cold start to first request".to_owned(),
            unit: Unit::Milliseconds,
            ours: to_first_next(&ours),
            peers: vec![Some(to_first_next(&peer))],
            goal: Some(Goal::AtMost(GOAL)),
        }],
    })
}
