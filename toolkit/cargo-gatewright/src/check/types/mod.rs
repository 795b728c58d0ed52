//! The type-resolved pass: clippy's `disallowed_*` lints, with a configuration that is generated from the rules' table.
//!
//! clippy knows types that source alone does not show: a lock that another crate's function returns, a method of an inferred type.
//! It does not lint the expansions of other crates' macros, or crates outside the workspace.

mod config;
mod matching;

pub(crate) use matching::{Hit, new_hits};

use crate::error::CliError;
use crate::workspace::{Build, Function, Options, Package, Workspace, is_platform};
use cargo_metadata::diagnostic::{Diagnostic, DiagnosticLevel};
use cargo_metadata::{CompilerMessage, Message};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;

/// The result of a clippy run.
#[derive(Default)]
pub(crate) struct Run {
    pub(crate) hits: Vec<Hit>,
    /// The calls of the other functions that were looked for.
    pub(crate) calls: Vec<Call>,
    /// The output directories of build scripts, by the package's index.
    pub(crate) out_dirs: HashMap<usize, PathBuf>,
    /// The first error of each crate that does not compile.
    pub(crate) errors: Vec<CompileError>,
    /// The lines with rustc's own messages. Those of clippy are left out: only its `disallowed_*` lints were asked for.
    pub(crate) compiler: Vec<String>,
}

/// A place where clippy found a function that is not refused.
pub(crate) struct Call {
    pub(crate) path: String,
    /// The root file of the crate that it is in.
    pub(crate) root: PathBuf,
    pub(crate) file: PathBuf,
    pub(crate) line: usize,
    pub(crate) column: usize,
}

/// A crate that does not compile.
pub(crate) struct CompileError {
    /// The crate's root file.
    pub(crate) root: PathBuf,
    pub(crate) message: String,
    /// File, line and column, when the compiler names a place.
    pub(crate) at: Option<(PathBuf, usize, usize)>,
}

/// The lints that do the work, at a level that `#[allow]` cannot change.
const LINTS: [&str; 2] = ["disallowed_methods", "disallowed_types"];

/// Runs clippy on the functions' packages, and also looks for the functions `also`. All commands ask for the same ones, so that none
/// checks again what another has checked.
///
/// It has a separate target directory: its flags differ from those of the user's builds and would invalidate their caches.
/// `#[allow]` and `#![forbid(warnings)]` cannot change `--force-warn`. `--cap-lints` keeps every other lint from ending the build.
pub(crate) fn run(
    options: &Options,
    workspace: &Workspace,
    functions: &[&Function],
    also: &[&str],
) -> Result<Run, CliError> {
    let Some(target) = &workspace.target else {
        return Ok(Run::default());
    };
    let folder = target.join("gatewright-check");
    let config = config::write(&folder, also)?;
    options.progress("Resolving types with clippy; the first run compiles the dependencies");
    let mut clippy = Build::new("clippy", workspace, options, &folder);
    clippy
        .args(&["--message-format=json"])
        .env("CLIPPY_CONF_DIR", &config);
    for function in functions {
        clippy.package(&workspace.packages[function.package]);
    }
    clippy.args(&["--keep-going", "--", "--cap-lints=warn"]);
    for lint in LINTS {
        clippy.args(&[&format!("--force-warn=clippy::{lint}")]);
    }
    let mut run = Run::default();
    let status = run.read(workspace, clippy)?;
    if !status.success() && run.errors.is_empty() {
        return Err(CliError::new("`cargo clippy` failed: see its message above").help(
            "`rustup component add clippy` installs it. `--offline-engine` checks the sources alone, without clippy",
        ));
    }
    Ok(run)
}

