//! The cost of the guard and its watchdog.
//!
//! A function cannot be built without them, so the bench gives an upper bound. The peer does the minimum: it takes the event raw,
//! parses it once and replies raw. The difference is the guard and the rest of the gateway. In the second row both functions wait,
//! and only Gatewright's has a timer.

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
            "guard: the hello function with the guard; the peer, written by hand, has none and parses the raw event once",
        ),
        peers: vec!["RawValue"],
        rows,
    })
}
