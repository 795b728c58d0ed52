//! `cargo gatewright new`: creates a project.

mod args;
mod dependency;
mod members;
mod name;
mod place;
mod project;

pub(crate) use args::Args;
pub(crate) use dependency::{of_checkout, published};
pub(crate) use project::PROFILE;

use crate::error::CliError;
use crate::report::to_stdout;
use crate::style::{BOLD, NOTE};
use members::Around;
use place::Staged;
use project::Facts;
use serde_json::json;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The version of the JSON document.
const JSON_VERSION: u32 = 1;

/// A created project.
struct Created<'c> {
    args: &'c Args,
    name: String,
    folder: PathBuf,
    files: Vec<&'static str>,
    has_repository: bool,
    /// The manifest that got a member.
    joined: Option<(PathBuf, String)>,
    remarks: Vec<String>,
}

/// Creates the project whole, or nothing.
pub(crate) fn run(args: &Args) -> Result<ExitCode, CliError> {
    let folder = std::path::absolute(&args.path).map_err(|error| {
        CliError::new(format!("could not find `{}`: {error}", args.path.display()))
    })?;
    let name = name_of(args)?;
    name::check(&name)?;
    place::check(&folder, &args.path)?;
    let around = members::around(&folder)?;
    let is_inside = place::is_in_repository(&folder);
    let gatewright = match (&args.gatewright_path, &around) {
        (Some(checkout), _) => of_checkout(checkout, &folder)?,
        (None, Some(around)) if around.has_dependency("gatewright") => {
            "{ workspace = true }".to_owned()
        }
        (None, _) => published(),
    };
    let files = project::files(
        args.template,
        &Facts {
            name: &name,
            gatewright: &gatewright,
            folder: &folder,
            root: around
                .as_ref()
                .and_then(|around| around.manifest.parent())
                .unwrap_or(&folder),
            has_workflow: !is_inside,
        },
    )?;
    let mut created = Created {
        args,
        name,
        folder,
        files: files.iter().map(|(path, _)| *path).collect(),
        has_repository: false,
        joined: None,
        remarks: Vec::new(),
    };
    // Both are written beside their places first: after that, only renames can fail.
    let staged = Staged::write(&created.folder, &files)?;
    let member = around
        .as_ref()
        .and_then(Around::edit)
        .map(|edit| edit.prepare())
        .transpose()?;
    if !is_inside && !args.no_git {
        match staged.git_init() {
            Ok(()) => created.has_repository = true,
            Err(error) => created
                .remarks
                .push(format!("no repository was created: {error}")),
        }
    }
    let undo = staged.put()?;
    if let (Some(member), Some(around)) = (member, &around) {
        if let Err(error) = member.write() {
            undo.undo();
            return Err(error);
        }
        created.joined = Some((around.manifest.clone(), around.member().to_owned()));
    }
    created.remark(around.as_ref(), is_inside);
    to_stdout(|to| created.write(to))?;
    Ok(ExitCode::SUCCESS)
}

/// The name of the package: `--name`, or the last part of the path.
fn name_of(args: &Args) -> Result<String, CliError> {
    if let Some(name) = &args.package_name {
        return Ok(name.clone());
    }
    let last = args.path.file_name().ok_or_else(|| {
        CliError::new(format!(
            "`{}` does not end with a name",
            args.path.display()
        ))
        .help(format!(
            "`cargo gatewright new {} --name my-function`",
            args.path.display()
        ))
    })?;
    Ok(last.to_string_lossy().into_owned())
}

impl Created<'_> {
    /// What differs from a project that stands alone.
    fn remark(&mut self, around: Option<&Around>, is_inside: bool) {
        if is_inside {
            self.remarks.push(
                "the project is inside of a repository: it has no `.github`, because GitHub reads only that of the repository's root"
                    .to_owned(),
            );
        }
        if let Some(around) = around.filter(|around| !around.has_panic()) {
            self.remarks.push(format!(
                "add `panic = \"unwind\"`, `lto = \"fat\"`, `codegen-units = 1` and `strip = true` to `[profile.release]` of `{}`: cargo \
                 ignores the profiles of members",
                around.manifest.display()
            ));
        }
    }

    /// The commands to go on with, each with its effect.
    fn next(&self) -> Vec<(String, &'static str)> {
        let invoke = format!("cargo run -- invoke {}", self.args.template.first_event());
        let serves = match self.args.template {
            args::Template::Http => "serves HTTP at http://127.0.0.1:9000",
            _ => "serves Lambda's Invoke API at http://127.0.0.1:9000",
        };
        vec![
            (format!("cd {}", quoted(&self.args.path)), ""),
            ("cargo test".to_owned(), "runs the tests"),
            (invoke, "sends one event"),
            ("cargo run".to_owned(), serves),
            (
                "cargo gatewright check".to_owned(),
                "finds code that does not work well on Lambda",
            ),
            (
                "cargo gatewright package --arm64".to_owned(),
                "builds the ZIP file that Lambda takes",
            ),
            ("sam deploy --guided".to_owned(), "deploys `template.yaml`"),
        ]
    }

    fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        if self.args.json {
            let next: Vec<String> = self
                .next()
                .into_iter()
                .map(|(command, _)| command)
                .collect();
            let document = json!({
                "version": JSON_VERSION,
                "name": self.name,
                "template": self.args.template.name(),
                "directory": self.folder,
                "files": self.files,
                "repository": self.has_repository,
                "workspace": self.joined.as_ref().map(|(manifest, _)| manifest),
                "remarks": self.remarks,
                "next": next,
            });
            serde_json::to_writer_pretty(&mut *to, &document)?;
            return writeln!(to);
        }
        let template = self.args.template.name();
        writeln!(
            to,
            "Created {BOLD}{}{BOLD:#} from the template `{template}` in `{}`",
            self.name,
            self.args.path.display()
        )?;
        for file in &self.files {
            writeln!(to, "  {file}")?;
        }
        if let Some((manifest, member)) = &self.joined {
            writeln!(
                to,
                "Added `{member}` to `members` of `{}`",
                manifest.display()
            )?;
        }
        for remark in &self.remarks {
            writeln!(to, "{NOTE}note{NOTE:#}: {remark}")?;
        }
        writeln!(to, "Next:")?;
        let next = self.next();
        let width = next
            .iter()
            .map(|(command, _)| command.len())
            .max()
            .unwrap_or(0);
        for (command, effect) in next {
            let line = format!("  {command:width$}  {effect}");
            writeln!(to, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let path = path.display().to_string();
    if path.contains(|one: char| !one.is_ascii_alphanumeric() && !"-_./\\:".contains(one)) {
        format!("'{}'", path.replace('\'', "'\\''"))
    } else {
        path
    }
}
