//! The options of `cargo gatewright check`.

use crate::report::Format;
use crate::workspace::{Options, Resolution};
use std::path::PathBuf;

/// Options of `cargo gatewright check`.
#[derive(Debug, clap::Args)]
// Switches of a command line, each on its own.
#[allow(clippy::struct_excessive_bools)]
#[command(after_help = "\
Examples:
  cargo gatewright check                             the package in this directory
  cargo gatewright check --workspace --sarif         every function, as SARIF for a code host
  cargo gatewright check -p orders --graph layers    one package, with pictures of its layers
  cargo gatewright check --offline-engine            the sources alone, without compiling

Exit codes: 0 no errors, 1 errors, 2 wrong command line, manifest or set-up.
`cargo gatewright explain RULE` explains a rule that a finding names.")]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) options: Options,
    /// Check the sources alone: nothing is downloaded or compiled, types are not resolved, and only direct dependencies are checked
    #[arg(long)]
    pub(crate) offline_engine: bool,
    /// Link the functions, and print the bytes that each direct dependency adds to the binary
    #[arg(long, conflicts_with_all = ["offline_engine", "sarif"])]
    pub(crate) sizes: bool,
    /// Draw the modules of each crate with their layers and uses into this directory, as SVG and Mermaid
    #[arg(long, value_name = "DIR")]
    pub(crate) graph: Option<PathBuf>,
    /// Print one JSON document to standard output
    #[arg(long, conflicts_with = "sarif")]
    json: bool,
    /// Print a SARIF 2.1.0 log to standard output
    #[arg(long)]
    sarif: bool,
}

impl Args {
    pub(crate) fn format(&self) -> Format {
        match (self.json, self.sarif) {
            (true, _) => Format::Json,
            (_, true) => Format::Sarif,
            _ => Format::Human,
        }
    }

    pub(crate) fn resolution(&self) -> Resolution {
        if self.offline_engine {
            Resolution::ManifestsOnly
        } else {
            Resolution::Full
        }
    }
}
