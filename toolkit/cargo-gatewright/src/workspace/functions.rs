//! The packages that are Lambda functions.

use super::model::{Package, Workspace};
use super::options::Options;
use crate::error::CliError;
use gatewright_discipline::{CrateSource, Target, crate_mentions};

/// A package that uses one of these crates is a function.
const RUNTIMES: [&str; 4] = [
    "gatewright",
    "lambda_runtime",
    "lambda_http",
    "lambda-appsync",
];

/// Packages that functions run on. They are not the function's own code, so they are not checked even as path dependencies.
const PLATFORM: [&str; 11] = [
    "gatewright",
    "gatewright-macros",
    "gatewright-discipline",
    "gatewright-local",
    "lambda_runtime",
    "lambda_runtime_api_client",
    "lambda_http",
    "lambda-extension",
    "lambda-appsync",
    "lambda-appsync-proc",
    "tokio",
];

/// Whether functions run on the package of this name.
pub(crate) fn is_platform(package: &str) -> bool {
    PLATFORM.contains(&package)
}

/// A package that holds a function.
pub(crate) struct Function {
    pub(crate) package: usize,
    /// The targets that belong to the function.
    pub(crate) roots: Vec<Target>,
}

/// A package or target that is left out, and the reason.
pub(crate) struct Skipped {
    pub(crate) package: usize,
    /// Whether this is one target rather than the whole package.
    pub(crate) is_target: bool,
    pub(crate) what: String,
    pub(crate) why: String,
}

/// Returns the functions among the selected packages.
pub(crate) fn functions(
    options: &Options,
    workspace: &Workspace,
) -> Result<(Vec<Function>, Vec<Skipped>), CliError> {
    let mut functions = Vec::new();
    let mut skipped = Vec::new();
    for at in &workspace.selected {
        let named = !options.package.is_empty();
        let roots = roots(workspace, *at, named, &mut skipped);
        if !roots.is_empty() {
            functions.push(Function {
                package: *at,
                roots,
            });
        }
    }
    if functions.is_empty() {
        let error = CliError::new("there is no Lambda function here").help(
            "a function depends on `gatewright`, `lambda_runtime`, `lambda_http` or `lambda-appsync`. `--package NAME` selects any package, \
             `--workspace` looks at every member",
        );
        return Err(skipped.iter().fold(error, |error, one| {
            error.note(format!("{}: {}", one.what, one.why))
        }));
    }
    Ok((functions, skipped))
}

/// Returns the targets of a package that belong to a function, or all of them if the command names the package.
fn roots(workspace: &Workspace, at: usize, named: bool, skipped: &mut Vec<Skipped>) -> Vec<Target> {
    let package = &workspace.packages[at];
    let library = package.library.iter().filter(|library| !library.is_macro);
    let all: Vec<Target> = package
        .binaries
        .iter()
        .chain(library.clone())
        .cloned()
        .collect();
    let mut skip = |target: Option<&str>, why: &str| {
        skipped.push(Skipped {
            package: at,
            is_target: target.is_some(),
            what: match target {
                Some(target) => format!("{}, binary {target}", package.name),
                None => package.name.clone(),
            },
            why: why.to_owned(),
        });
    };
    if all.is_empty() {
        skip(
            None,
            "it has neither a library nor a binary that runs on Lambda: a procedural macro runs in the compiler",
        );
        return all;
    }
    if is_platform(&package.name) && !named {
        skip(None, "functions run on it, it is not one");
        return Vec::new();
    }
    let words = runtimes(package);
    let source = |target: &Target| CrateSource {
        root: target.root.clone(),
        cfg: package.cfg.clone(),
        ..CrateSource::default()
    };
    let uses = |target: &Target| crate_mentions(&source(target), &words);
    let binaries: Vec<Target> = package
        .binaries
        .iter()
        .filter(|one| uses(one))
        .cloned()
        .collect();
    let library_uses = library.clone().any(uses);
    if !binaries.is_empty() {
        for other in package
            .binaries
            .iter()
            .filter(|one| !binaries.contains(one))
        {
            let why = "another binary of the package is the function";
            skip(Some(&other.name), why);
        }
        return binaries;
    }
    if library_uses || named {
        return all;
    }
    let wrapper = package.dependencies.iter().find(|one| {
        one.at
            .is_some_and(|at| !runtimes(&workspace.packages[at]).is_empty())
    });
    match wrapper {
        _ if !words.is_empty() => {
            skip(
                None,
                "it depends on a Lambda runtime, but none of its targets uses it",
            );
        }
        Some(wrapper) => {
            let (wrapper, own) = (&wrapper.package, &package.name);
            let why = format!(
                "it may run through {wrapper}, which uses a Lambda runtime: `--package {own}` selects it"
            );
            skip(None, &why);
        }
        None => skip(
            None,
            "it depends on none of gatewright, lambda_runtime, lambda_http, lambda-appsync",
        ),
    }
    Vec::new()
}

/// The names that a package's code uses for a runtime.
fn runtimes(package: &Package) -> Vec<String> {
    let dependencies = package.dependencies.iter();
    dependencies
        .filter(|dependency| RUNTIMES.contains(&dependency.package.as_str()))
        .map(|dependency| dependency.name.clone())
        .collect()
}
