//! The options of `cargo gatewright template`.

/// Options of `cargo gatewright template`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) options: crate::workspace::Options,
    /// Compare a SAM or CloudFormation file with the code, and name each field that differs
    #[arg(long, value_name = "FILE")]
    pub(crate) check: Option<std::path::PathBuf>,
    /// Print one JSON document to standard output
    #[arg(long)]
    pub(crate) json: bool,
}
