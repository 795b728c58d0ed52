//! The options of `cargo gatewright template`.

/// Options of `cargo gatewright template`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) options: crate::workspace::Options,
    /// Print one JSON document to standard output
    #[arg(long)]
    pub(crate) json: bool,
}