/// Adds the calls in path dependencies outside the workspace, which `cargo clippy` does not lint.
///
/// clippy's compiler runs in the place of rustc for every crate of a `cargo check`. It lints the crates that cargo does not silence:
/// those with a path.
pub(crate) fn run_outside(
    options: &Options,
    workspace: &Workspace,
    functions: &[&Function],
    also: &[&str],
    run: &mut Run,
) -> Result<(), CliError> {
    let (Some(target), Some(metadata)) = (&workspace.target, &workspace.resolved) else {
        return Ok(());
    };
    let outside: Vec<&Package> = workspace
        .packages
        .iter()
        .filter(|package| {
            let mut members = metadata.workspace_members.iter();
            !is_platform(&package.name) && members.all(|id| Some(id) != package.id.as_ref())
        })
        .collect();
    let may_call = |package: &&Package| {
        let mut names = package.dependencies.iter().map(|one| one.package.as_str());
        names.any(|name| name.starts_with("aws-") || name == "gatewright")
    };
    if !outside.iter().any(may_call) || also.is_empty() {
        return Ok(());
    }
    let folder = target.join("gatewright-outside");
    let config = config::write(&folder, also)?;
    options.progress("Resolving types in the path dependencies outside the workspace");
    let mut arguments = vec!["--cap-lints=warn".to_owned()];
    arguments.extend(LINTS.map(|lint| format!("--force-warn=clippy::{lint}")));
    let mut check = Build::new("check", workspace, options, &folder);
    check
        .args(&["--message-format=json"])
        .env("CLIPPY_CONF_DIR", &config)
        .env("CLIPPY_ARGS", &arguments.join("__CLIPPY_HACKERY__").into())
        .env("RUSTC_WRAPPER", &PathBuf::from("clippy-driver"));
    for function in functions {
        check.package(&workspace.packages[function.package]);
    }
    let mut found = Run::default();
    let status = found.read(workspace, check)?;
    if !status.success() && found.errors.is_empty() {
        return Err(CliError::new(
            "`cargo check` with `clippy-driver` failed: see its message above",
        )
        .help("`rustup component add clippy` installs it"));
    }
    let roots: Vec<&PathBuf> = outside
        .iter()
        .filter_map(|package| Some(&package.library.as_ref()?.root))
        .collect();
    found.calls.retain(|call| roots.contains(&&call.root));
    run.calls.append(&mut found.calls);
    run.errors.append(&mut found.errors);
    Ok(())
}

impl Run {
    /// Runs a build to its end and reads its messages.
    fn read(&mut self, workspace: &Workspace, build: Build) -> Result<ExitStatus, CliError> {
        build.run(|message, line| match message {
            Message::CompilerMessage(message) => {
                let code = message.message.code.as_ref();
                if code.is_none_or(|code| !code.code.starts_with("clippy::")) {
                    self.compiler.push(line.to_owned());
                }
                self.message(workspace, message);
            }
            Message::BuildScriptExecuted(script) => {
                let mut packages = workspace.packages.iter();
                let of = packages.position(|one| one.id.as_ref() == Some(&script.package_id));
                if let Some(at) = of {
                    self.out_dirs.insert(at, script.out_dir.into());
                }
            }
            _ => {}
        })
    }

    fn message(&mut self, workspace: &Workspace, message: CompilerMessage) {
        let root: PathBuf = message.target.src_path.into();
        let diagnostic = message.message;
        if diagnostic.level == DiagnosticLevel::Error || diagnostic.level == DiagnosticLevel::Ice {
            // rustc's last message about a crate counts its errors and has no span.
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
        {
            let Some(refused) = config::refused(&diagnostic.message) else {
                let path = config::path(&diagnostic.message).unwrap_or_default();
                self.calls.push(Call {
                    path: path.to_owned(),
                    root,
                    file,
                    line,
                    column: span.column_start,
                });
                return;
            };
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

/// Returns the primary span. rustc prints file names relative to the workspace, as cargo passes them.
fn place(workspace: &Workspace, diagnostic: &Diagnostic) -> Option<(PathBuf, usize, usize)> {
    let span = diagnostic.spans.iter().find(|span| span.is_primary)?;
    let file = workspace.root.join(Path::new(&span.file_name));
    Some((file, span.line_start, span.column_start))
}
