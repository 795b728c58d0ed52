//! The tables, one file each.

mod compile;
mod concurrent;
mod discipline;
mod guard;
mod hello;
mod http_axum;
mod http_slim;
mod long_work;
mod lookup;
mod loops;
mod operations;
mod requests;
mod routes;

use anyhow::Result;

use crate::table::Table;

/// Takes the figures of one table.
pub type Measure = fn() -> Result<Table>;

/// Every table by the name under which it is asked for.
pub const ALL: &[(&str, Measure)] = &[
    ("concurrent", concurrent::measure),
    ("discipline", discipline::measure),
    ("guard", guard::measure),
    ("hello", hello::measure),
    ("http-axum", http_axum::measure),
    ("http-slim", http_slim::measure),
    ("loops", loops::measure),
    ("long-work", long_work::measure),
    ("operations", operations::measure),
    ("lookup", lookup::measure),
    ("routes", routes::measure),
    ("compile", compile::measure),
];
