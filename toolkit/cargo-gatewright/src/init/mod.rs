//! `cargo gatewright init`: prepares a function on `lambda_runtime` or `lambda_http` for Gatewright.

mod args;
mod events;
mod functions;
mod logging;
mod manifest;
mod names;
mod parameters;
mod router;
mod scan;
mod served;
mod sources;
mod statics;
mod step;
mod text;

pub(crate) use args::Args;

use crate::edit::{Edit, ManifestFile};
use crate::error::CliError;
use crate::new;
use crate::report::to_stdout;
use crate::style::{BOLD, CODE, FRAME};
use crate::workspace::{self, Package, Resolution, Workspace};
use names::Crates;
use serde_json::json;
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use step::Step;

/// The version of the JSON document.
const JSON_VERSION: u32 = 1;

/// The guide that follows the same steps.
const GUIDE: &str = "https://docs.rs/gatewright/latest/gatewright/docs/migration_steps";

/// What a run found and did.
struct Report<'r> {
    args: &'r Args,
    package: &'r Package,
    manifest: String,
    /// Whether the package depends on `gatewright` already.
    has_gatewright: bool,
    edit: Option<Edit>,
    /// The added event file, relative to the package.
    event: Option<&'static str>,
    steps: Vec<Step>,
}

pub(crate) fn run(args: &Args) -> Result<ExitCode, CliError> {
    let workspace = workspace::load(&args.options, Resolution::ManifestsOnly)?;
    let package = function(args, &workspace)?;
    let manifest = workspace.shown(&package.manifest);
    let is_root = package.folder() == workspace.root;
    let shown = |path: &Path| workspace.shown(path);
    let crates: Crates = package
        .dependencies
        .iter()
        .map(|one| (one.name.clone(), one.package.replace('-', "_")))
        .collect();
    let targets = package.binaries.iter().chain(&package.library);
    let roots: BTreeSet<PathBuf> = targets.map(|target| target.root.clone()).collect();
    let files = sources::load(&Vec::from_iter(roots), &shown)?;
    let found = scan::scan(&files, &crates, &shown);
    let mut steps = found.steps;
    let has_gatewright = package
        .dependencies
        .iter()
        .any(|one| one.package == "gatewright");
    let has_old_code = !steps.is_empty();
    if has_old_code || !has_gatewright {
        steps.extend(manifest::steps(
            &package.manifest,
            &manifest,
            is_root,
            &found.uses,
        ));
        steps.sort();
    }
    let mut report = Report {
        args,
        package,
        manifest,
        has_gatewright,
        edit: None,
        event: None,
        steps,
    };
    if !has_gatewright {
        let event = found
            .event
            .filter(|_| !package.folder().join("events").exists());
        report.change(&workspace, event.as_ref(), is_root)?;
    }
    to_stdout(|to| report.write(to))?;
    Ok(ExitCode::SUCCESS)
}

/// The one function that the command line selects.
fn function<'w>(args: &Args, workspace: &'w Workspace) -> Result<&'w Package, CliError> {
    let (functions, _) = workspace::functions(&args.options, workspace)?;
    let packages: Vec<&Package> = functions
        .iter()
        .map(|one| &workspace.packages[one.package])
        .collect();
    match packages[..] {
        [package] => {
            let runtimes = ["gatewright", "lambda_runtime", "lambda_http"];
            let is_function = package
                .dependencies
                .iter()
                .any(|one| runtimes.contains(&one.package.as_str()));
            if is_function {
                return Ok(package);
            }
            Err(CliError::new(format!("`{}` is not a Lambda function", package.name))
                .help("`init` prepares a package that depends on `lambda_runtime` or `lambda_http`; `cargo gatewright new NAME` creates one"))
        }
        _ => {
            let names: Vec<&str> = packages
                .iter()
                .map(|package| package.name.as_str())
                .collect();
            Err(CliError::new(format!(
                "there are {} functions here, and `init` prepares one at a time",
                names.len()
            ))
            .help(format!("`cargo gatewright init -p {}`", names[0]))
            .note(format!("the functions are {}", names.join(", "))))
        }
    }
}

