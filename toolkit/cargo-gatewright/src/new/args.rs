//! The options of `cargo gatewright new`.

/// Options of `cargo gatewright new`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Print one JSON document to standard output
    #[arg(long)]
    pub(crate) json: bool,
}
