//! The options of `cargo gatewright report`.

use crate::workspace::Options;
use std::path::PathBuf;

/// Options of `cargo gatewright report`.
#[derive(Debug, clap::Args)]
// Switches of a command line, each on its own.
#[allow(clippy::struct_excessive_bools)]
#[command(after_help = "\
Examples:
  cargo gatewright report                          Markdown, with a short run of the package's events
  cargo gatewright report --tune tune.json         the figures of `cargo gatewright tune --json`, instead of a run
  cargo gatewright report --html report.html       one file that opens without a network

A row is a tick or a cross, with the fact and its source. A row that cannot be known is neither, and says what would tell. The events of
the short run are those of `--events`, of `[package.metadata.gatewright.budget]`, or the directory `events` beside the manifest.

Exit codes: 0 no cross, 1 a cross, 2 wrong command line, manifest or set-up.")]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) options: Options,
    /// JSON document of `cargo gatewright tune --json`
    #[arg(long, value_name = "FILE", conflicts_with_all = ["events", "no_run"])]
    pub(crate) tune: Option<PathBuf>,
    /// An event file, or a directory with event files, for a short run (repeatable)
    #[arg(long, value_name = "PATH", conflicts_with = "no_run")]
    pub(crate) events: Vec<PathBuf>,
    /// Set an environment variable of the function (repeatable)
    #[arg(long, value_name = "NAME=VALUE", value_parser = variable)]
    pub(crate) env: Vec<(String, String)>,
    /// Do not run the function: rows that need a measurement are not known
    #[arg(long)]
    pub(crate) no_run: bool,
    /// Write an HTML file, which must not exist yet
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
    /// Print one JSON document to standard output
    #[arg(long)]
    pub(crate) json: bool,
}

fn variable(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("expected `NAME=VALUE`".to_owned()),
    }
}
