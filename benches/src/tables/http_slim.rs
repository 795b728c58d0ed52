//! Twenty routes beside the least that one can write by hand on the same runtime.

use anyhow::Result;

use super::requests;
use crate::function::Function;
use crate::table::{Row, Table};

pub(super) fn measure() -> Result<Table> {
    let ours = Function::build("bench-http-gatewright")?;
    let peer = Function::build("bench-http-slim")?;
    let mut rows = requests::rows(&ours, &peer, 1.0)?;
    rows.push(Row::of_sizes(&ours, &peer, None)?);
    Ok(Table {
        title: String::from(
            "twenty routes, instructions of a whole invocation from an HTTP API; the peer is written by hand: an event of its \
             own that borrows what is read, one match on the path's segments, a typed body",
        ),
        peers: vec!["slim event"],
        rows,
    })
}
