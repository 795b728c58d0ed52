//! Calls of cargo.

use super::model::{Package, Workspace};
use super::options::Options;
use crate::error::CliError;
use cargo_metadata::{DependencyKind, Message, Metadata, MetadataCommand, Node, PackageId};
use std::collections::HashSet;
use std::env;
use std::ffi::OsString;
use std::io::{self, BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

/// The cargo that started this process, or the one on the `PATH`.
fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// Runs `cargo metadata`. The error holds cargo's output.
pub(crate) fn metadata(
    manifest: &Path,
    options: Vec<String>,
    no_deps: bool,
) -> Result<Metadata, CliError> {
    let mut command = MetadataCommand::new();
    command
        .cargo_path(cargo())
        .manifest_path(manifest)
        .other_options(options);
    if no_deps {
        command.no_deps();
    }
    command.exec().map_err(|error| {
        let said = match error {
            cargo_metadata::Error::CargoMetadata { stderr } => stderr,
            other => other.to_string(),
        };
        let said = said.trim().trim_start_matches("error: ");
        CliError::new(format!("cargo cannot read the package: {said}"))
    })
}

/// The dependencies that a package's code can name: those of tests and build scripts alone are left out.
pub(crate) fn normal_dependencies(node: &Node) -> impl Iterator<Item = (&str, &PackageId)> {
    let normal = node.deps.iter().filter(|dependency| {
        let mut kinds = dependency.dep_kinds.iter();
        kinds.any(|kind| kind.kind == DependencyKind::Normal)
    });
    normal.map(|dependency| (dependency.name.as_str(), &dependency.pkg))
}

/// Returns the packages of which cargo builds a function, itself included; those of its tests and build scripts alone are left out.
///
/// `cargo metadata` unites the features that tests and all packages of the workspace ask for, so its tree has packages that a build of
/// this function alone does not have.
pub(crate) fn tree<'m>(
    workspace: &Workspace,
    metadata: &'m Metadata,
    package: &Package,
) -> Result<HashSet<&'m PackageId>, CliError> {
    let output = Command::new(cargo())
        .arg("tree")
        .arg("--manifest-path")
        .arg(&workspace.manifest)
        .args(["--package", package.spec(), "--edges=normal"])
        .args(["--prefix=none", "--format={p}", "--color=never"])
        .args(&workspace.build_options)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| not_started(&error))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let said = said.trim().trim_start_matches("error: ");
        return Err(CliError::new(format!(
            "cargo cannot list the dependencies of `{}`: {said}",
            package.name
        )));
    }
    let printed = String::from_utf8_lossy(&output.stdout);
    // `serde v1.0.228`, with more behind it.
    let built: HashSet<(&str, &str)> = printed
        .lines()
        .filter_map(|line| {
            let mut words = line.split(' ');
            Some((words.next()?, words.next()?.strip_prefix('v')?))
        })
        .collect();
    let packages = metadata.packages.iter().filter(|package| {
        let version = package.version.to_string();
        built.contains(&(package.name.as_str(), &*version))
    });
    Ok(packages.map(|package| &package.id).collect())
}

fn not_started(error: &io::Error) -> CliError {
    CliError::new(format!("could not start cargo: {error}")).help("put cargo on the PATH")
}

/// A build of some packages of the workspace, whose messages are read as JSON.
pub(crate) struct Build {
    command: Command,
}

impl Build {
    /// `cargo <subcommand>`, with `folder` as its target directory.
    pub(crate) fn new(
        subcommand: &str,
        workspace: &Workspace,
        options: &Options,
        folder: &Path,
    ) -> Self {
        let mut command = Command::new(cargo());
        command
            .arg(subcommand)
            .arg("--manifest-path")
            .arg(&workspace.manifest)
            .arg("--target-dir")
            .arg(folder)
            .args(options.build_options())
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        if options.quiet {
            command.arg("--quiet");
        }
        if let Some(platform) = &options.target {
            command.args(["--target", platform]);
        }
        Self { command }
    }

    pub(crate) fn package(&mut self, package: &Package) -> &mut Self {
        self.command.args(["--package", package.spec()]);
        self
    }

    pub(crate) fn args(&mut self, args: &[&str]) -> &mut Self {
        self.command.args(args);
        self
    }

    pub(crate) fn env(&mut self, name: &str, value: &PathBuf) -> &mut Self {
        self.command.env(name, value);
        self
    }

    /// Adds a flag of rustc to those of the user's environment and of `build.rustflags`. If the configuration has flags for a target,
    /// cargo takes those alone, and this one has no effect.
    pub(crate) fn rustc_flag(&mut self, flag: &str) -> &mut Self {
        // Cargo takes the first of these that is set.
        let (name, separator) = [("CARGO_ENCODED_RUSTFLAGS", "\u{1f}"), ("RUSTFLAGS", " ")]
            .into_iter()
            .find(|(name, _)| env::var_os(name).is_some())
            .unwrap_or(("CARGO_BUILD_RUSTFLAGS", " "));
        let mut flags = env::var_os(name).unwrap_or_default();
        if !flags.is_empty() {
            flags.push(separator);
        }
        flags.push(flag);
        self.command.env(name, flags);
        self
    }

    /// Runs it to its end, and returns the executable that it built of this binary. `None` if the build failed, which cargo reports.
    pub(crate) fn executable(self, binary: &str) -> Result<Option<PathBuf>, CliError> {
        let mut built = None;
        self.run(|message, _| {
            if let Message::CompilerArtifact(artifact) = message
                && artifact.target.name == binary
                && let Some(executable) = artifact.executable
            {
                built = Some(executable.into());
            }
        })?;
        Ok(built)
    }

    /// Runs it to its end, and calls `each` for every message, with the line that holds it.
    pub(crate) fn run(
        mut self,
        mut each: impl FnMut(Message, &str),
    ) -> Result<ExitStatus, CliError> {
        let mut child = self.command.spawn().map_err(|error| not_started(&error))?;
        let output = child.stdout.take().expect("it is piped");
        for line in BufReader::new(output).lines() {
            let line = line.map_err(|error| {
                CliError::new(format!("could not read cargo's messages: {error}"))
            })?;
            let message = serde_json::from_str(&line);
            each(
                message.unwrap_or_else(|_| Message::TextLine(line.clone())),
                &line,
            );
        }
        child
            .wait()
            .map_err(|error| CliError::new(format!("could not wait for cargo: {error}")))
    }
}
