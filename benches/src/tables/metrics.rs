//! The cost of metrics: of a record with the built-in metrics, and of a metric with two dimensions.

use anyhow::Result;

use crate::function::Function;
use crate::instructions;
use crate::replies::the_same_reply;
use crate::table::{Goal, Row, Table, Unit, figure};

const EVENT: &[u8] = br#"{"name":"Gatewright"}"#;

pub(super) fn measure() -> Result<Table> {
    let off = Function::build("bench-hello-gatewright")?;
    let built_in = Function::build("bench-metrics-built-in")?;
    let metric = Function::build("bench-metrics-gatewright")?;
    let peer_off = Function::build("bench-hello-lambda-runtime")?;
    let peer_metric = Function::build("bench-metrics-cloudwatch-embedded")?;
    for function in [&built_in, &metric, &peer_off, &peer_metric] {
        the_same_reply(EVENT, &off, function)?;
    }

    let per_invocation = |function: &Function| instructions::per_invocation(EVENT, function);
    let of_start = |function: &Function| -> Result<f64> {
        Ok(figure(instructions::of_start_up(EVENT, function)?))
    };
    let more = |function: &Function, than: &Function| -> Result<f64> {
        Ok(figure(function.size()?) - figure(than.size()?))
    };
    let with_record = per_invocation(&built_in)?;
    let rows = vec![
        Row {
            measure: "an invocation with a record and the built-in metrics".to_owned(),
            unit: Unit::Instructions,
            ours: with_record,
            peers: vec![Some(per_invocation(&off)?), None],
            // 6 % of the 83,372 that the function took when the goal was set, on AWS's event loop.
            goal: Some(Goal::Above(5_002.0)),
        },
        Row {
            measure: "a metric with two dimensions".to_owned(),
            unit: Unit::Instructions,
            ours: per_invocation(&metric)? - with_record,
            peers: vec![
                None,
                Some(per_invocation(&peer_metric)? - per_invocation(&peer_off)?),
            ],
            goal: Some(Goal::Share(0.3)),
        },
        Row {
            measure: "start to first request, with metrics".to_owned(),
            unit: Unit::Instructions,
            ours: of_start(&metric)?,
            peers: vec![Some(of_start(&off)?), None],
            goal: Some(Goal::Share(1.02)),
        },
        Row {
            measure: "more bytes with a metric".to_owned(),
            unit: Unit::Bytes,
            ours: more(&metric, &off)?,
            peers: vec![None, Some(more(&peer_metric, &peer_off)?)],
            goal: None,
        },
    ];
    Ok(Table {
        title: "logs: the hello function without and with metrics".to_owned(),
        peers: vec!["without", "metrics_cloudwatch_embedded"],
        rows,
    })
}
