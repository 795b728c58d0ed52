//! The cost of lazy modules for a request that uses none of them.

use anyhow::Result;

use crate::cold_start;
use crate::function::Function;
use crate::instructions;
use crate::replies::the_same_reply;
use crate::table::{Goal, Row, Table, Unit, figure};

const EVENT: &[u8] = br#"{"operation":"modules.hello","payload":{"name":"Gatewright"}}"#;

pub(super) fn measure() -> Result<Table> {
    let ours = Function::build("bench-modules-unused")?;
    let peer = Function::build("bench-modules-none")?;
    the_same_reply(EVENT, &ours, &peer)?;
    let [our_start, peer_start] = cold_start::side_by_side(EVENT, [&ours, &peer])?;
    let goal = Some(Goal::Share(1.02));
    let row = |measure: &str, unit, [ours, peer]: [f64; 2], goal| Row {
        measure: measure.to_owned(),
        unit,
        ours,
        peers: vec![Some(peer)],
        goal,
    };
    let start_up = [
        figure(instructions::of_start_up(EVENT, &ours)?),
        figure(instructions::of_start_up(EVENT, &peer)?),
    ];
    let first = [
        figure(instructions::of_first(EVENT, &ours)?),
        figure(instructions::of_first(EVENT, &peer)?),
    ];
    Ok(Table {
        title: "modules: a first request to one of nine operations, of which the other eight take a lazy module each; the peer has the \
                same operations without modules"
            .to_owned(),
        peers: vec!["no modules"],
        rows: vec![
            row("instructions, start to first request", Unit::Instructions, start_up, goal),
            row("instructions, start to first response", Unit::Instructions, first, goal),
            row(
                "cold start to first request, median",
                Unit::Milliseconds,
                [our_start.to_first_next, peer_start.to_first_next],
                goal,
            ),
            row(
                "cold start to first response, median",
                Unit::Milliseconds,
                [our_start.to_first_response, peer_start.to_first_response],
                goal,
            ),
            Row::of_sizes(&ours, &peer, None)?,
        ],
    })
}
