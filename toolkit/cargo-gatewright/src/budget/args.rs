//! The options of `cargo gatewright budget`.

use crate::workspace::Options;
use std::path::PathBuf;

/// Options of `cargo gatewright budget`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  cargo gatewright budget                      measure what `[package.metadata.gatewright.budget]` limits
  cargo gatewright budget --basis instructions --json

  [package.metadata.gatewright.budget]
  cold_start = \"50ms\"       # INIT and the first invocation
  p99 = \"20ms\"              # the 99th percentile of warm invocations
  cost_per_million = 0.35   # of warm invocations, in US dollars
  size = \"3MB\"              # the file of the release build
  memory = \"64MB\"           # the peak of resident memory
  dependencies = 60         # packages in the tree of dependencies
  events = \"events\"         # event files, for all but `size` and `dependencies`

Times are those of the function's memory. With valgrind on the PATH, they follow from the number of instructions, which does not depend on
the machine or on its load. Otherwise they are CPU time and waiting, as the scheduler counts them. The table says which.

Exit codes: 0 all limits are held, 1 a limit is exceeded, 2 wrong command line, manifest or set-up, or an event that fails.")]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) options: Options,
    /// An event file, or a directory with event files, instead of those of the manifest (repeatable)
    #[arg(long, value_name = "PATH")]
    pub(crate) events: Vec<PathBuf>,
    /// Set an environment variable of the function (repeatable)
    #[arg(long, value_name = "NAME=VALUE", value_parser = variable)]
    pub(crate) env: Vec<(String, String)>,
    /// What times are computed from
    #[arg(long, value_enum, default_value_t = Basis::Auto)]
    pub(crate) basis: Basis,
    /// Print one JSON document to standard output
    #[arg(long)]
    pub(crate) json: bool,
}

/// What times are computed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Basis {
    /// Instructions if valgrind is on the PATH, otherwise the clock
    Auto,
    /// The number of instructions, which valgrind counts
    Instructions,
    /// CPU time and waiting, on the clock of this machine
    Clock,
}

fn variable(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("expected `NAME=VALUE`".to_owned()),
    }
}
