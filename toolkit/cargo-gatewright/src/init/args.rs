//! The options of `cargo gatewright init`.

/// Options of `cargo gatewright init`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Print one JSON document to standard output
    #[arg(long)]
    pub(crate) json: bool,
}
