//! A hundred operations, compared with a `match` on their names.

use anyhow::Result;

use crate::function::Function;
use crate::instructions;
use crate::replies::the_same_reply;
use crate::table::{Goal, Row, Table, Unit};

/// The size of the payload, the event, and the goal. With a larger payload the dispatch to the handler matters less.
const INVOCATIONS: [(&str, &[u8], f64); 2] = [
    (
        "a payload of 70 bytes",
        include_bytes!("../../events/operation-70-bytes.json"),
        0.35,
    ),
    (
        "a payload of 5 kilobytes",
        include_bytes!("../../events/operation-5-kilobytes.json"),
        0.75,
    ),
];

pub(super) fn measure() -> Result<Table> {
    let ours = Function::build("bench-operations-gatewright")?;
    let peer = Function::build("bench-operations-match")?;
    for (_, event, _) in INVOCATIONS {
        the_same_reply(event, &ours, &peer)?;
    }
    let row = |(measure, event, goal): (&'static str, &[u8], f64)| {
        Ok(Row {
            measure: measure.to_owned(),
            unit: Unit::Instructions,
            ours: instructions::per_invocation(event, &ours)?,
            peers: vec![Some(instructions::per_invocation(event, &peer)?)],
            goal: Some(Goal::Share(goal)),
        })
    };
    let mut rows = INVOCATIONS
        .into_iter()
        .map(row)
        .collect::<Result<Vec<_>>>()?;
    rows.push(Row::of_sizes(&ours, &peer, None)?);
    Ok(Table {
        title: String::from(
            "operations: a hundred operations, instructions of a whole invocation; the peer is written by hand, with a raw envelope, one \
             `match` on the name and a typed payload",
        ),
        peers: vec!["RawValue + match"],
        rows,
    })
}
