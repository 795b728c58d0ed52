//! Routes found among 20, 100 and 500 templates, by ours and by routers that are built when the function starts.

use anyhow::Result;

use crate::function::Function;
use crate::instructions;
use crate::table::{Goal, Row, Table, Unit};

const OURS: &str = "gatewright";

/// The routers as the program calls them, and as they are shown. The goal is a share of the first.
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
            goal: Some(Goal::ShareOfFirst(0.35)),
        })
    };
    Ok(Table {
        title: String::from(
            "the route of a path, with its parameters, and ours by its method too: the mean over one request for each template",
        ),
        peers: PEERS.map(|(_, shown)| shown).to_vec(),
        rows: [20, 100, 500].into_iter().map(row).collect::<Result<_>>()?,
    })
}
