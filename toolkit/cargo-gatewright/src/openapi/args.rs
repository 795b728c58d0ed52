//! The options of `cargo gatewright openapi`.

use super::print::Format;
use crate::workspace::Options;
use std::path::PathBuf;

/// Options of `cargo gatewright openapi`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  cargo gatewright openapi -p shop                              print the document of one function
  cargo gatewright openapi --format yaml --output openapi.yaml  write it to a file that does not exist yet
  cargo gatewright openapi --workspace --output-dir api         write one document for each function with routes
  cargo gatewright openapi --check openapi.json                 compare a committed document with the code
  cargo gatewright openapi --check openapi.json --fail-on breaking

A function is one document, because it is deployed and versioned on its own. The document is OpenAPI 3.1. Schemas of
parameters and replies need the feature `schema` of `gatewright`, and types that derive `schemars::JsonSchema`.
Remarks on standard error name what the code does not describe.

`--check` names each difference as breaking or compatible, with its place in the file and in the new document. The
classes are those of oasdiff: its errors and warnings are breaking here.

Exit codes: 0 success or no differences, 1 differences, 2 wrong command line, manifest or set-up, or an unreadable file.")]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) options: Options,
    /// Format of the document
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Json)]
    pub(crate) format: Format,
    /// Write the document to this file, which must not exist
    #[arg(short, long, value_name = "FILE", conflicts_with_all = ["check", "output_dir"])]
    pub(crate) output: Option<PathBuf>,
    /// Write `<function>.json` or `<function>.yaml` for each function with routes into this directory
    #[arg(long, value_name = "DIR", conflicts_with = "check")]
    pub(crate) output_dir: Option<PathBuf>,
    /// URL of a server for the document (repeatable) [default: `/`, or the base paths of the function]
    #[arg(long, value_name = "URL")]
    pub(crate) server: Vec<String>,
    /// Compare this document (JSON or YAML) with the code
    #[arg(long, value_name = "FILE")]
    pub(crate) check: Option<PathBuf>,
    /// Differences that end `--check` with exit code 1
    #[arg(long, value_enum, value_name = "CLASS", default_value_t = FailOn::Any, requires = "check")]
    pub(crate) fail_on: FailOn,
    /// Print one JSON document to standard output: the OpenAPI document, or with `--check` the differences
    #[arg(long)]
    pub(crate) json: bool,
}

/// The differences that are findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum FailOn {
    /// Every difference
    Any,
    /// Only breaking differences
    Breaking,
}
