//! Routes found among 20, 100 and 500 templates, by Gatewright and by routers that are built when the function starts.

use anyhow::Result;

use crate::function::Function;
use crate::instructions;
use crate::table::{Goal, Row, Table, Unit};

const OURS: &str = "gatewright";

/// The routers, by their names in the program and in the table. The goal is a share of the first one's figure.
const PEERS: [(&str, &str); 4] = [
    ("matchit", "matchit 0.9"),
    ("matchit-of-axum", "matchit 0.8, axum's"),
    ("wayfind", "wayfind"),
    ("path-tree", "path-tree"),
];

pub(super) fn measure() -> Result<Table> {
    let program = Function::build("bench-routes")?;
    let row = |templates: usize| {
        let count = |router: &str| {
            let arguments = ["count", router, &templates.to_string()];
            instructions::per_lookup(&program, &arguments, templates)
        };
        let peers = PEERS.map(|(name, _)| count(name).map(Some));
        Ok(Row {
            measure: format!("{templates} templates"),
            unit: Unit::Instructions,
            ours: count(OURS)?,
            peers: peers.into_iter().collect::<Result<_>>()?,
            goal: Some(Goal::ShareOfFirst(0.5)),
        })
    };
    Ok(Table {
        title: String::from(
            "routes: the route of a path with its parameters, the mean over one request for each template; Gatewright also matches the method",
        ),
        peers: PEERS.map(|(_, shown)| shown).to_vec(),
        rows: [20, 100, 500].into_iter().map(row).collect::<Result<_>>()?,
    })
}
