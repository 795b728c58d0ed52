//! The type-resolved pass: clippy's `disallowed_*` lints, with a configuration that the rules' own table makes.
//!
//! clippy sees through what source alone does not show: a lock behind another crate's function, a method of a type that only
//! inference knows. It sees neither what a macro of another crate expands to nor crates outside of the workspace.

mod config;
mod matching;

pub(super) use matching::{Hit, new_hits};

use super::Args;
use super::plan::Function;
use super::workspace::{Workspace, cargo};
use crate::cli::Wrong;
use cargo_metadata::diagnostic::{Diagnostic, DiagnosticLevel};
use cargo_metadata::{CompilerMessage, Message};
use std::collections::HashMap;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What clippy's run told.
#[derive(Default)]
pub(super) struct Run {
    pub(super) hits: Vec<Hit>,
    /// Where build scripts wrote, by the package's index.
    pub(super) out_dirs: HashMap<usize, PathBuf>,
    /// The first error of each crate that does not compile.
    pub(super) errors: Vec<CompileError>,
}

/// A crate that does not compile.
pub(super) struct CompileError {
    /// The crate's root.
    pub(super) root: PathBuf,
    pub(super) message: String,
    /// File, line and column, when the compiler names a place.
    pub(super) at: Option<(PathBuf, usize, usize)>,
}

/// Runs clippy over the functions' packages.
///
/// Its target directory is its own: the flags are others than those of the user's builds, and would undo their caches.
/// `--force-warn` is what no `#[allow]` and no `#![forbid(warnings)]` can change, and `--cap-lints` keeps every other lint from
/// ending the build.
pub(super) fn run(
    args: &Args,
    workspace: &Workspace,
    functions: &[Function],
) -> Result<Run, Wrong> {
    let Some(target) = &workspace.target else {
        return Ok(Run::default());
    };
    let folder = target.join("gatewright-check");
    let config = config::write(&folder)?;
    args.progress("Resolving types with clippy; the first time this compiles the dependencies");
    let mut command = Command::new(cargo());
    command
        .args(["clippy", "--message-format=json", "--manifest-path"])
        .arg(&workspace.manifest)
        .arg("--target-dir")
        .arg(&folder)
        .args(args.build_options())
        .env("CLIPPY_CONF_DIR", &config)
        .stdin(Stdio::null())
        .stdout(Stdio::piped());
    if args.quiet {
        command.arg("--quiet");
    }
    if let Some(platform) = &args.target {
        command.args(["--target", platform]);
    }
    for function in functions {
        let package = &workspace.packages[function.package];
        let id = package.id.as_ref().map_or(&package.name, |id| &id.repr);
        command.args(["--package", id]);
    }
    command.args(["--keep-going", "--", "--cap-lints=warn"]);
    for lint in ["disallowed_methods", "disallowed_types"] {
        command.arg(format!("--force-warn=clippy::{lint}"));
    }
    let mut child = command.spawn().map_err(|error| {
        format!("cargo does not start: {error}\n  = help: put cargo on the PATH")
    })?;
    let output = child.stdout.take().expect("it is piped");
    let mut run = Run::default();
    for message in Message::parse_stream(BufReader::new(output)) {
        match message.map_err(|error| format!("cargo's messages cannot be read: {error}"))? {
            Message::CompilerMessage(message) => run.message(workspace, message),
            Message::BuildScriptExecuted(script) => {
                let mut packages = workspace.packages.iter();
                let of = packages.position(|one| one.id.as_ref() == Some(&script.package_id));
                if let Some(at) = of {
                    run.out_dirs.insert(at, script.out_dir.into());
                }
            }
            _ => {}
        }
    }
    let status = child
        .wait()
        .map_err(|error| format!("cargo's end cannot be told: {error}"))?;
    if !status.success() && run.errors.is_empty() {
        return Err(
            "`cargo clippy` did not run: its own message stands above\n  = help: `rustup component add clippy` installs it; \
             `--offline-engine` judges the sources alone, without it"
                .to_owned(),
        );
    }
    Ok(run)
}

impl Run {
    fn message(&mut self, workspace: &Workspace, message: CompilerMessage) {
        let root: PathBuf = message.target.src_path.into();
        let diagnostic = message.message;
        if diagnostic.level == DiagnosticLevel::Error || diagnostic.level == DiagnosticLevel::Ice {
            // The last line that rustc says of a crate counts its errors, and names no place.
            let known = self.errors.iter().any(|error| error.root == root);
            let names_none = diagnostic.spans.is_empty() && diagnostic.code.is_none();
            if !known && !names_none {
                self.errors.push(CompileError {
                    at: place(workspace, &diagnostic),
                    message: diagnostic.message,
                    root,
                });
            }
            return;
        }
        let is_ours = diagnostic
            .code
            .as_ref()
            .is_some_and(|code| code.code.starts_with("clippy::disallowed_"));
        if let Some((file, line, _)) = place(workspace, &diagnostic).filter(|_| is_ours)
            && let Some(span) = diagnostic.spans.iter().find(|span| span.is_primary)
            && let Some(refused) = config::refused(&diagnostic.message)
        {
            self.hits.push(Hit {
                refused,
                file,
                line,
                column: span.column_start,
                end_line: span.line_end,
                end_column: span.column_end,
            });
        }
    }
}

/// rustc names files as cargo names them to it: relative to the workspace.
fn place(workspace: &Workspace, diagnostic: &Diagnostic) -> Option<(PathBuf, usize, usize)> {
    let span = diagnostic.spans.iter().find(|span| span.is_primary)?;
    let file = workspace.root.join(Path::new(&span.file_name));
    Some((file, span.line_start, span.column_start))
}
