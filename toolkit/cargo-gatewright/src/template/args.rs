//! The options of `cargo gatewright template`.

use std::path::PathBuf;

/// Options of `cargo gatewright template`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  cargo gatewright template                                     SAM template of the package in this directory
  cargo gatewright template --workspace --output template.yaml  all functions of the workspace, into a new file
  cargo gatewright template -p orders --format terraform --output orders.tf.json
  cargo gatewright template --format cdk --alarms               CDK constructs, with alarms

The template refers to the ZIP files that `cargo gatewright package` writes, relative to the directory of the output file. Names that the
code does not know are parameters. Remarks on standard error list what is left to you. Deploy with `sam deploy --guided`.

Exit codes: 0 written, 2 wrong command line, manifest or set-up.")]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) options: crate::workspace::Options,
    /// The language of the template
    #[arg(long, value_enum, default_value_t = Format::Sam)]
    pub(crate) format: Format,
    /// Write to this file, which must not exist, instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Add alarms for errors, throttles, slow invocations, lagging streams and dead-letter queues
    #[arg(long)]
    pub(crate) alarms: bool,
    /// Compare a SAM or CloudFormation file with the code, and name each field that differs
    #[arg(long, value_name = "FILE", conflicts_with_all = ["format", "output", "alarms"])]
    pub(crate) check: Option<PathBuf>,
    /// Print one JSON document to standard output
    #[arg(long)]
    pub(crate) json: bool,
}

/// The language of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// AWS SAM: YAML, or JSON if the output file ends with `.json`
    Sam,
    /// CloudFormation without SAM's transform: YAML, or JSON if the output file ends with `.json`
    Cloudformation,
    /// AWS CDK: a stack in TypeScript
    Cdk,
    /// Terraform for the provider hashicorp/aws: JSON configuration syntax, `.tf.json`
    Terraform,
}

impl Format {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Sam => "sam",
            Self::Cloudformation => "cloudformation",
            Self::Cdk => "cdk",
            Self::Terraform => "terraform",
        }
    }
}
