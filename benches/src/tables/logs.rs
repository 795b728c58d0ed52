//! The cost of logs: of the feature `tracing` in a function that logs nothing, and of a line.

use anyhow::Result;

use crate::function::Function;
use crate::instructions;
use crate::replies::the_same_reply;
use crate::table::{Goal, Row, Table, Unit, figure};

const EVENT: &[u8] = br#"{"name":"Gatewright"}"#;

/// The most bytes by which the feature may enlarge a function that logs nothing, and one that logs a line.
const SILENT_BYTES: f64 = 40.0 * 1_024.0;
const LINE_BYTES: f64 = 60.0 * 1_024.0;

pub(super) fn measure() -> Result<Table> {
    let off = Function::build("bench-hello-gatewright")?;
    let silent = Function::build("bench-logs-silent")?;
    let line = Function::build("bench-logs-gatewright")?;
    let peer_silent = Function::build("bench-hello-lambda-runtime")?;
    let peer_line = Function::build("bench-logs-tracing-subscriber")?;
    for function in [&silent, &line, &peer_silent, &peer_line] {
        the_same_reply(EVENT, &off, function)?;
    }

    let per_invocation = |function: &Function| instructions::per_invocation(EVENT, function);
    let instructions_off = per_invocation(&off)?;
    let start_off = figure(instructions::of_start_up(EVENT, &off)?);
    let more = |function: &Function, than: &Function| -> Result<f64> {
        Ok(figure(function.size()?) - figure(than.size()?))
    };
    let rows = vec![
        Row {
            measure: "an invocation without a line".to_owned(),
            unit: Unit::Instructions,
            ours: per_invocation(&silent)?,
            peers: vec![Some(instructions_off), None],
            // 1 % of the 83,372 that the function took when the goal was set, on AWS's event loop.
            goal: Some(Goal::Above(834.0)),
        },
        Row {
            measure: "start to first request, without a line".to_owned(),
            unit: Unit::Instructions,
            ours: figure(instructions::of_start_up(EVENT, &silent)?),
            peers: vec![Some(start_off), None],
            goal: Some(Goal::Share(1.02)),
        },
        Row {
            measure: "more bytes without a line".to_owned(),
            unit: Unit::Bytes,
            ours: more(&silent, &off)?,
            peers: vec![None, None],
            goal: Some(Goal::AtMost(SILENT_BYTES)),
        },
        Row {
            measure: "a line with three fields".to_owned(),
            unit: Unit::Instructions,
            ours: per_invocation(&line)? - instructions_off,
            peers: vec![
                None,
                Some(per_invocation(&peer_line)? - per_invocation(&peer_silent)?),
            ],
            goal: Some(Goal::Share(0.5)),
        },
        Row {
            measure: "more bytes with a line".to_owned(),
            unit: Unit::Bytes,
            ours: more(&line, &off)?,
            peers: vec![None, Some(more(&peer_line, &peer_silent)?)],
            goal: Some(Goal::AtMost(LINE_BYTES)),
        },
    ];
    Ok(Table {
        title: "logs: the hello function without and with `info!` and three fields".to_owned(),
        peers: vec!["feature off", "tracing-subscriber"],
        rows,
    })
}
