//! First requests to `examples/heavy`. Each needs one of eight slow modules, and lighter modules are needed more often.

use std::time::Duration;

use anyhow::Result;
use gatewright_tests::mix::{HEAVY, inverse_to, quantile_of_weights};
use serde_json::json;

use crate::cold_start::{self, Times};
use crate::function::Function;
use crate::replies::the_same_reply;
use crate::table::{Goal, Row, Table, Unit};

/// The number of first requests, each in a new environment.
const REQUESTS: usize = 300;

/// The seed of the generator that draws the requests.
const SEED: u64 = 6;

const WARM_UP: usize = 3;

/// The goal is a reduction of the P99 by 78 %, as in the source of this mix.
const GOAL: f64 = 0.22;

pub(super) fn measure() -> Result<Table> {
    let lazy = Function::build("heavy")?;
    let eager = Function::build("bench-heavy-eager")?;
    let events: Vec<Vec<u8>> = HEAVY
        .iter()
        .map(|(operation, ..)| {
            json!({"operation": operation, "payload": {"text": "a red mug"}})
                .to_string()
                .into_bytes()
        })
        .collect();
    for event in &events {
        the_same_reply(event, &lazy, &eager)?;
    }
    let weights = HEAVY.map(|(_, _, weight)| weight);
    let mix: Vec<&[u8]> = inverse_to(&weights, SEED)
        .take(REQUESTS)
        .map(|drawn| &*events[drawn])
        .collect();
    let [lazy, eager] = cold_start::in_turns([&lazy, &eager], WARM_UP, || mix.iter().copied())?;

    let row = |measure: &str, share: f64, goal| {
        let response = |times: &[Times]| -> f64 {
            let responses: Vec<Duration> = times.iter().map(|(_, response)| *response).collect();
            cold_start::quantile(responses.into_iter(), share)
        };
        Row {
            measure: measure.to_owned(),
            unit: Unit::Milliseconds,
            ours: response(&lazy),
            peers: vec![Some(response(&eager))],
            goal,
        }
    };
    let best = f64::from(quantile_of_weights(&weights, 0.99))
        / f64::from(weights.into_iter().sum::<u32>());
    Ok(Table {
        title: format!(
            "heavy: time from process start to first response in {REQUESTS} environments of `examples/heavy`. Each request needs one of eight \
             modules, drawn with a probability inverse to its weight; the peer initialises all eight in INIT. If only the modules took \
             time, the ratio at P99 would be {best:.3}"
        ),
        peers: vec!["all in INIT"],
        rows: vec![
            row("P50", 0.5, None),
            row("P90", 0.9, None),
            row("P99", 0.99, Some(Goal::Share(GOAL))),
        ],
    })
}
