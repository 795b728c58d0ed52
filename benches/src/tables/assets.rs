//! A static asset of 30 KB that is embedded in the function, compared with `ServeDir` of tower-http.

use anyhow::{Result, ensure};

use crate::function::Function;
use crate::instructions;
use crate::replies::{body_and_type, status};
use crate::table::{Goal, Row, Table, Unit};

const GET: &[u8] = include_bytes!("../../events/http-asset.json");
/// With the tag of ours, and a date that `ServeDir` compares.
const KNOWN: &[u8] = include_bytes!("../../events/http-asset-known.json");

pub(super) fn measure() -> Result<Table> {
    let ours = Function::build("bench-assets-gatewright")?;
    let peer = Function::build("bench-assets-axum")?;
    // The validators differ: a tag here, a date there.
    let (body, theirs) = (body_and_type(GET, &ours)?, body_and_type(GET, &peer)?);
    ensure!(
        body == theirs,
        "expected equal bodies; Gatewright's is {body:?} and the peer's is {theirs:?}"
    );
    for function in [&ours, &peer] {
        let found = status(KNOWN, function)?;
        ensure!(found == 304, "expected a 304, found {found}");
    }
    let row = |measure: &str, event: &[u8], goal| -> Result<Row> {
        Ok(Row {
            measure: measure.to_owned(),
            unit: Unit::Instructions,
            ours: instructions::per_invocation(event, &ours)?,
            peers: vec![Some(instructions::per_invocation(event, &peer)?)],
            goal,
        })
    };
    let rows = vec![
        row("30 KB that the client does not have", GET, None)?,
        row(
            "30 KB that the client has: 304",
            KNOWN,
            Some(Goal::Share(0.3)),
        )?,
        Row::of_sizes(&ours, &peer, Some(0.6))?,
    ];
    Ok(Table {
        title: String::from(
            "assets: a file of 30 KB, embedded; the peer reads it with ServeDir of tower-http",
        ),
        peers: vec!["lambda_http + axum + tower-http"],
        rows,
    })
}
