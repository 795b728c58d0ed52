//! Twenty routes with CORS, request ids and a middleware that authenticates, compared with axum and the same layers of tower-http.

use anyhow::Result;

use super::requests;
use crate::function::Function;
use crate::instructions;
use crate::replies::the_same_response;
use crate::table::{Goal, Row, Table, Unit};

const PREFLIGHT: &[u8] = include_bytes!("../../events/http-preflight.json");

pub(super) fn measure() -> Result<Table> {
    let ours = Function::build("bench-web-gatewright")?;
    let peer = Function::build("bench-web-axum")?;
    the_same_response(PREFLIGHT, &ours, &peer)?;
    let mut rows = requests::rows(&ours, &peer, 0.5)?;
    rows.push(Row {
        measure: "a preflight request".to_owned(),
        unit: Unit::Instructions,
        ours: instructions::per_invocation(PREFLIGHT, &ours)?,
        peers: vec![Some(instructions::per_invocation(PREFLIGHT, &peer)?)],
        goal: Some(Goal::Share(0.4)),
    });
    rows.push(Row::of_sizes(&ours, &peer, Some(0.6))?);
    Ok(Table {
        title: String::from(
            "web: twenty routes with CORS, request ids and a middleware that authenticates; the peer has the same layers of tower-http",
        ),
        peers: vec!["lambda_http + axum + tower-http"],
        rows,
    })
}
