//! Twenty routes, compared with minimal code written by hand on the same runtime.

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
            "http-slim: twenty routes, instructions of a whole invocation from an HTTP API; the peer is written by hand, with a minimal \
             event type that borrows, one `match` on the path's segments and a typed body",
        ),
        peers: vec!["slim event"],
        rows,
    })
}
