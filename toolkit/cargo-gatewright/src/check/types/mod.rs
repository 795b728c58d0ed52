//! The type-resolved pass: clippy's `disallowed_*` lints, with a configuration that is generated from the rules' table.
//!
//! clippy knows types that source alone does not show: a lock that another crate's function returns, a method of an inferred type.
//! It does not lint the expansions of other crates' macros, or crates outside the workspace.

mod config;
mod matching;

pub(crate) use matching::{Hit, new_hits};

use crate::error::CliError;
use crate::workspace::{Build, Function, Options, Workspace};
use cargo_metadata::diagnostic::{Diagnostic, DiagnosticLevel};
use cargo_metadata::{CompilerMessage, Message};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// The result of a clippy run.
#[derive(Default)]
pub(crate) struct Run {
    pub(crate) hits: Vec<Hit>,
    /// The output directories of build scripts, by the package's index.
    pub(crate) out_dirs: HashMap<usize, PathBuf>,
    /// The first error of each crate that does not compile.
    pub(crate) errors: Vec<CompileError>,
    /// The lines with rustc's own messages. Those of clippy are left out: only its `disallowed_*` lints were asked for.
    pub(crate) compiler: Vec<String>,
}

/// A crate that does not compile.
pub(crate) struct CompileError {
    /// The crate's root file.
    pub(crate) root: PathBuf,
    pub(crate) message: String,
    /// File, line and column, when the compiler names a place.
    pub(crate) at: Option<(PathBuf, usize, usize)>,
}

/// Runs clippy on the functions' packages.
///
/// It has a separate target directory: its flags differ from those of the user's builds and would invalidate their caches.
/// `#[allow]` and `#![forbid(warnings)]` cannot change `--force-warn`. `--cap-lints` keeps every other lint from ending the build.
pub(crate) fn run(
    options: &Options,
    workspace: &Workspace,
    functions: &[Function],
) -> Result<Run, CliError> {
    let Some(target) = &workspace.target else {
        return Ok(Run::default());
    };
    let folder = target.join("gatewright-check");
    let config = config::write(&folder)?;
    options.progress("Resolving types with clippy; the first run compiles the dependencies");
    let mut clippy = Build::new("clippy", workspace, options, &folder);
    clippy
        .args(&["--message-format=json"])
        .env("CLIPPY_CONF_DIR", &config);
    for function in functions {
        clippy.package(&workspace.packages[function.package]);
    }
    clippy.args(&["--keep-going", "--", "--cap-lints=warn"]);
    for lint in ["disallowed_methods", "disallowed_types"] {
        clippy.args(&[&format!("--force-warn=clippy::{lint}")]);
    }
    let mut run = Run::default();
    let status = clippy.run(|message, line| match message {
        Message::CompilerMessage(message) => {
            let code = message.message.code.as_ref();
            if code.is_none_or(|code| !code.code.starts_with("clippy::")) {
                run.compiler.push(line.to_owned());
            }
            run.message(workspace, message);
        }
        Message::BuildScriptExecuted(script) => {
            let mut packages = workspace.packages.iter();
            let of = packages.position(|one| one.id.as_ref() == Some(&script.package_id));
            if let Some(at) = of {
                run.out_dirs.insert(at, script.out_dir.into());
            }
        }
        _ => {}
    })?;
    if !status.success() && run.errors.is_empty() {
        return Err(CliError::new("`cargo clippy` failed: see its message above").help(
            "`rustup component add clippy` installs it. `--offline-engine` checks the sources alone, without clippy",
        ));
    }
    Ok(run)
}

impl Run {
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

/// Returns the primary span. rustc prints file names relative to the workspace, as cargo passes them.
fn place(workspace: &Workspace, diagnostic: &Diagnostic) -> Option<(PathBuf, usize, usize)> {
    let span = diagnostic.spans.iter().find(|span| span.is_primary)?;
    let file = workspace.root.join(Path::new(&span.file_name));
    Some((file, span.line_start, span.column_start))
}
