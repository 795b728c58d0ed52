//! What `check` takes.

use std::path::PathBuf;

/// Options of `cargo gatewright check`.
#[derive(Debug, clap::Args)]
// Switches of a command line, each on its own.
#[allow(clippy::struct_excessive_bools)]
pub(crate) struct Args {
    /// The `Cargo.toml` of the package or workspace; by default the one around the current folder
    #[arg(long, value_name = "PATH")]
    pub(super) manifest_path: Option<PathBuf>,
    /// Judge this package, whether it looks like a function or not; may be given again
    #[arg(short, long, value_name = "NAME")]
    pub(super) package: Vec<String>,
    /// Judge every function of the workspace
    #[arg(long, conflicts_with = "package")]
    pub(super) workspace: bool,
    /// Features to turn on, separated by commas
    #[arg(long, value_name = "FEATURES", value_delimiter = ',')]
    pub(super) features: Vec<String>,
    /// Turn on every feature
    #[arg(long)]
    pub(super) all_features: bool,
    /// Leave the default features off
    #[arg(long)]
    pub(super) no_default_features: bool,
    /// The platform that the function is built for; by default this machine's
    #[arg(long, value_name = "TRIPLE")]
    pub(super) target: Option<String>,
    /// Judge the sources alone: nothing is fetched or compiled, types are not resolved, and of the dependencies only the
    /// direct ones are seen
    #[arg(long)]
    pub(super) offline_engine: bool,
    /// Link the functions, and say what each direct dependency costs in bytes of the binary
    #[arg(long, conflicts_with_all = ["offline_engine", "sarif"])]
    pub(super) sizes: bool,
    /// Passed to cargo: the lock file must not change
    #[arg(long)]
    pub(super) locked: bool,
    /// Passed to cargo: no network
    #[arg(long)]
    pub(super) offline: bool,
    /// Draw the modules of each crate, with their layers and with what uses what, into this folder: as SVG and as Mermaid
    #[arg(long, value_name = "DIR")]
    pub(super) graph: Option<PathBuf>,
    /// Write one JSON document to standard output
    #[arg(long, conflicts_with = "sarif")]
    pub(super) json: bool,
    /// Write a SARIF 2.1.0 log to standard output
    #[arg(long)]
    pub(super) sarif: bool,
    /// Say nothing of the progress on standard error
    #[arg(short, long)]
    pub(super) quiet: bool,
}

impl Args {
    /// The options of a build, as cargo takes them.
    pub(super) fn build_options(&self) -> Vec<String> {
        let mut options = Vec::new();
        if !self.features.is_empty() {
            options.push(format!("--features={}", self.features.join(",")));
        }
        for (given, flag) in [
            (self.all_features, "--all-features"),
            (self.no_default_features, "--no-default-features"),
            (self.locked, "--locked"),
            (self.offline, "--offline"),
        ] {
            if given {
                options.push(flag.to_owned());
            }
        }
        options
    }

    /// A line about what is being done.
    pub(super) fn progress(&self, line: &str) {
        if !self.quiet {
            eprintln!("{line}");
        }
    }
}
