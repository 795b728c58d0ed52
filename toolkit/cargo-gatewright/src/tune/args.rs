//! The options of `cargo gatewright tune`.

use super::recommend::Strategy;
use crate::workspace::Options;
use std::path::PathBuf;

/// Options of `cargo gatewright tune`.
#[derive(Debug, clap::Args)]
// Switches of a command line, each on its own.
#[allow(clippy::struct_excessive_bools)]
#[command(after_help = "\
Examples:
  cargo gatewright tune --events events                    every event file of a directory, each as often as the others
  cargo gatewright tune --events order.json --strategy cost --json
  cargo gatewright tune --events events --html tune.html   curves of duration and cost in one file
  cargo gatewright tune --events events --verify           compare the prediction with runs under real CPU quotas

The release build runs here in real execution environments. CPU time and waiting are measured apart, and each memory size gets the share
of a CPU that Lambda gives it: one vCPU at 1,769 MB. AWS itself is not measured: its network, its services, its processors and the load of
its machines are unknown here.

An event of a directory that fails is left out, with a warning. A reply with a status of 500 or more is a failure too.

Exit codes: 0 the memory fits, 1 it is over-provisioned or too small, 2 wrong command line, manifest or set-up, or an event that fails.")]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) options: Options,
    /// An event file, or a directory with event files (repeatable)
    #[arg(long, value_name = "PATH", required = true)]
    pub(crate) events: Vec<PathBuf>,
    /// Warm invocations, shared by all events
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(20..=100_000))]
    pub(crate) runs: u32,
    /// Cold starts
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub(crate) cold: u32,
    /// The goal of the recommendation
    #[arg(long, value_enum, default_value_t = Strategy::Balanced)]
    pub(crate) strategy: Strategy,
    /// Set an environment variable of the function (repeatable)
    #[arg(long, value_name = "NAME=VALUE", value_parser = variable)]
    pub(crate) env: Vec<(String, String)>,
    /// Region of the prices. Only us-east-1 is built in
    #[arg(long, value_name = "REGION", default_value = gatewright_tables::prices::REGION)]
    pub(crate) region: String,
    /// JSON file with the prices of regions
    #[arg(long, value_name = "FILE")]
    pub(crate) prices: Option<PathBuf>,
    /// Run the function under the CPU quotas of six sizes, and compare with the prediction. `=signals` does without a cgroup
    #[arg(long, value_name = "WITH", value_enum, num_args = 0..=1, require_equals = true, default_missing_value = "auto")]
    pub(crate) verify: Option<With>,
    /// Rounds of `--verify`: in each, every size runs once
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(4..=1_000), requires = "verify")]
    pub(crate) rounds: u32,
    /// Write the curves as one HTML file. Only a file of `tune` is replaced
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
    /// Write the curves as a picture. Only a file of `tune` is replaced
    #[arg(long, value_name = "FILE")]
    pub(crate) svg: Option<PathBuf>,
    /// Print the line of the attribute with the recommended memory
    #[arg(long)]
    pub(crate) apply: bool,
    /// Print the address of aws-lambda-power-tuning's picture of the prediction
    #[arg(long)]
    pub(crate) power_tuning_url: bool,
    /// Print one JSON document to standard output
    #[arg(long)]
    pub(crate) json: bool,
}

/// How `--verify` limits the CPU.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum With {
    /// A cgroup if one can be made, else signals
    Auto,
    /// SIGSTOP and SIGCONT
    Signals,
}

impl Args {
    /// The files to write, with their options.
    pub(super) fn files(&self) -> impl Iterator<Item = (&'static str, &PathBuf)> {
        let html = self.html.iter().map(|path| ("--html", path));
        html.chain(self.svg.iter().map(|path| ("--svg", path)))
    }
}

fn variable(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("expected `NAME=VALUE`".to_owned()),
    }
}
