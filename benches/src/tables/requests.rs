//! Requests to functions of twenty routes, as an HTTP API sends them, and what an invocation with each of them takes.

use anyhow::Result;

use crate::function::Function;
use crate::instructions;
use crate::replies::the_same_response;
use crate::table::{Goal, Row, Unit};

/// What a request has for its handler, and its event.
const REQUESTS: [(&str, &[u8]); 3] = [
    (
        "GET, a path parameter",
        include_bytes!("../../events/http-get-order.json"),
    ),
    (
        "GET, a path parameter and a query",
        include_bytes!("../../events/http-list-orders-of-customer.json"),
    ),
    (
        "POST, a JSON body",
        include_bytes!("../../events/http-create-order.json"),
    ),
];

/// The instructions of an invocation with each request. All responses are compared before the first is counted.
pub(super) fn rows(ours: &Function, peer: &Function, goal: f64) -> Result<Vec<Row>> {
    for (_, event) in REQUESTS {
        the_same_response(event, ours, peer)?;
    }
    let row = |(measure, event): (&'static str, &[u8])| {
        Ok(Row {
            measure: measure.to_owned(),
            unit: Unit::Instructions,
            ours: instructions::per_invocation(event, ours)?,
            peers: vec![Some(instructions::per_invocation(event, peer)?)],
            goal: Some(Goal::Share(goal)),
        })
    };
    REQUESTS.into_iter().map(row).collect()
}
