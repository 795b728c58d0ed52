//! The smallest possible function, which shows the cost of the framework itself.

use anyhow::Result;

use crate::cold_start;
use crate::function::Function;
use crate::instructions;
use crate::replies::the_same_reply;
use crate::table::{Goal, Row, Table, Unit, figure};

const EVENT: &[u8] = br#"{"name":"Gatewright"}"#;

pub(super) fn measure() -> Result<Table> {
    let ours = Function::build("bench-hello-gatewright")?;
    let peer = Function::build("bench-hello-lambda-runtime")?;
    let reply = the_same_reply(EVENT, &ours, &peer)?;

    let linked = Function::build_static("bench-hello-gatewright")?;
    the_same_reply(EVENT, &linked, &peer)?;

    let functions = [&ours, &peer, &linked];
    let [our_start, peer_start, linked_start] = cold_start::side_by_side(EVENT, functions)?;
    let rows = vec![
        Row {
            measure: "instructions, an invocation".to_owned(),
            unit: Unit::Instructions,
            ours: instructions::per_invocation(EVENT, &ours)?,
            peers: vec![Some(instructions::per_invocation(EVENT, &peer)?)],
            goal: Some(Goal::Share(1.05)),
        },
        Row {
            measure: "instructions, start to first request".to_owned(),
            unit: Unit::Instructions,
            ours: figure(instructions::of_start_up(EVENT, &ours)?),
            peers: vec![Some(figure(instructions::of_start_up(EVENT, &peer)?))],
            goal: None,
        },
        Row {
            measure: "cold start to first request, median".to_owned(),
            unit: Unit::Milliseconds,
            ours: our_start.to_first_next,
            peers: vec![Some(peer_start.to_first_next)],
            goal: Some(Goal::Share(1.00)),
        },
        Row {
            measure: "cold start to first response, median".to_owned(),
            unit: Unit::Milliseconds,
            ours: our_start.to_first_response,
            peers: vec![Some(peer_start.to_first_response)],
            goal: Some(Goal::Share(1.00)),
        },
        Row {
            measure: "cold start to first response, Gatewright linked statically".to_owned(),
            unit: Unit::Milliseconds,
            ours: linked_start.to_first_response,
            peers: vec![Some(peer_start.to_first_response)],
            goal: Some(Goal::Share(0.75)),
        },
        Row::of_sizes(&ours, &peer, Some(1.10))?,
    ];
    Ok(Table {
        title: format!(
            "hello: one JSON object in, {reply} out; the peer is written by hand, on a current-thread runtime"
        ),
        peers: vec!["lambda_runtime"],
        rows,
    })
}
