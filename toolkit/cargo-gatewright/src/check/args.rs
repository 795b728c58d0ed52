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
  cargo gatewright check --message-format=json       as cargo prints messages, for an editor

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
    #[arg(long, conflicts_with_all = ["sarif", "message_format"])]
    json: bool,
    /// Print a SARIF 2.1.0 log to standard output
    #[arg(long, conflicts_with = "message_format")]
    sarif: bool,
    /// Print text, or the JSON messages of `cargo check`, which editors read
    #[arg(long, value_name = "FMT", conflicts_with = "sizes")]
    message_format: Option<MessageFormat>,
}

/// The formats of cargo's option of this name.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum MessageFormat {
    Human,
    /// One message a line, the compiler's own and the findings
    Json,
}

impl Args {
    pub(crate) fn format(&self) -> Format {
        match (self.json, self.sarif, self.message_format) {
            (true, ..) => Format::Json,
            (_, true, _) => Format::Sarif,
            (.., Some(MessageFormat::Json)) => Format::Rustc,
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
