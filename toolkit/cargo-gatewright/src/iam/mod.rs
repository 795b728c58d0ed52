//! `cargo gatewright iam`: the policy that a function's code needs.
//!
//! | module | |
//! |---|---|
//! | [`policy`] | the data model, which `template` uses too |
//! | [`sdk`] | the functions that call AWS, as paths for clippy |
//! | [`calls`] | from the calls that clippy found to actions on resources |
//! | [`source`] | the names of resources, read from the syntax around a call |
//! | [`actions`] | the table of operations and actions |
//! | [`manifest`] | what the function's annotations need |
//! | [`document`], [`print`] | the output |
//!
//! # Limits
//!
//! clippy does not lint the expansions of other crates' macros. Crates of a registry that use the SDK are listed as unseen. Code is
//! counted whether or not a handler reaches it: its package and the path dependencies that the package's source names.

mod actions;
mod args;
mod calls;
mod document;
mod manifest;
mod needs;
pub(crate) mod policy;
mod print;
pub(crate) mod sdk;
mod source;

pub(crate) use args::Args;

use crate::check::types;
use crate::error::CliError;
use crate::workspace::{self, Described, Function, Resolution, Workspace};
use policy::Policy;
use std::process::ExitCode;
use std::thread;

/// A function and its policy.
pub(crate) struct OfFunction {
    pub(crate) name: String,
    pub(crate) package: String,
    pub(crate) binary: String,
    pub(crate) policy: Policy,
}

/// Prints the policies of the selected functions. The exit code is 1 if something is not covered.
pub(crate) fn run(args: &Args) -> Result<ExitCode, CliError> {
    let fill = args.fill()?;
    let workspace = workspace::load(&args.options, Resolution::Full)?;
    let (found, _) = workspace::functions(&args.options, &workspace)?;
    let paths = sdk::paths(&workspace);
    let describes = found.iter().any(|one| uses_gatewright(&workspace, one));
    // The two builds have separate target directories, so neither waits for the other.
    let (described, resolved) = thread::scope(|scope| {
        let resolved = scope.spawn(|| {
            let functions: Vec<&Function> = found.iter().collect();
            types::run(&args.options, &workspace, &functions, &paths.all())
        });
        let described = describes
            .then(|| workspace::describe(&args.options))
            .transpose();
        (described, resolved.join())
    });
    let resolved = resolved.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
    let described = described?.map_or_else(Vec::new, |(_, described)| described);
    let functions: Vec<(Function, Option<&Described>)> = found
        .iter()
        .flat_map(|one| binaries(&workspace, one, &described))
        .collect();
    let policies = policy::of(&args.options, &workspace, &functions, &paths, resolved)?;
    let functions: Vec<OfFunction> = functions
        .iter()
        .zip(policies)
        .map(|((function, described), policy)| {
            let package = workspace.packages[function.package].name.clone();
            let binary = function
                .roots
                .first()
                .map_or_else(|| package.clone(), |one| one.name.clone());
            OfFunction {
                name: described
                    .map_or_else(|| binary.clone(), |one| one.manifest.function.name.clone()),
                package,
                binary,
                policy,
            }
        })
        .collect();
    print::print(&functions, &workspace, &fill, args)?;
    let is_covered = functions.iter().all(|one| one.policy.unresolved.is_empty());
    Ok(if is_covered {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn uses_gatewright(workspace: &Workspace, function: &Function) -> bool {
    let mut dependencies = workspace.packages[function.package].dependencies.iter();
    dependencies.any(|dependency| dependency.package == "gatewright")
}

/// The functions of a package: each of its binaries, with its description if it has one. A package without binaries is one function.
fn binaries<'d>(
    workspace: &Workspace,
    function: &Function,
    described: &'d [Described],
) -> Vec<(Function, Option<&'d Described>)> {
    let package = &workspace.packages[function.package];
    let binaries: Vec<_> = function
        .roots
        .iter()
        .filter(|root| package.binaries.contains(root))
        .collect();
    let one = |roots| Function {
        package: function.package,
        roots,
    };
    if binaries.is_empty() {
        return vec![(one(function.roots.clone()), None)];
    }
    binaries
        .into_iter()
        .map(|binary| {
            let mut all = described.iter();
            let of = all.find(|one| one.folder == package.folder() && one.binary == binary.name);
            (one(vec![binary.clone()]), of)
        })
        .collect()
}
