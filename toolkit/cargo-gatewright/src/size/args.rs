//! The options of `cargo gatewright size`.

use super::baseline::Growth;
use crate::workspace::Options;
use std::path::PathBuf;

/// Options of `cargo gatewright size`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  cargo gatewright size                      bytes by crate and module, compared with `gatewright-size.json`
  cargo gatewright size --save               write the figures to `gatewright-size.json`, to be committed
  cargo gatewright size --max-growth 5%      fail if a binary has grown by more, for continuous integration
  cargo gatewright size --svg size.svg       draw the binary as a treemap

The release build is linked with its symbols in a separate target directory, `gatewright-sizes`. A size is that of the loaded sections:
code, constants and data. Generic code counts for the crate that wrote it, and a second column shows it beside the module whose types it
is for.

Exit codes: 0 success, 1 growth beyond `--max-growth`, 2 wrong command line, manifest or set-up.")]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) options: Options,
    /// Write the figures to `gatewright-size.json` beside the manifest of each function
    #[arg(long)]
    pub(crate) save: bool,
    /// Fail if a binary has grown by more than this since the saved figure, such as `5%` or `100KB`
    #[arg(long, value_name = "GROWTH", conflicts_with = "save", value_parser = Growth::parse)]
    pub(crate) max_growth: Option<Growth>,
    /// Draw a treemap into this file, which must not exist yet
    #[arg(long, value_name = "FILE")]
    pub(crate) svg: Option<PathBuf>,
    /// Print one JSON document to standard output
    #[arg(long)]
    pub(crate) json: bool,
}
