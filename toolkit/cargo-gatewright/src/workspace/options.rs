//! The options of every command that works on a package or a workspace.

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;

/// Which packages, and how they are built.
#[derive(Clone, Debug, clap::Args)]
// Switches of a command line, each on its own.
#[allow(clippy::struct_excessive_bools)]
pub(crate) struct Options {
    /// Path to the `Cargo.toml` of the package or workspace [default: the nearest one above the current directory]
    #[arg(long, value_name = "PATH")]
    pub(crate) manifest_path: Option<PathBuf>,
    /// Use this package, even if it does not look like a function (repeatable)
    #[arg(short, long, value_name = "NAME")]
    pub(crate) package: Vec<String>,
    /// Use every function of the workspace
    #[arg(long, conflicts_with = "package")]
    pub(crate) workspace: bool,
    /// Features to activate, separated by commas
    #[arg(long, value_name = "FEATURES", value_delimiter = ',')]
    pub(crate) features: Vec<String>,
    /// Activate every feature
    #[arg(long)]
    pub(crate) all_features: bool,
    /// Do not activate the default features
    #[arg(long)]
    pub(crate) no_default_features: bool,
    /// Target triple that the function is built for [default: this machine's]
    #[arg(long, value_name = "TRIPLE")]
    pub(crate) target: Option<String>,
    /// Passed to cargo: `Cargo.lock` must not change
    #[arg(long)]
    pub(crate) locked: bool,
    /// Passed to cargo: do not use the network
    #[arg(long)]
    pub(crate) offline: bool,
    /// Do not print progress to standard error
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

impl Options {
    /// The options of a build, as cargo takes them.
    pub(crate) fn build_options(&self) -> Vec<String> {
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

    /// Returns the features of a package that the options activate, followed through its `[features]` table. Features of
    /// dependencies are not followed.
    pub(crate) fn enabled_features(&self, table: &BTreeMap<String, Vec<String>>) -> Vec<String> {
        if self.all_features {
            return table.keys().cloned().collect();
        }
        let mut next: Vec<&str> = self.features.iter().map(String::as_str).collect();
        if !self.no_default_features {
            next.push("default");
        }
        let mut enabled = HashSet::new();
        while let Some(feature) = next.pop() {
            if let Some(more) = table.get(feature)
                && enabled.insert(feature)
            {
                next.extend(more.iter().map(String::as_str));
            }
        }
        enabled.into_iter().map(str::to_owned).collect()
    }

    /// Prints a line of progress to standard error, unless `--quiet` is given.
    pub(crate) fn progress(&self, line: &str) {
        if !self.quiet {
            eprintln!("{line}");
        }
    }
}
