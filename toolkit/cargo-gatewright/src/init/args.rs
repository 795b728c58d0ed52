//! The options of `cargo gatewright init`.

use crate::workspace::Options;
use std::path::PathBuf;

/// Options of `cargo gatewright init`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  cargo gatewright init --dry-run      what would change, and what is left to do by hand
  cargo gatewright init                adds `gatewright` and the release profile to `Cargo.toml`
  cargo gatewright init -p orders      one function of a workspace

The function depends on `lambda_runtime` or `lambda_http`, with or without axum. `Cargo.toml` is the only file that is edited: lines are
added to it, and its other lines keep their bytes. An event file is added if there is no directory `events`. Everything else is printed
with its file and line, and with the attribute that replaces it. A second run changes nothing more, and prints what is still to do.

Exit codes: 0 success, 2 wrong command line, manifest or set-up, no function, or a source that cannot be parsed.")]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) options: Options,
    /// Print the changes without writing them
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Depend on `gatewright` in this checkout of its repository instead of the published crate
    #[arg(long, value_name = "DIR")]
    pub(crate) gatewright_path: Option<PathBuf>,
    /// Print one JSON document to standard output
    #[arg(long)]
    pub(crate) json: bool,
}
