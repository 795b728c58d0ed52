//! Twenty routes, compared with the usual choice: `lambda_http` and axum.

use anyhow::Result;

use super::requests;
use crate::function::Function;
use crate::table::{Row, Table};

pub(super) fn measure() -> Result<Table> {
    let ours = Function::build("bench-http-gatewright")?;
    let peer = Function::build("bench-http-axum")?;
    let mut rows = requests::rows(&ours, &peer, 0.25)?;
    rows.push(Row::of_sizes(&ours, &peer, Some(0.45))?);
    Ok(Table {
        title: String::from(
            "http-axum: twenty routes, instructions of a whole invocation from an HTTP API; the peer has default features, no log \
             subscriber and a current-thread runtime",
        ),
        peers: vec!["lambda_http + axum"],
        rows,
    })
}
