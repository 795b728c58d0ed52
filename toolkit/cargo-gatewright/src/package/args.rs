//! The options of `cargo gatewright package`.

use crate::workspace::Options;
use std::path::PathBuf;

/// Options of `cargo gatewright package`.
#[derive(Debug, clap::Args)]
// Switches of a command line, each on its own.
#[allow(clippy::struct_excessive_bools)]
#[command(after_help = "\
Examples:
  cargo gatewright package                              for this machine's architecture
  cargo gatewright package --arm64                      for Graviton; from another architecture, linked statically with musl
  cargo gatewright package --static -p orders           one function, without the C library of the machine
  cargo gatewright package --include templates --json   a directory beside `bootstrap`, and a JSON report

The ZIP file is `target/lambda/<binary>/bootstrap.zip`. Equal inputs give equal bytes. Lambda's `CodeSha256` is printed.
A target needs `rustup target add aarch64-unknown-linux-musl` or `x86_64-unknown-linux-musl`. A dependency that compiles C needs a C
compiler for the target, or cargo-zigbuild.

Exit codes: 0 no errors, 1 errors in a package, 2 wrong command line, manifest or set-up, or a build that fails.")]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) options: Options,
    /// Build for arm64 (AWS Graviton)
    #[arg(long, conflicts_with_all = ["x86_64", "target"])]
    pub(crate) arm64: bool,
    /// Build for `x86_64`
    #[arg(long = "x86-64", conflicts_with = "target")]
    pub(crate) x86_64: bool,
    /// Link statically with musl, so that the binary needs no C library
    #[arg(long = "static", conflicts_with = "target")]
    pub(crate) is_static: bool,
    /// Add a file or directory to the ZIP file, under its own name (repeatable)
    #[arg(long, value_name = "PATH")]
    pub(crate) include: Vec<PathBuf>,
    /// Write `<binary>/bootstrap.zip` into this directory [default: `lambda` in the target directory]
    #[arg(long, value_name = "DIR")]
    pub(crate) output_dir: Option<PathBuf>,
    /// Print one JSON document to standard output
    #[arg(long)]
    pub(crate) json: bool,
}
