//! The smallest possible function, which shows the cost of the framework itself.

use anyhow::Result;

use crate::cold_start::{self, ColdStart};
use crate::function::Function;
use crate::instructions;
use crate::replies::the_same_reply;
use crate::resident;
use crate::table::{Goal, Row, Table, Unit, figure};
use crate::throughput::{self, Latency};

const EVENT: &[u8] = br#"{"name":"Gatewright"}"#;

/// The invocations of each run whose latency is measured.
const INVOCATIONS: u64 = 2_000;

/// The figures of a function.
struct Measured {
    ir_of_invocation: f64,
    ir_to_first_request: f64,
    ir_to_first_response: f64,
    latency: Latency,
    cold: ColdStart,
    cold_static: ColdStart,
    resident: f64,
}

impl Measured {
    fn of(
        function: &Function,
        latency: Latency,
        [cold, cold_static]: [ColdStart; 2],
    ) -> Result<Self> {
        Ok(Self {
            ir_of_invocation: instructions::per_invocation(EVENT, function)?,
            ir_to_first_request: figure(instructions::of_start_up(EVENT, function)?),
            ir_to_first_response: figure(instructions::of_first(EVENT, function)?),
            latency,
            cold,
            cold_static,
            resident: figure(resident::after_invocations(EVENT, function)?),
        })
    }

    fn ir_of_first(&self) -> f64 {
        self.ir_to_first_response - self.ir_to_first_request
    }
}

/// A measure, its unit, its figure, and the goal.
type Measure = (&'static str, Unit, fn(&Measured) -> f64, Option<f64>);

const IR: Unit = Unit::Instructions;
const MS: Unit = Unit::Milliseconds;
const US: Unit = Unit::Microseconds;

#[rustfmt::skip]
const MEASURES: [Measure; 10] = [
    ("instructions, an invocation", IR, |of| of.ir_of_invocation, Some(0.25)),
    ("instructions, the first invocation after INIT", IR, Measured::ir_of_first, Some(0.50)),
    ("instructions, start to first request", IR, |of| of.ir_to_first_request, None),
    ("instructions, start to first response", IR, |of| of.ir_to_first_response, Some(0.50)),
    ("a warm invocation, P50", US, |of| of.latency.p50, Some(0.70)),
    ("a warm invocation, P99", US, |of| of.latency.p99, Some(0.70)),
    ("cold start to first request, median", MS, |of| of.cold.to_first_next, None),
    ("cold start to first response, median", MS, |of| of.cold.to_first_response, Some(0.92)),
    ("the same, linked statically", MS, |of| of.cold_static.to_first_response, Some(0.95)),
    ("peak resident memory", Unit::Bytes, |of| of.resident, Some(0.90)),
];

pub(super) fn measure() -> Result<Table> {
    let ours = Function::build("bench-hello-gatewright")?;
    let peer = Function::build("bench-hello-lambda-runtime")?;
    let reply = the_same_reply(EVENT, &ours, &peer)?;
    let our_static = Function::build_static("bench-hello-gatewright")?;
    let peer_static = Function::build_static("bench-hello-lambda-runtime")?;
    the_same_reply(EVENT, &our_static, &peer_static)?;

    let functions = [&ours, &our_static, &peer, &peer_static];
    let [our_cold, our_cold_static, peer_cold, peer_cold_static] =
        cold_start::side_by_side(EVENT, functions)?;
    let [our_latency, peer_latency] = throughput::latencies(INVOCATIONS, [&ours, &peer])?;
    let our_figures = Measured::of(&ours, our_latency, [our_cold, our_cold_static])?;
    let peer_figures = Measured::of(&peer, peer_latency, [peer_cold, peer_cold_static])?;
    let mut rows: Vec<_> = MEASURES
        .iter()
        .map(|(measure, unit, figure, goal)| Row {
            measure: (*measure).to_owned(),
            unit: *unit,
            ours: figure(&our_figures),
            peers: vec![Some(figure(&peer_figures))],
            goal: goal.map(Goal::Share),
        })
        .collect();
    rows.push(Row::of_sizes(&ours, &peer, Some(0.65))?);
    Ok(Table {
        title: format!(
            "hello: one JSON object in, {reply} out; the peer is written by hand, on a current-thread runtime"
        ),
        peers: vec!["lambda_runtime"],
        rows,
    })
}
