//! `cargo gatewright template`: the infrastructure of functions, from their manifests.
//!
//! | step | |
//! |---|---|
//! | [`mod@build`] | the resources of the functions, as SAM ([`sam`]) or plain CloudFormation has them |
//! | [`node`], [`stack`] | the tree of a template, and its sections |
//! | [`yaml`], [`mod@json`] | the tree as text |
//! | [`cdk`], [`terraform`] | plain CloudFormation resources in other languages |
//! | [`check`] | a template of the user's, compared with the code |

mod alarms;
mod api;
mod args;
mod build;
mod builder;
mod cdk;
mod check;
mod function;
mod http;
mod json;
mod mappings;
pub(crate) mod node;
mod output;
mod preflight;
mod role;
pub(crate) mod sam;
mod sources;
pub(crate) mod stack;
mod terraform;
mod triggers;
mod yaml;

pub(crate) use args::Args;
pub(crate) use build::build;

use crate::error::CliError;
use crate::report::to_stdout;
use crate::style::NOTE;
use crate::workspace::{Described, Workspace};
use args::Format;
use serde_json::json;
use stack::{Form, Input, Remark, Stack};
use std::env;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The version of the JSON document.
const JSON_VERSION: u32 = 1;

pub(crate) fn run(args: &Args) -> Result<ExitCode, CliError> {
    if let Some(file) = &args.check {
        return check::run(&args.options, file, args.json);
    }
    if let Some(path) = &args.output {
        output::refuse_existing(path)?;
    }
    let (workspace, functions) = crate::workspace::describe(&args.options)?;
    let policies = crate::iam::policy::policies(&args.options, &workspace, &functions)?;
    let packages = packages(&workspace, args.output.as_deref());
    let input = Input {
        functions: &functions,
        policies: &policies,
        packages: &packages,
        alarms: args.alarms,
    };
    let (text, stack) = write(args, input)?;
    if let Some(path) = &args.output {
        output::create(path, &text)?;
    }
    print_remarks(args, &stack.remarks);
    to_stdout(|to| {
        if args.json {
            serde_json::to_writer_pretty(&mut *to, &document(args, &text, &stack))?;
            writeln!(to)
        } else if args.output.is_none() {
            to.write_all(text.as_bytes())
        } else {
            Ok(())
        }
    })?;
    if let Some(path) = &args.output {
        args.options.progress(&format!("Wrote {}", path.display()));
    }
    Ok(ExitCode::SUCCESS)
}

/// Returns the SAM template of a function whose code does not call AWS, as [`run`] writes it in the package's directory. `root` is that
/// of the workspace.
pub(crate) fn of_annotations(described: Described, root: &Path) -> Result<String, CliError> {
    let policy = crate::iam::policy::of_annotations(&described);
    let packages = output::relative(&root.join("target/lambda"), &described.folder);
    let stack = sam::build(Input {
        functions: &[described],
        policies: &[policy],
        packages: &packages,
        alarms: false,
    })?;
    Ok(yaml::document(&stack.map()))
}

/// The text of the template, and the parts that it was written from.
fn write(args: &Args, input: Input<'_>) -> Result<(String, Stack), CliError> {
    let is_json = args
        .output
        .as_ref()
        .and_then(|path| path.extension())
        .is_some_and(|extension| extension == "json");
    let stack = match args.format {
        Format::Sam => sam::build(input)?,
        _ => build(Form::Plain, input)?,
    };
    let text = match args.format {
        Format::Sam | Format::Cloudformation if is_json => json::document(&stack.map()),
        Format::Sam | Format::Cloudformation => yaml::document(&stack.map()),
        Format::Cdk => cdk::document(&stack, input.packages),
        Format::Terraform => terraform::document(&stack, input.packages),
    };
    Ok((text, stack))
}

/// The folder of `cargo gatewright package`'s output, as the template refers to it.
fn packages(workspace: &Workspace, output: Option<&Path>) -> String {
    // A directory in the environment is a setting of this machine. A template is for all machines.
    let target = match &workspace.target {
        Some(target) if env::var_os("CARGO_TARGET_DIR").is_none() => target.clone(),
        _ => workspace.root.join("target"),
    };
    let base = match output {
        Some(path) => path.parent().map(Path::to_owned).unwrap_or_default(),
        None => env::current_dir()
            .ok()
            .filter(|here| here.starts_with(&workspace.root))
            .unwrap_or_else(|| workspace.root.clone()),
    };
    let base = if base == Path::new("") {
        PathBuf::from(".")
    } else {
        base
    };
    output::relative(&target.join("lambda"), &base)
}

fn print_remarks(args: &Args, remarks: &[Remark]) {
    if args.options.quiet || args.json {
        return;
    }
    for remark in remarks {
        anstream::eprintln!(
            "{NOTE}remark{NOTE:#}: {}: {}",
            remark.function,
            remark.headline
        );
        if let Some(place) = &remark.place {
            anstream::eprintln!("  --> {}:{}", place.file, place.line);
        }
        anstream::eprintln!("  = help: {}", remark.help);
    }
}

fn document(args: &Args, text: &str, stack: &Stack) -> serde_json::Value {
    let remarks: Vec<serde_json::Value> = stack
        .remarks
        .iter()
        .map(|remark| {
            json!({
                "function": remark.function,
                "headline": remark.headline,
                "help": remark.help,
                "file": remark.place.as_ref().map(|place| &place.file),
                "line": remark.place.as_ref().map(|place| place.line),
            })
        })
        .collect();
    json!({
        "version": JSON_VERSION,
        "format": args.format.name(),
        "output": args.output,
        "template": text,
        "remarks": remarks,
    })
}