impl Report<'_> {
    /// Edits the manifest and adds the event file, or neither. A dry run only compares.
    fn change(
        &mut self,
        workspace: &Workspace,
        event: Option<&events::Event>,
        is_root: bool,
    ) -> Result<(), CliError> {
        let folder = self.package.folder();
        let gatewright = match &self.args.gatewright_path {
            Some(checkout) => new::of_checkout(checkout, folder)?,
            None if has_workspace_dependency(workspace) => "{ workspace = true }".to_owned(),
            None => new::published(),
        };
        let file = ManifestFile::read(&self.package.manifest)?;
        let edit = file.edit(
            &manifest::edited(&file, &gatewright, is_root)?,
            &self.manifest,
        );
        let event = event.map(events::Event::file);
        self.event = event.as_ref().map(|(path, _)| *path);
        if !self.args.dry_run {
            let prepared = edit.prepare()?;
            if let Some((path, content)) = &event {
                add(&folder.join(path), content)?;
            }
            if let Err(error) = prepared.write() {
                if let Some((path, _)) = &event {
                    remove(&folder.join(path));
                }
                return Err(error);
            }
        }
        self.edit = Some(edit);
        Ok(())
    }

    fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        let diff = self.edit.as_ref().map_or("", Edit::diff);
        if self.args.json {
            let document = json!({
                "version": JSON_VERSION,
                "package": self.package.name,
                "manifest": self.manifest,
                "already": self.has_gatewright,
                "written": self.edit.is_some() && !self.args.dry_run,
                "diff": diff,
                "files": self.event.iter().collect::<Vec<_>>(),
                "steps": self.steps,
            });
            serde_json::to_writer_pretty(&mut *to, &document)?;
            return writeln!(to);
        }
        let name = &self.package.name;
        if self.has_gatewright && self.steps.is_empty() {
            return writeln!(
                to,
                "{BOLD}{name}{BOLD:#} uses Gatewright already: nothing to do"
            );
        }
        if self.has_gatewright {
            writeln!(
                to,
                "{BOLD}{name}{BOLD:#} depends on `gatewright` already: nothing was changed"
            )?;
        } else {
            write!(to, "{diff}")?;
            let (changed, added) = if self.args.dry_run {
                ("Would change", "Would add")
            } else {
                ("Changed", "Added")
            };
            writeln!(to, "{changed} `{}`", self.manifest)?;
            if let Some(event) = self.event {
                writeln!(to, "{added} `{event}`")?;
            }
        }
        if !self.steps.is_empty() {
            writeln!(to, "\nTo do by hand:")?;
        }
        for step in &self.steps {
            writeln!(
                to,
                "{FRAME}{}:{}:{}{FRAME:#}  {CODE}{}{CODE:#}",
                step.file, step.line, step.column, step.found
            )?;
            writeln!(to, "  {}", step.todo)?;
        }
        let invoke = self.event.map_or_else(String::new, |event| {
            format!(", `cargo run -- invoke {event}`")
        });
        writeln!(
            to,
            "\nThen: `cargo test`{invoke}, `cargo gatewright check`. The guide: {GUIDE}"
        )
    }
}

fn has_workspace_dependency(workspace: &Workspace) -> bool {
    let root = ManifestFile::read(&workspace.root.join("Cargo.toml"));
    root.is_ok_and(|root| {
        let document = root.document();
        let workspace = document
            .get("workspace")
            .and_then(|one| one.get("dependencies"));
        workspace.and_then(|one| one.get("gatewright")).is_some()
    })
}

/// Writes a file that does not exist yet, whole or not at all.
fn add(path: &Path, content: &str) -> Result<(), CliError> {
    let failed = |error: io::Error| {
        remove(path);
        CliError::new(format!("could not write `{}`: {error}", path.display()))
            .note("nothing was changed")
    };
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(failed)?;
    fs::write(path, content).map_err(failed)
}

/// Removes an added file, and its directory if that is empty.
fn remove(path: &Path) {
    let _ = fs::remove_file(path);
    let _ = path.parent().map(fs::remove_dir);
}
