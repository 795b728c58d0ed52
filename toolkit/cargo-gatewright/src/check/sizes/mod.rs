//! `--sizes`: what each branch of the dependency tree costs in bytes of the function's binary, as it is linked.
//!
//! The binary is built as `cargo build --release` builds it, but with its symbols left in, in a target directory of its own. A symbol
//! belongs to the crate that its name begins with: code that one crate generates from another's generics counts for the crate that wrote
//! it. What has no name, most of all text and tables, is told as one figure.

mod branches;
mod symbols;

use super::Args;
use super::plan::Function;
use super::workspace::{Workspace, cargo};
use crate::cli::Wrong;
use cargo_metadata::Message;
use serde::Serialize;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The sizes of one binary.
#[derive(Debug, Serialize)]
pub(super) struct Sizes {
    pub(super) package: String,
    pub(super) binary: String,
    /// Bytes of what is loaded: code, constants, data; not symbols.
    pub(super) loaded: u64,
    /// Bytes of it that no name covers.
    pub(super) nameless: u64,
    /// The direct dependencies, the dearest first.
    pub(super) branches: Vec<Branch>,
    /// Every crate with a named byte, the largest first.
    pub(super) crates: Vec<CrateSize>,
}

/// A direct dependency with all that it brings.
#[derive(Debug, Serialize)]
pub(super) struct Branch {
    /// The package.
    pub(super) dependency: String,
    /// Bytes of the crates that nothing else brings: what the binary would lose without the dependency.
    pub(super) alone: u64,
    /// Bytes of all crates below it, those that others bring too included.
    pub(super) whole: u64,
    /// The largest of the crates that nothing else brings.
    pub(super) largest: Vec<CrateSize>,
}

/// A crate's bytes.
#[derive(Clone, Debug, Serialize)]
pub(super) struct CrateSize {
    #[serde(rename = "crate")]
    pub(super) name: String,
    pub(super) bytes: u64,
}

/// Builds the functions' binaries and reads their symbols.
pub(super) fn measure(
    args: &Args,
    workspace: &Workspace,
    functions: &[Function],
) -> Result<Vec<Sizes>, Wrong> {
    let mut all = Vec::new();
    for function in functions {
        let package = &workspace.packages[function.package];
        for binary in &package.binaries {
            let is_function = function.roots.iter().any(|root| root.root == binary.root);
            if !is_function {
                continue;
            }
            args.progress(&format!(
                "Linking {} to weigh it; the first time this compiles the dependencies",
                binary.name
            ));
            let path = build(args, workspace, function, &binary.name)?;
            let symbols = read(&path)?;
            let branches = branches::of(workspace, function.package, &symbols.crates);
            all.push(Sizes {
                package: package.name.clone(),
                binary: binary.name.clone(),
                loaded: symbols.loaded,
                nameless: symbols.loaded.saturating_sub(symbols.named()),
                branches,
                crates: symbols.largest(),
            });
        }
    }
    Ok(all)
}

fn read(binary: &Path) -> Result<symbols::Symbols, Wrong> {
    let bytes = std::fs::read(binary)
        .map_err(|error| format!("`{}` cannot be read: {error}", binary.display()))?;
    symbols::of(&bytes).map_err(|error| {
        format!(
            "the symbols of `{}` cannot be read: {error}\n  = help: leave out `--sizes`, or build for a platform whose binaries are \
             ELF, Mach-O or PE",
            binary.display()
        )
    })
}

fn build(
    args: &Args,
    workspace: &Workspace,
    function: &Function,
    binary: &str,
) -> Result<PathBuf, Wrong> {
    let package = &workspace.packages[function.package];
    let folder = workspace
        .target
        .as_ref()
        .ok_or("cargo names no target directory")?;
    let mut command = Command::new(cargo());
    command
        .args([
            "build",
            "--release",
            "--message-format=json-render-diagnostics",
        ])
        .args(["--config", "profile.release.strip=false"])
        .arg("--manifest-path")
        .arg(&workspace.manifest)
        .arg("--target-dir")
        .arg(folder.join("gatewright-sizes"))
        .args(args.build_options())
        .args([
            "--package",
            package.id.as_ref().map_or(&package.name, |id| &id.repr),
        ])
        .args(["--bin", binary])
        .stdin(Stdio::null())
        .stdout(Stdio::piped());
    if args.quiet {
        command.arg("--quiet");
    }
    if let Some(platform) = &args.target {
        command.args(["--target", platform]);
    }
    let mut child = command.spawn().map_err(|error| {
        format!("cargo does not start: {error}\n  = help: put cargo on the PATH")
    })?;
    let output = child.stdout.take().expect("it is piped");
    let mut built = None;
    for message in Message::parse_stream(BufReader::new(output)) {
        let message =
            message.map_err(|error| format!("cargo's messages cannot be read: {error}"))?;
        if let Message::CompilerArtifact(artifact) = message
            && artifact.target.name == binary
            && let Some(executable) = artifact.executable
        {
            built = Some(executable.into());
        }
    }
    let _ = child.wait();
    built.ok_or_else(|| {
        format!(
            "`{binary}` could not be linked: cargo's own message stands above\n  = help: make `cargo build --release` pass, or leave out \
             `--sizes`"
        )
    })
}
