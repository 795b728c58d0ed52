//! `cargo gatewright openapi`: the OpenAPI document of a function's routes, and its comparison with a committed one.

mod args;
mod compare;
mod document;
mod files;
mod pointer;
mod print;
mod read;
#[cfg(test)]
mod tests;

pub(crate) use args::Args;

use crate::error::CliError;
use crate::workspace::{Described, Workspace, describe};
use args::FailOn;
use document::{About, Built};
use gatewright_manifest::Key;
use print::Format;
use std::path::Path;
use std::process::ExitCode;

pub(crate) fn run(args: &Args) -> Result<ExitCode, CliError> {
    // A file that cannot be read is reported before the build.
    let committed = args.check.as_deref().map(read::document).transpose()?;
    if args.json && args.check.is_none() && args.format == Format::Yaml {
        return Err(
            CliError::new("`--json` and `--format yaml` exclude each other")
                .help("leave one of them out"),
        );
    }
    let (workspace, functions) = describe(&args.options)?;
    let functions = with_routes(functions)?;
    if let Some(folder) = &args.output_dir {
        return write_all(args, &workspace, &functions, folder);
    }
    let [function] = functions.as_slice() else {
        return Err(several(&functions));
    };
    let Built { document, remarks } = built(args, &workspace, function)?;
    show_remarks(args, &remarks);
    let (Some(path), Some(committed)) = (&args.check, committed) else {
        let text = print::text(&document, args.format);
        match &args.output {
            Some(path) => files::write(path, &text)?,
            None => print!("{text}"),
        }
        return Ok(ExitCode::SUCCESS);
    };
    let changes = compare::changes(&committed, &document);
    let shown = path.display().to_string();
    if args.json {
        print!("{}", compare::print::json(&changes, &shown));
    } else {
        anstream::print!("{}", compare::print::human(&changes, &shown));
    }
    let fails = changes
        .iter()
        .any(|change| args.fail_on == FailOn::Any || change.is_breaking());
    Ok(ExitCode::from(u8::from(fails)))
}

/// The functions that have routes.
fn with_routes(functions: Vec<Described>) -> Result<Vec<Described>, CliError> {
    let names: Vec<String> = functions
        .iter()
        .map(|one| format!("`{}`", one.manifest.function.name))
        .collect();
    let has_routes = |one: &Described| {
        let mut handlers = one.manifest.handlers.iter();
        handlers.any(|handler| matches!(handler.key, Key::Route { .. }))
    };
    let found: Vec<_> = functions.into_iter().filter(has_routes).collect();
    if found.is_empty() {
        return Err(CliError::new(format!(
            "expected a function with HTTP routes, found none in {}",
            names.join(", ")
        ))
        .help("annotate a handler with a route, such as `#[get(\"/orders/{id}\")]`, or select another package with `--package NAME`")
        .note("OpenAPI describes HTTP requests. Operations and event sources are in the manifest: `cargo run -- manifest`"));
    }
    Ok(found)
}

fn several(functions: &[Described]) -> CliError {
    let names: Vec<_> = functions
        .iter()
        .map(|one| format!("`{}`", one.manifest.function.name))
        .collect();
    CliError::new(format!(
        "expected one function with routes, found {}: {}",
        names.len(),
        names.join(", ")
    ))
    .help(format!(
        "select one with `--package {}`, or write a document for each with `--output-dir DIR`",
        functions.first().map_or("NAME", |one| one.package.as_str())
    ))
    .note("a function is one document, because it is deployed and versioned on its own")
}

fn write_all(
    args: &Args,
    workspace: &Workspace,
    functions: &[Described],
    folder: &Path,
) -> Result<ExitCode, CliError> {
    let mut texts = Vec::new();
    for function in functions {
        let Built { document, remarks } = built(args, workspace, function)?;
        show_remarks(args, &remarks);
        let name = &function.manifest.function.name;
        let path = folder.join(format!("{name}.{}", args.format.extension()));
        texts.push((path, print::text(&document, args.format)));
    }
    // Every name is checked before the first file is written.
    for (path, _) in &texts {
        files::must_not_exist(path)?;
    }
    for (path, text) in &texts {
        files::write(path, text)?;
        args.options
            .progress(&format!("Wrote {}", workspace.shown(path)));
    }
    Ok(ExitCode::SUCCESS)
}

fn built(args: &Args, workspace: &Workspace, function: &Described) -> Result<Built, CliError> {
    let about = about(workspace, function);
    let events = document::events_in(&function.folder.join("events"));
    document::build(&function.manifest, &about, &events, &args.server)
}

/// What the package says about itself.
fn about(workspace: &Workspace, function: &Described) -> About {
    let metadata = workspace.resolved.as_ref();
    let package = metadata.and_then(|metadata| {
        let mut packages = metadata.packages.iter();
        packages.find(|one| {
            *one.name == function.package && one.manifest_path.starts_with(&function.folder)
        })
    });
    About {
        version: package.map_or_else(|| "0.0.0".to_owned(), |one| one.version.to_string()),
        description: package
            .and_then(|one| one.description.clone())
            .unwrap_or_default(),
        license: package.and_then(|one| one.license.clone()),
    }
}

fn show_remarks(args: &Args, remarks: &[String]) {
    if args.options.quiet {
        return;
    }
    for remark in remarks {
        anstream::eprintln!("remark: {remark}");
    }
}
