//! Concurrent invocations in one environment.

use anyhow::Result;

use crate::function::Function;
use crate::replies::the_same_reply;
use crate::table::{Goal, Row, Table, Unit};
use crate::throughput::{IN_FLIGHT, side_by_side};

const INVOCATIONS: u64 = 20_000;

const EVENT: &[u8] = br#"{"name":"Gatewright","wait_ms":1}"#;

pub(super) fn measure() -> Result<Table> {
    let ours = Function::build("bench-concurrent-gatewright")?;
    let peer = Function::build("bench-concurrent-lambda-runtime")?;
    the_same_reply(EVENT, &ours, &peer)?;

    let row = |measure: &str, wait_ms, goal| {
        let [our, peers] = side_by_side(wait_ms, INVOCATIONS, &ours, &peer)?;
        Ok::<_, anyhow::Error>(Row {
            measure: String::from(measure),
            unit: Unit::Microseconds,
            ours: our,
            peers: vec![Some(peers)],
            goal: Some(Goal::Share(goal)),
        })
    };
    let rows = vec![
        row("an invocation, ready at once", 0, 0.80)?,
        row("an invocation that waits 5 ms", 5, 0.90)?,
        Row::of_sizes(&ours, &peer, None)?,
    ];
    Ok(Table {
        title: format!(
            "concurrent: {IN_FLIGHT} concurrent invocations, time for one; the peer is written by hand, with `run_concurrent` on a multi-thread runtime"
        ),
        peers: vec!["lambda_runtime"],
        rows,
    })
}
