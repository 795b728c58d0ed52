//! What the guard and its watchdog cost.
//!
//! A function cannot be had without them, so they are bounded from above: the peer does all that a function must do, an event taken
//! raw, parsed once and answered raw, and what ours executes besides is the guard and the rest of the gateway. Of waiting, the second
//! row counts what the guard adds to it: both wait, and only ours has a timer.

use anyhow::Result;

use crate::function::Function;
use crate::instructions;
use crate::replies::the_same_reply;
use crate::resident;
use crate::table::{Goal, Row, Table, Unit, figure};

const EVENT: &[u8] = br#"{"name":"Gatewright"}"#;

pub(super) fn measure() -> Result<Table> {
    let ours = Function::build("bench-hello-gatewright")?;
    let peer = Function::build("bench-guard-raw-value")?;
    let our_wait = Function::build("bench-guard-waits-gatewright")?;
    let peer_wait = Function::build("bench-guard-waits-raw-value")?;
    the_same_reply(EVENT, &ours, &peer)?;
    the_same_reply(EVENT, &our_wait, &peer_wait)?;

    let row = |measure: &str, ours: &Function, peer: &Function, goal| {
        Ok::<_, anyhow::Error>(Row {
            measure: String::from(measure),
            unit: Unit::Instructions,
            ours: instructions::per_invocation(EVENT, ours)?,
            peers: vec![Some(instructions::per_invocation(EVENT, peer)?)],
            goal: Some(Goal::Share(goal)),
        })
    };
    let rows = vec![
        row("an invocation, ready at once", &ours, &peer, 1.01)?,
        row("an invocation that waits", &our_wait, &peer_wait, 1.015)?,
        Row {
            measure: "resident memory, after 100 invocations".to_owned(),
            unit: Unit::Bytes,
            ours: figure(resident::after_invocations(EVENT, &ours)?),
            peers: vec![Some(figure(resident::after_invocations(EVENT, &peer)?))],
            goal: None,
        },
    ];
    Ok(Table {
        title: String::from(
            "the guard, on the hello function; the peer has none: raw in, parsed once, raw out, by hand",
        ),
        peers: vec!["RawValue"],
        rows,
    })
}
