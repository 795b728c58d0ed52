//! The tables, each in one file.

mod assets;
mod builds;
mod compile;
mod concurrent;
mod deployment;
mod discipline;
mod guard;
mod heavy;
mod hello;
mod http_axum;
mod http_slim;
mod init_phase;
mod lazy;
mod logs;
mod long_work;
mod lookup;
mod loops;
mod metrics;
mod modules;
mod operations;
mod requests;
mod routes;
mod soak;
mod web;

use anyhow::Result;

use crate::table::Table;

/// Measures one table.
pub type Measure = fn() -> Result<Table>;

/// Every table by its name on the command line.
pub const ALL: &[(&str, Measure)] = &[
    ("concurrent", concurrent::measure),
    ("discipline", discipline::measure),
    ("guard", guard::measure),
    ("heavy", heavy::measure),
    ("hello", hello::measure),
    ("http-axum", http_axum::measure),
    ("http-slim", http_slim::measure),
    ("web", web::measure),
    ("web", assets::measure),
    ("init-phase", init_phase::measure),
    ("lazy", lazy::measure),
    ("logs", logs::measure),
    ("logs", metrics::measure),
    ("loops", loops::measure),
    ("long-work", long_work::measure),
    ("modules", modules::measure),
    ("operations", operations::measure),
    ("lookup", lookup::measure),
    ("routes", routes::measure),
    ("builds", builds::measure),
    ("compile", compile::measure),
    ("deployment", deployment::measure),
    ("soak", soak::measure),
];
