//! The instructions of invocations with requests from an HTTP API, for functions with twenty routes.

use anyhow::Result;

use crate::function::Function;
use crate::instructions;
use crate::replies::the_same_response;
use crate::table::{Goal, Row, Unit};

/// The parts of a request that its handler reads, and the event.
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

/// Counts the instructions of an invocation with each request, after comparing all responses.
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
